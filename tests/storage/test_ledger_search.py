"""Any filter finds what a naive one finds, newest first; each leads by an index and looks through a bounded part."""

import contextlib
import random
import sqlite3
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.ledger import Action, Event, Outcome, StoredEvent
from app.domain.ledger_search import LedgerFilter
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.ledger_search import LedgerSearch
from tests.storage.company import company_in, event_of
from tests.storage.databases import file_of, opened, run, statements

NOW = datetime.now(UTC).replace(microsecond=0)
PEOPLE, CLICKS, MAPPINGS = ([new_id() for _ in range(count)] for count in (3, 6, 2))
ROLES = ["arn:aws:iam::012345678901:role/reader", "arn:aws:iam::012345678902:role/writer"]
ACCOUNTS, KEYS = ["012345678901", "012345678902"], ["ASIAONE", "ASIATWO"]
ACTIONS = [Action.CONSOLE_REQUESTED, Action.CONSOLE_OPENED, Action.MAPPING_ADDED]
OUTCOMES: list[Outcome] = ["requested", "succeeded", "refused"]
MOMENTS = [NOW - timedelta(minutes=minutes) for minutes in range(0, 60, 10)]
SINGLE = {
    "person_id": PEOPLE[0],
    "account_id": ACCOUNTS[0],
    "role_arn": ROLES[0],
    "action": ACTIONS[0].value,
    "outcome": OUTCOMES[0],
    "click_id": CLICKS[0],
    "access_key_id": KEYS[0],
    "mapping_id": MAPPINGS[0],
}
FILTERS = st.builds(
    LedgerFilter,
    person_id=st.none() | st.sampled_from(PEOPLE),
    account_id=st.none() | st.sampled_from(ACCOUNTS),
    role_arn=st.none() | st.sampled_from(ROLES),
    action=st.none() | st.sampled_from([*(action.value for action in ACTIONS), "console:", "con_ole:", "mapping:"]),
    outcome=st.none() | st.sampled_from(OUTCOMES),
    since=st.none() | st.sampled_from(MOMENTS),
    until=st.none() | st.sampled_from(MOMENTS),
    click_id=st.none() | st.sampled_from(CLICKS),
    access_key_id=st.none() | st.sampled_from(KEYS),
    mapping_id=st.none() | st.sampled_from(MAPPINGS),
)


@pytest.fixture
def entries(database: Database) -> list[StoredEvent]:
    """A hundred entries of all kinds, newest first."""
    LedgerStore(database=database).append(*(any_event(random.Random(number), number) for number in range(100)))  # noqa: S311 - dice, not secrets
    return sorted(LedgerStore(database=database).events(), key=lambda entry: entry.id, reverse=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=FILTERS, size=st.integers(1, 30), looks_through=st.integers(1, 40))
def test_any_filter_finds_what_a_naive_one_finds(
    database: Database, entries: list[StoredEvent], wanted: LedgerFilter, size: int, looks_through: int
) -> None:
    search = LedgerSearch(database=database, looks_through=looks_through)

    assert every_page(search, wanted, size) == [entry for entry in entries if fits(entry, wanted)]
    assert [entry for entry in search.entries(wanted) if entry] == [entry for entry in entries if fits(entry, wanted)]


def test_a_page_is_broken_off_after_a_bounded_part_and_says_so(database: Database, entries: list[StoredEvent]) -> None:
    search = LedgerSearch(database=database, looks_through=10)

    busy = search.page(LedgerFilter(until=NOW - timedelta(minutes=50)), size=5)

    assert (busy.entries, busy.before, busy.looked_through) == ((), entries[9].id, 10)


def test_one_entry_is_found_by_its_id(database: Database, entries: list[StoredEvent]) -> None:
    search = LedgerSearch(database=database)

    assert search.find(entries[3].id) == entries[3]
    assert search.find(new_id()) is None


