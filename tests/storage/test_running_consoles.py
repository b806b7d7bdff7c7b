"""Consoles that may still run are found by whom or what they were opened through, in a bounded part of the ledger."""

import contextlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.ledger import Action, Event
from app.domain.running_consoles import OpenedThrough
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.running_consoles import RunningConsoleStore
from tests.storage.company import Company, event_of
from tests.storage.databases import file_of, opened, run, statements

NOW = datetime.now(UTC).replace(microsecond=0)


def console(company: Company, action: Action = Action.CONSOLE_OPENED, *, hours: int = 1) -> Event:
    """A console that alice has just opened, through the mapping of her group."""
    return replace(
        event_of(action, click_id=new_id()),
        at=NOW,
        person_id=company.alice.id,
        mapping_id=company.developers_read.id,
        role_arn=company.reader.role_arn.text,
        account_id=company.account.account_id.text,
        body={"granted_duration": hours * 3600, "assumed_role_id": "AROAONE:alice"},
    )


def ids_of(company: Company) -> dict[OpenedThrough, UUID]:
    return {
        "person": company.alice.id,
        "group": company.developers.id,
        "mapping": company.developers_read.id,
        "role": company.reader.id,
        "account": company.account.id,
    }


@pytest.mark.parametrize("through", ["person", "group", "mapping", "role", "account"])
def test_a_console_is_found_by_all_that_it_was_opened_through(
    database: Database, company: Company, through: OpenedThrough
) -> None:
    entry = console(company)
    LedgerStore(database=database).append(console(company, Action.CONSOLE_REQUESTED), entry, event_of())
    store = RunningConsoleStore(database=database)

    found = store.find(through, ids_of(company)[through], NOW)

    assert [one.event_id for one in found.shown] == [entry.id]
    assert (found.until, found.looked_through) == (NOW + timedelta(hours=1, minutes=15), None)
    assert store.find(through, new_id(), NOW).count == 0


def test_what_has_ended_is_not_there_any_more(database: Database, company: Company) -> None:
    LedgerStore(database=database).append(console(company, hours=12), console(company))
    store = RunningConsoleStore(database=database)

    assert store.find("person", company.alice.id, NOW + timedelta(hours=2)).count == 1
    assert store.find("person", company.alice.id, NOW + timedelta(hours=13)).count == 0


def test_a_long_list_is_counted_and_a_longer_one_says_that_it_was_broken_off(
    database: Database, company: Company
) -> None:
    LedgerStore(database=database).append(*(console(company) for _ in range(5)))

    whole = RunningConsoleStore(database=database).find("person", company.alice.id, NOW, listed=2)
    part = RunningConsoleStore(database=database, looks_through=3).find("person", company.alice.id, NOW)

    assert (len(whole.shown), whole.more, whole.looked_through) == (2, 3, None)
    assert (part.count, part.looked_through) == (3, 3)


@pytest.mark.parametrize(
    ("through", "index"), [("person", "person_id"), ("mapping", "mapping_id"), ("group", "mapping_id")]
)
def test_sqlite_finds_them_by_an_index_and_the_id(sqlite_url: str, through: OpenedThrough, index: str) -> None:
    with opened(sqlite_url) as database, statements() as sent:
        RunningConsoleStore(database=database).find(through, new_id(), NOW)

    with contextlib.closing(sqlite3.connect(file_of(sqlite_url))) as client:
        plan = [row[3] for row in client.execute(f"EXPLAIN QUERY PLAN {sent[0]}", [""] * sent[0].count("?"))]
    assert any(f"ix_ledger_event_{index}_id ({index}=? AND id>?)" in step for step in plan), plan


@pytest.mark.parametrize("column", ["person_id", "mapping_id"])
def test_postgresql_finds_them_by_an_index_and_the_id(postgres_url: str, column: str) -> None:
    # As in the tests of the ledger's pages.
    asked = f"SELECT * FROM ledger_event WHERE {column} = '{new_id()}' AND id >= '{new_id()}' ORDER BY id DESC LIMIT 9"  # noqa: S608 - ids of our own
    plan = run(postgres_url, f"SET enable_seqscan = off; SET enable_bitmapscan = off; EXPLAIN {asked}")

    told = " ".join(str(line) for (line,) in plan)
    assert f"{column}_" in told, told
