"""The secret key is changed while people work, one process after the other, and nobody loses anything."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
from flask import Flask
from pydantic import SecretStr
from pyotp import TOTP

from app.cli.demo import PASSWORD
from app.cli.sample import add_app
from app.domain.people import Username
from app.factory import create_app
from app.joints.records import database_of, records_of
from app.settings import DatabaseSettings, Settings, load
from tests.click.joined import PUBLIC_URL, Joined
from tests.oidc.clicks import HOUR, REASON, TYPED, click, go_again, let_pass, map_developers
from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import Provider
from tests.web.authenticator import STEP, second_step
from tests.web.pages import Page
from tests.web.visitor import Visitor

OLD = "the secret key that is to be changed"
NEW = "the secret key that takes its place"
# What a process has: as ever; ready for cookies of the new key; with the new key, and still ready for those of the old.
AS_EVER, READY, CHANGED = (OLD, ""), (OLD, NEW), (NEW, OLD)
# The processes that serve side by side at some moment of a change as the README tells it.
SIDE_BY_SIDE = [(AS_EVER, READY), (READY, AS_EVER), (READY, CHANGED), (CHANGED, READY)]
Keys = tuple[str, str]
Start = Callable[[Keys], Flask]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def start(
    join: Callable[..., Joined], provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Joined, Start]]:
    """A portal's records, and what starts a process of it with its keys."""
    joined = join(**provider.settings(), DOORSTEP_SECRET_KEY=OLD)
    with ExitStack() as databases:

        def process(keys: Keys) -> Flask:
            monkeypatch.setenv("DOORSTEP_SECRET_KEY", keys[0])
            monkeypatch.setenv("DOORSTEP_SECRET_KEY_FALLBACKS", keys[1])
            settings = load(Settings)
            return create_app(settings, database=databases.enter_context(closing(database_of(settings))))

        yield joined, process


@pytest.fixture(params=SIDE_BY_SIDE, ids=["to-ready", "from-ready", "to-changed", "from-changed"])
def keys(request: pytest.FixtureRequest) -> tuple[Keys, Keys]:
    begins, goes_on = request.param
    return begins, goes_on


@pytest.fixture
def processes(keys: tuple[Keys, Keys], start: tuple[Joined, Start]) -> tuple[Flask, Flask]:
    """Where somebody begins something, and where they go on with it."""
    return start[1](keys[0]), start[1](keys[1])


@pytest.fixture
def dora(start: tuple[Joined, Start], provider: Provider, processes: tuple[Flask, Flask]) -> Caller:
    """Somebody whom the provider vouches for, at the first of the two processes."""
    provider.claims = {"groups": ["crew"]}
    caller = Caller(start[0], provider)
    caller.visitor.client.application = processes[0]
    return caller


def test_who_is_signed_in_sends_the_form_that_is_open(dora: Caller, processes: tuple[Flask, Flask]) -> None:
    dora.sign_in()
    map_developers(dora.portal)
    form = dora.visitor.token()

    dora.visitor.client.application = processes[1]

    assert "SigninToken=" in dora.visitor.post("/console", TYPED | form).headers["Location"]


def test_who_is_at_the_provider_comes_back_and_is_in(dora: Caller, processes: tuple[Flask, Flask]) -> None:
    query = dora.begin()

    dora.visitor.client.application = processes[1]

    assert dora.come_back(query).headers["Location"] == "/"
    assert dora.is_in()


def test_a_click_that_led_through_the_provider_keeps_what_was_typed(
    dora: Caller, processes: tuple[Flask, Flask]
) -> None:
    dora.sign_in()
    map_developers(dora.portal)
    let_pass(dora.portal, 9 * HOUR)
    asked = click(dora)[2]

    dora.visitor.client.application = processes[1]
    page = dora.visitor.page(go_again(dora, asked))

    assert page.form_to("/console").fields["reason"] == REASON


def test_an_authenticator_app_counts_in_both_whichever_sealed_it(
    keys: tuple[Keys, Keys], processes: tuple[Flask, Flask], start: tuple[Joined, Start]
) -> None:
    give_app(start[0], sealed_with=keys[0][0])

    # What was sealed is sealed anew where it is used, and comes back to where it was.
    there = signed_in_with_app(processes[1], datetime.now(UTC))
    back = signed_in_with_app(processes[0], datetime.now(UTC) + STEP)

    assert (there.headings[0], back.headings[0]) == ("Your roles", "Your roles")


def give_app(joined: Joined, *, sealed_with: str) -> None:
    """Give alice an authenticator app."""
    records = records_of(DatabaseSettings(database_url=SecretStr(f"sqlite:///{joined.database_file}")))
    add_app(records, [Username.parse("alice")], secret=SECRET, secret_key=sealed_with)
    records.database.close()


def signed_in_with_app(process: Flask, at: datetime) -> Page:
    """The page that alice comes to with her password and the code of that moment."""
    visitor = Visitor(process, public_url=PUBLIC_URL)
    visitor.sign_in("alice", PASSWORD)
    return second_step(visitor, TOTP(SECRET).at(at))
