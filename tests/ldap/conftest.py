"""A directory as the portal is set up with it, and people in it who are new to each test."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.vouching import Vouched
from app.joints.ldap import ldap_directories_of
from app.joints.process import utc_now
from app.settings import Settings, load
from tests.fixtures.slapd import PASSWORD, Slapd

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
