"""A provider's logout ends the web sessions that it is about, once, and no others."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.ledger import Action, Event
from app.domain.oidc import ProviderLogout
from app.domain.web_sessions import Proof
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.provider_logouts import ProviderLogoutStore
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore
from tests.storage.company import NOW, Company, event_of, web_session_of

ISSUER = "https://id.example.com"
SUBJECT = "00u1"
TOKEN_HASH = "0123456789abcdef" * 4
TOLD = ProviderLogout(issuer=ISSUER, subject=SUBJECT, sid=None, token_id="jti-1", expires_at=NOW + timedelta(minutes=4))


class Signed:
    """Alice's web sessions, and what providers say of them."""

    def __init__(self, database: Database, company: Company) -> None:
        self.web_sessions = WebSessionStore(database=database)
        self.logouts = ProviderLogoutStore(database=database)
        self.ledger = LedgerStore(database=database)
        self._company = company
        self._through_provider = new_id()
        with Registry(database=database).change() as change:
            change.add_identity(self._through_provider, company.alice.id, ISSUER, SUBJECT)

    def begin(self, name: str, *, sid: str | None = None, local: bool = False) -> None:
        """Begin a web session whose token has the hash of that name, through the provider or with a local account."""
        begun = replace(web_session_of(self._company), id=new_id())
        identity_id = self._company.alices_identity if local else self._through_provider
        proofs = begun.proofs if local else (Proof("oidc:acme", NOW),)
        begun = replace(begun, principal=replace(begun.principal, identity_id=identity_id), proofs=proofs)
        self.web_sessions.begin(
            begun,
            token_hash=name * 64,
            provider_sid=sid,
            address=None,
            user_agent=None,
            event=event_of(Action.WEB_SESSION_BEGUN),
        )

    def alive(self, names: str) -> str:
        """Which of them are alive still."""
        found = {name: self.web_sessions.find(name * 64) for name in names}
        return "".join(name for name, one in found.items() if one is not None and one.is_alive(NOW))

    def end(self, logout: ProviderLogout = TOLD, token_hash: str = TOKEN_HASH) -> int | None:
        """Take a provider's word."""
        return self.logouts.end(logout, token_hash=token_hash, at=NOW, entry_of=_entry)

    def ended(self) -> int:
        """How many entries say that a web session ended."""
        return [entry.action for entry in self.ledger.events()].count("web-session:ended")


def _entry(_web_session_id: UUID, person_id: UUID) -> Event:
    return replace(event_of(Action.WEB_SESSION_ENDED), person_id=person_id)


@pytest.fixture
def signed(database: Database, company: Company) -> Signed:
    return Signed(database, company)


def test_every_web_session_of_the_subject_ends_and_those_of_another_way_stay(signed: Signed) -> None:
    signed.begin("a", sid="sid-1")
    signed.begin("b")
    signed.begin("c", local=True)

    assert signed.end() == 2
    assert signed.alive("abc") == "c"
    assert signed.ended() == 2


@pytest.mark.parametrize("subject", [SUBJECT, None])
def test_a_sid_ends_its_own_web_session(signed: Signed, subject: str | None) -> None:
    signed.begin("a", sid="sid-1")
    signed.begin("b", sid="sid-2")

    assert signed.end(replace(TOLD, subject=subject, sid="sid-1")) == 1
    assert signed.alive("ab") == "b"


def test_a_web_session_of_no_known_sid_ends_with_any_of_its_subject(signed: Signed) -> None:
    signed.begin("a")

    assert signed.end(replace(TOLD, sid="sid-9")) == 1
    assert signed.alive("a") == ""


@pytest.mark.parametrize(
    "other",
    [
        replace(TOLD, issuer="https://elsewhere.example"),
        replace(TOLD, subject="00u2"),
        replace(TOLD, subject=None, sid="sid-2"),
        replace(TOLD, issuer="https://elsewhere.example", subject=None, sid="sid-1"),
    ],
)
def test_a_logout_of_somebody_else_ends_nothing(signed: Signed, other: ProviderLogout) -> None:
    signed.begin("a", sid="sid-1")

    assert signed.end(other) == 0
    assert signed.alive("a") == "a"
    assert signed.ended() == 0


def test_a_token_counts_once_and_another_one_of_the_same_provider_counts_too(signed: Signed) -> None:
    signed.end()
    signed.begin("a")

    assert signed.end() is None
    assert signed.alive("a") == "a"
    assert signed.end(token_hash="f" * 64) == 1


def test_of_many_that_bring_one_token_at_once_one_is_taken(signed: Signed) -> None:
    signed.begin("a")

    with ThreadPoolExecutor(8) as threads:
        tries = [threads.submit(signed.end) for _thread in range(8)]

    assert sorted(str(one.result()) for one in tries) == ["1"] + ["None"] * 7
    assert signed.ended() == 1


def test_two_logouts_of_one_web_session_at_once_end_it_once(signed: Signed) -> None:
    signed.begin("a")

    with ThreadPoolExecutor(8) as threads:
        tries = [threads.submit(signed.end, TOLD, f"{number:064}") for number in range(8)]

    assert sum(one.result() or 0 for one in tries) == 1
    assert signed.ended() == 1


def test_what_ends_without_its_entry_has_not_ended(signed: Signed) -> None:
    signed.begin("a")
    known = event_of(Action.WEB_SESSION_ENDED)
    signed.ledger.append(known)

    with pytest.raises(Exception, match="ledger_event"):
        signed.logouts.end(TOLD, token_hash=TOKEN_HASH, at=NOW, entry_of=lambda _which, _whose: known)

    assert signed.alive("a") == "a"
    assert signed.end() == 1
