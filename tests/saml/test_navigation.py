"""A provider's page leads here with its answer; pages of other sites cannot send one as a part of themselves."""

import pytest

from tests.oidc.test_navigation import FRAME, GOES_THERE, PICTURE, PREFETCH, SCRIPT
from tests.saml.portals import Caller

PARTS = pytest.mark.parametrize(
    "headers", [PICTURE, SCRIPT, FRAME, PREFETCH], ids=["picture", "script", "frame", "prefetch"]
)


@PARTS
def test_no_page_fills_the_ledger_through_its_visitors(dora: Caller, headers: dict[str, str]) -> None:
    answer = dora.another_browser().post("/sign-in/saml/acme/acs", {"SAMLResponse": "AAAA"}, headers)

    assert answer.status_code == 403
    assert dora.entries() == []


def test_a_provider_that_leads_here_works(dora: Caller) -> None:
    said = dora.begin()

    posted = dora.another_browser().post("/sign-in/saml/acme/acs", {"SAMLResponse": dora.answer(said)}, GOES_THERE)

    assert dora.visitor.get(posted.headers["Location"], GOES_THERE).status_code == 303
    assert dora.is_in()
