"""On PostgreSQL the ledger has a table for each month, made before it is needed."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from app.domain.refusals import StorageUnavailable
from app.storage.ledger import LedgerStore, insert_events
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore
from tests.storage.company import company_in, event_of, person_named, web_session_of
from tests.storage.databases import opened, run

MONTHS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ledger_event'::regclass ORDER BY 1"


def month(year: int, number: int) -> str:
    """The name of a month's table; months are counted on past December."""
    return f"ledger_event_{year + (number - 1) // 12}_{(number - 1) % 12 + 1:02}"


def drop_months(url: str) -> None:
    """Take every month away, as if the process had outlived them."""
    run(url, f"DO $$ DECLARE m text; BEGIN FOR m IN {MONTHS} LOOP EXECUTE 'DROP TABLE ' || m; END LOOP; END $$")


def test_a_new_ledger_has_the_month_before_this_one_and_twelve_ahead(postgres_url: str) -> None:
    now = datetime.now(UTC)

    names = [name for (name,) in run(postgres_url, MONTHS)]

    assert names == [month(now.year, now.month + ahead) for ahead in range(-1, 13)]


@pytest.mark.parametrize(
    ("year", "number", "moment"),
    [(2026, 12, "2026-12-01"), (2027, 1, "2027-01-01"), (2028, 2, "2028-02-01"), (2040, 6, "2040-06-01")],
)
def test_a_month_begins_with_its_first_millisecond_in_utc(
    postgres_url: str, year: int, number: int, moment: str
) -> None:
    milliseconds = int(datetime(year, number, 1, tzinfo=UTC).timestamp()) * 1000

    assert run(postgres_url, f"SELECT doorstep_month_floor('{moment}')") == [(UUID(int=milliseconds << 80),)]


def test_an_entry_lands_in_its_month_across_the_end_of_a_year(postgres_url: str) -> None:
    now = datetime.now(UTC)
    new_year = int(datetime(now.year + 1, 1, 1, tzinfo=UTC).timestamp() * 1000)
    last, first = (UUID(int=(new_year + step << 80) | (7 << 76) | (2 << 62)) for step in (-1, 0))

    with opened(postgres_url) as database:
        LedgerStore(database=database).append(replace(event_of(), id=last), replace(event_of(), id=first))

    assert run(postgres_url, "SELECT id, tableoid::regclass::text FROM ledger_event ORDER BY id") == [
        (last, f"ledger_event_{now.year}_12"),
        (first, f"ledger_event_{now.year + 1}_01"),
    ]


def test_months_that_are_missing_are_added_when_a_process_starts(postgres_url: str) -> None:
    drop_months(postgres_url)

    with opened(postgres_url) as database:
        LedgerStore(database=database).prepare()

    assert len(run(postgres_url, MONTHS)) == 14


def test_an_entry_of_a_missing_month_is_written_at_the_second_try(postgres_url: str) -> None:
    drop_months(postgres_url)
    event = event_of()

    with opened(postgres_url) as database:
        ledger = LedgerStore(database=database)
        ledger.append(event)

        assert [entry.id for entry in ledger.events()] == [event.id]


def test_a_web_session_of_a_missing_month_is_begun_at_the_second_try(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        begun = web_session_of(company_in(database))
        web_sessions = WebSessionStore(database=database)
        drop_months(postgres_url)

        web_sessions.begin(begun, token_hash="a" * 64, address=None, user_agent=None, event=event_of())

        assert web_sessions.find("a" * 64) == begun


def test_a_change_of_a_missing_month_is_refused_once(postgres_url: str) -> None:
    drop_months(postgres_url)
    alice = person_named("alice")

    with opened(postgres_url) as database:
        registry = Registry(database=database)
        with pytest.raises(StorageUnavailable), registry.change() as change:
            change.add_person(alice)
            change.record(event_of())
        with registry.change() as change:
            change.add_person(alice)
            change.record(event_of())

        with registry.change() as change:
            assert change.people_named(alice.username) == (alice,)


def test_the_portal_may_add_a_few_months_and_do_nothing_else_in_the_owners_name(postgres_url: str) -> None:
    assert run(postgres_url, "SET ROLE doorstep_serving; SELECT doorstep_add_ledger_months(20)") == [(8,)]
    with pytest.raises(psycopg.errors.RaiseException, match="from 0 to 120"):
        run(postgres_url, "SELECT doorstep_add_ledger_months(100000)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(postgres_url, "SET ROLE pg_monitor; SELECT doorstep_add_ledger_months(1)")


def test_a_new_month_refuses_to_be_emptied_as_well(postgres_url: str) -> None:
    run(postgres_url, "SELECT doorstep_add_ledger_months(30)")
    newest = run(postgres_url, MONTHS)[-1][0]

    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        run(postgres_url, f"TRUNCATE {newest}")


def test_adding_months_waits_for_nobody_who_reads_or_writes(postgres_url: str) -> None:
    with opened(postgres_url) as database, database.write() as writer:
        insert_events(writer, event_of())

        added = run(postgres_url, "SET lock_timeout = '2s'; SELECT doorstep_add_ledger_months(24)")

    assert added == [(12,)]
