"""Pages of other sites can lead people to a sign-in, and cannot have one begun as a part of themselves."""

import pytest
from sqlalchemy import func, select

from app.storage.tables import sign_in_attempt
from tests.oidc.conftest import Caller

CROSS_SITE = {"Sec-Fetch-Site": "cross-site"}
GOES_THERE = CROSS_SITE | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
PICTURE = CROSS_SITE | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
SCRIPT = CROSS_SITE | {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
FRAME = CROSS_SITE | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
PREFETCH = GOES_THERE | {"Sec-Purpose": "prefetch;prerender"}


def counted(caller: Caller) -> int:
    """How much of what this caller's address began is counted against it."""
    address = caller.visitor.client.environ_base["REMOTE_ADDR"]
    of_address = select(func.count()).where(sign_in_attempt.c.key.endswith(f":{address}"))
    with caller.portal.database.read() as connection:
        return connection.execute(of_address).scalar_one()


@pytest.mark.parametrize("headers", [PICTURE, SCRIPT, FRAME, PREFETCH], ids=["picture", "script", "frame", "prefetch"])
@pytest.mark.parametrize("path", ["/sign-in/oidc/acme", "/sign-in/oidc/acme/callback?state=x"])
def test_what_is_a_part_of_another_page_is_refused_and_counts_against_nobody(
    erik: Caller, path: str, headers: dict[str, str]
) -> None:
    answer = erik.visitor.get(path, headers)

    assert answer.status_code == 403
    assert "as a part of another" in answer.text
    assert counted(erik) == 0
    assert erik.entries() == []


def test_a_link_from_a_wiki_works(erik: Caller) -> None:
    away = erik.visitor.get("/sign-in/oidc/acme?return_to=/console", GOES_THERE)
    back = erik.provider.authorize(away.headers["Location"])

    assert erik.come_back(back).headers["Location"] == "/console"
    assert counted(erik) == 1