def test_a_click_has_ended_once_its_outcome_is_there(database: Database) -> None:
    ended, cut_off = new_id(), new_id()
    requested = [event_now(click_id=click_id) for click_id in (ended, cut_off)]
    LedgerStore(database=database).append(*requested, event_now(Action.CONSOLE_OPENED, click_id=ended))

    assert LedgerSearch(database=database).ended_clicks([ended, cut_off]) == {ended}


def test_people_are_found_by_their_names(database: Database) -> None:
    alice = company_in(database).alice
    search = LedgerSearch(database=database)

    assert search.people_called("alice") == (alice.id,)
    assert search.people_called("nobody") == ()


@pytest.mark.parametrize("name", SINGLE)
def test_sqlite_answers_each_filter_by_its_index(sqlite_url: str, name: str) -> None:
    with opened(sqlite_url) as database, statements() as sent:
        LedgerSearch(database=database).page(LedgerFilter(**{name: SINGLE[name]}), size=50)  # type: ignore[arg-type]  # as in SINGLE

    with contextlib.closing(sqlite3.connect(file_of(sqlite_url))) as client:
        plan = [row[3] for row in client.execute(f"EXPLAIN QUERY PLAN {sent[-1]}", [""] * sent[-1].count("?"))]
    assert any(f"USING INDEX ix_ledger_event_{name}" in step for step in plan), plan


@pytest.mark.parametrize("name", SINGLE)
def test_postgresql_answers_each_filter_by_its_index(postgres_url: str, name: str) -> None:
    # Of an empty table PostgreSQL would read the whole, and of the newest few it would walk the ids.
    asked = f"SELECT * FROM ledger_event WHERE {name} = '{SINGLE[name]}' ORDER BY id DESC LIMIT 51"  # noqa: S608 - as above
    plan = run(postgres_url, f"SET enable_seqscan = off; SET enable_bitmapscan = off; EXPLAIN {asked}")

    told = " ".join(str(line) for (line,) in plan)
    assert f"{name}_" in told, told
    assert "Seq Scan" not in told


def any_event(dice: random.Random, number: int) -> Event:
    """An entry of whatever the dice say; its id was made a moment before or after its time."""
    at = NOW - timedelta(seconds=36 * number)
    return replace(
        event_of(dice.choice(ACTIONS), click_id=dice.choice([None, *CLICKS])),
        id=id_at(at + timedelta(milliseconds=dice.randrange(-9, 9)), dice),
        at=at,
        outcome=dice.choice(OUTCOMES),
        person_id=dice.choice([None, *PEOPLE]),
        account_id=dice.choice([None, *ACCOUNTS]),
        role_arn=dice.choice([None, *ROLES]),
        access_key_id=dice.choice([None, *KEYS]),
        mapping_id=dice.choice([None, *MAPPINGS]),
    )


def event_now(action: Action = Action.CONSOLE_REQUESTED, *, click_id: UUID) -> Event:
    """An entry of a click, made now."""
    return replace(event_of(action, click_id=click_id), at=NOW)


def id_at(moment: datetime, dice: random.Random) -> UUID:
    """A UUIDv7 of a moment."""
    bits = int(moment.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | dice.getrandbits(62)
    return UUID(int=bits)


def every_page(search: LedgerSearch, wanted: LedgerFilter, size: int) -> list[StoredEvent]:
    """What somebody finds who goes on to the last page."""
    page = search.page(wanted, size=size)
    found = list(page.entries)
    while page.before is not None:
        page = search.page(wanted, before=page.before, size=size)
        found += page.entries
    return found


def fits(entry: StoredEvent, wanted: LedgerFilter) -> bool:
    """Say so by comparing everything."""
    columns = asdict(entry)
    asked = {name: value for name, value in asdict(wanted).items() if value is not None}
    in_time = asked.pop("since", entry.at) <= entry.at and entry.at < asked.pop("until", entry.at + timedelta(1))
    action = asked.pop("action", entry.action)
    of_a_kind = action.endswith(":") and entry.action.startswith(action)
    return in_time and (of_a_kind or entry.action == action) and all(columns[name] == asked[name] for name in asked)
