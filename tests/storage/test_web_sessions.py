"""Web sessions are found by the hash of their token with one query, and end for good."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.domain.ledger import Action
from app.domain.web_sessions import IDLE_LIMIT
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.tables import person
from app.storage.web_sessions import WebSessionStore
from tests.storage.company import NOW, Company, event_of, web_session_of
from tests.storage.databases import statements

TOKEN_HASH = "0123456789abcdef" * 4


@pytest.fixture
def web_sessions(database: Database) -> WebSessionStore:
    return WebSessionStore(database=database)


def actions_in(database: Database) -> list[str]:
    return [entry.action for entry in LedgerStore(database=database).events()]


def begin(web_sessions: WebSessionStore, company: Company) -> None:
    web_sessions.begin(
        web_session_of(company),
        token_hash=TOKEN_HASH,
        provider_sid="sid-1",
        address="192.0.2.7",
        user_agent="Browser/1.0",
        event=event_of(Action.WEB_SESSION_BEGUN),
    )


def test_a_web_session_that_was_begun_is_found(
    web_sessions: WebSessionStore, company: Company, database: Database
) -> None:
    begun = web_session_of(company)

    web_sessions.begin(
        begun, token_hash=TOKEN_HASH, address=None, user_agent=None, event=event_of(Action.WEB_SESSION_BEGUN)
    )

    assert web_sessions.find(TOKEN_HASH) == begun
    assert actions_in(database) == ["web-session:begun"]


def test_another_token_finds_nothing(web_sessions: WebSessionStore, company: Company) -> None:
    begin(web_sessions, company)

    assert web_sessions.find("f" * 64) is None


def test_it_is_found_with_one_query(web_sessions: WebSessionStore, company: Company, database: Database) -> None:
    begin(web_sessions, company)

    with statements() as sent:
        assert web_sessions.find(TOKEN_HASH)

    assert len(sent) == 1


def test_nobody_is_signed_in_once_they_are_disabled(
    web_sessions: WebSessionStore, company: Company, database: Database
) -> None:
    begin(web_sessions, company)

    with database.write() as connection:
        connection.execute(update(person).where(person.c.id == company.alice.id).values(disabled_at=NOW))

    assert web_sessions.find(TOKEN_HASH) is None


def test_being_seen_moves_time_forwards_only(web_sessions: WebSessionStore, company: Company) -> None:
    begin(web_sessions, company)
    begun = web_sessions.find(TOKEN_HASH)
    assert begun

    web_sessions.touch(begun.id, NOW + timedelta(minutes=2))
    web_sessions.touch(begun.id, NOW + timedelta(minutes=1))
    web_sessions.touch(new_id(), NOW + timedelta(minutes=9))

    found = web_sessions.find(TOKEN_HASH)
    assert found
    assert found.last_seen_at == NOW + timedelta(minutes=2)


def test_an_ended_web_session_is_over_and_ends_once(
    web_sessions: WebSessionStore, company: Company, database: Database
) -> None:
    begin(web_sessions, company)
    begun = web_sessions.find(TOKEN_HASH)
    assert begun

    web_sessions.end(begun.id, NOW + timedelta(hours=1), event_of(Action.WEB_SESSION_ENDED))
    web_sessions.end(begun.id, NOW + timedelta(hours=2), event_of(Action.WEB_SESSION_ENDED))

    found = web_sessions.find(TOKEN_HASH)
    assert found
    assert found.revoked_at == NOW + timedelta(hours=1)
    assert not found.is_alive(NOW + timedelta(hours=1))
    assert actions_in(database) == ["web-session:begun", "web-session:ended"]


def test_those_that_count_are_listed_with_what_is_known_of_them(
    web_sessions: WebSessionStore, company: Company
) -> None:
    begin(web_sessions, company)
    (found,) = web_sessions.alive_of(company.alice.id, NOW)

    assert (found.address, found.user_agent) == ("192.0.2.7", "Browser/1.0")
    assert found.proofs == web_session_of(company).proofs
    assert web_sessions.alive_of(company.bob.id, NOW) == ()
    assert web_sessions.alive_of(company.alice.id, NOW + IDLE_LIMIT) == ()


def test_a_web_session_whose_entry_cannot_be_written_was_not_begun(
    web_sessions: WebSessionStore, company: Company, database: Database
) -> None:
    event = event_of(Action.WEB_SESSION_BEGUN)
    LedgerStore(database=database).append(event)

    with pytest.raises(IntegrityError):
        web_sessions.begin(web_session_of(company), token_hash=TOKEN_HASH, address=None, user_agent=None, event=event)

    assert web_sessions.find(TOKEN_HASH) is None
