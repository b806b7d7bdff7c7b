"""A directory as the portal is set up with it, and people in it who are new to each test."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from app.domain.ledger import StoredEvent
from app.domain.vouching import Vouched
from app.joints.ldap import ldap_directories_of
from app.joints.process import utc_now
from app.settings import Settings, load
from tests.click.joined import PUBLIC_URL, Joined
from tests.fixtures.slapd import PASSWORD, Slapd
from tests.web.visitor import Visitor

FORM = "/sign-in/ldap/acme"
OURS = {
    "DOORSTEP_SECRET_KEY": "k" * 40,
    "DOORSTEP_PUBLIC_URL": "https://doorstep.example.com",
    "DOORSTEP_AWS_REGIONS": "eu-central-1",
}


@dataclass(frozen=True, slots=True)
class Directory:
    """What speaks to the directory."""

    vouch: Callable[[str, str], Vouched]
    ask_again: Callable[[str], Vouched]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the directory."""

    uid: str
    dn: str
    password: str = PASSWORD


class Caller:
    """Somebody with a browser at a portal that knows the directory."""

    def __init__(self, portal: Joined) -> None:
        self.portal = portal
        self.visitor = Visitor(portal.app, public_url=PUBLIC_URL)

    def sign_in(self, username: str, password: str = PASSWORD, return_to: str = "/") -> TestResponse:
        """Fill in the form and send it."""
        form = self.visitor.page(f"{FORM}?return_to={return_to}").form_to(FORM)
        return self.visitor.post(FORM, form.fields | {"username": username, "password": password})

    def refusals(self) -> list[StoredEvent]:
        """The sign-ins that the ledger says were refused."""
        return [entry for entry in self.portal.ledger.events() if entry.action == "sign-in:refused"]

    def causes(self) -> list[object]:
        """Why, for those through the directory."""
        bodies = [entry.parsed_body() for entry in self.refusals()]
        return [body["cause"] for body in bodies if body["way"] == "ldap:acme"]


@pytest.fixture
def at(slapd: Slapd, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Directory]:
    """Return what speaks to the directory with settings that differ as asked."""

    def joined(**changes: str) -> Directory:
        for name, value in (OURS | slapd.settings(**changes)).items():
            monkeypatch.setenv(name, value)
        found = ldap_directories_of(load(Settings), clock=utc_now)["acme"]
        return Directory(found.vouch, found.ask_again)

    return joined


@pytest.fixture
def directory(at: Callable[..., Directory]) -> Directory:
    return at()


@pytest.fixture
def hire(slapd: Slapd) -> Callable[..., Colleague]:
    """Return what adds somebody whom no other test knows."""

    def hired(**more: str) -> Colleague:
        uid = f"dora-{secrets.token_hex(4)}"
        return Colleague(uid, slapd.add_person(uid, **more))

    return hired


@pytest.fixture
def dora(hire: Callable[..., Colleague]) -> Colleague:
    return hire(cn="Dora Dean", mail="dora@example.com")


@pytest.fixture
def call_at(join: Callable[..., Joined], slapd: Slapd) -> Callable[..., Caller]:
    """Return what makes a portal whose settings of the directory differ as asked, and somebody at its door."""
    return lambda **changes: Caller(join(**slapd.settings(**changes)))


@pytest.fixture
def caller(call_at: Callable[..., Caller]) -> Caller:
    return call_at()
