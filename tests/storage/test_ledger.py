"""Entries are written whole, and read back in order without filling the memory."""

import tracemalloc
from dataclasses import asdict, replace

import pytest
from sqlalchemy.exc import IntegrityError

from app.domain.ledger import Action
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import PAGE, LedgerStore
from tests.storage.company import event_of


def test_an_entry_comes_back_as_it_was_written(database: Database) -> None:
    ledger, event = LedgerStore(database=database), event_of(click_id=new_id())

    ledger.append(event)

    (stored,) = ledger.events()
    assert asdict(stored) == {
        "id": event.id,
        "at": event.at,
        "action": "console:requested",
        "outcome": "requested",
        "click_id": event.click_id,
        "actor_kind": "operator",
        "actor_id": "root",
        "person_id": event.person_id,
        "role_arn": "arn:aws:iam::012345678901:role/reader",
        "account_id": "012345678901",
        "mapping_id": event.mapping_id,
        "mapping_version": 3,
        "access_key_id": "ASIAEXAMPLE",
        "address": "192.0.2.7",
        "body": event.canonical_body,
    }
    assert stored.parsed_body() == {"format": 1, **event.body}


def test_an_entry_may_leave_everything_out_that_it_can(database: Database) -> None:
    ledger = LedgerStore(database=database)
    bare = replace(
        event_of(Action.SIGN_IN_REFUSED),
        person_id=None,
        role_arn=None,
        account_id=None,
        mapping_id=None,
        mapping_version=None,
        access_key_id=None,
        address=None,
        body={},
    )

    ledger.append(bare)

    assert [(entry.id, entry.click_id, entry.body) for entry in ledger.events()] == [(bare.id, None, '{"format":1}')]


def test_entries_of_one_transaction_are_written_all_or_not_at_all(database: Database) -> None:
    ledger, event = LedgerStore(database=database), event_of()

    with pytest.raises(IntegrityError):
        ledger.append(event_of(), event, event)

    assert list(ledger.events()) == []


def test_entries_are_read_in_order_over_many_pages(database: Database) -> None:
    ledger = LedgerStore(database=database)
    events = [event_of() for _ in range(2 * PAGE + 3)]
    ledger.append(*reversed(events))

    assert [entry.id for entry in ledger.events()] == [event.id for event in events]


@pytest.mark.parametrize("limit", [0, 1, PAGE, PAGE + 1, 10 * PAGE])
def test_no_more_entries_are_read_than_asked_for(database: Database, limit: int) -> None:
    ledger = LedgerStore(database=database)
    events = [event_of() for _ in range(PAGE + 2)]
    ledger.append(*events)

    assert [entry.id for entry in ledger.events(limit=limit)] == [event.id for event in events][:limit]


def test_reading_goes_on_after_the_last_entry_that_is_known(database: Database) -> None:
    ledger = LedgerStore(database=database)
    first, second, third = event_of(), event_of(), event_of()
    ledger.append(first, second, third)

    assert [entry.id for entry in ledger.events(after=first.id)] == [second.id, third.id]


def test_one_click_is_read_by_its_id(database: Database) -> None:
    ledger, click_id = LedgerStore(database=database), new_id()
    requested, opened = event_of(click_id=click_id), event_of(Action.CONSOLE_OPENED, click_id=click_id)
    ledger.append(requested, event_of(click_id=new_id()), event_of(), opened)

    assert [entry.id for entry in ledger.events(click_id=click_id)] == [requested.id, opened.id]


def test_memory_does_not_grow_with_the_number_of_entries(database: Database) -> None:
    ledger = LedgerStore(database=database)
    ledger.append(*(event_of() for _ in range(PAGE)))
    one_page = _peak_of_reading(ledger)
    ledger.append(*(event_of() for _ in range(9 * PAGE)))

    assert _peak_of_reading(ledger) < 2 * one_page


def _peak_of_reading(ledger: LedgerStore) -> int:
    tracemalloc.start()
    assert sum(1 for _ in ledger.events()) >= PAGE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
