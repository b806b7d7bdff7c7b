"""Columns give back what was put in, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import StatementError

from app.domain.ledger import Plain
from app.storage.types import CanonicalJson, Id, UtcDateTime

THINGS = Table(
    "things",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Id),
    Column("at", UtcDateTime),
    Column("value", CanonicalJson),
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=3), values, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def things(empty_url: str) -> Iterator[Connection]:
    engine = create_engine(empty_url)
    with engine.connect() as connection, connection.begin():
        THINGS.create(connection)
        yield connection
    engine.dispose()


def stored(things: Connection, **columns: object) -> tuple[object, ...]:
    number = things.execute(insert(THINGS), columns).inserted_primary_key
    assert number is not None
    row = things.execute(select(THINGS.c.id, THINGS.c.at, THINGS.c.value).where(THINGS.c.number == number[0])).one()
    return tuple(row)


def test_a_naive_moment_is_refused(things: Connection) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        stored(things, at=datetime(2026, 3, 29, 1, 30))  # noqa: DTZ001 - what is to be refused


def test_a_moment_comes_back_aware_in_utc_and_to_the_microsecond(things: Connection) -> None:
    in_india = datetime(2026, 3, 29, 7, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    _, at, _ = stored(things, at=in_india)

    assert at == in_india
    assert isinstance(at, datetime)
    assert at.tzinfo is UTC
    assert at.microsecond == 123456


def test_an_id_comes_back(things: Connection) -> None:
    made = uuid4()

    found, _, _ = stored(things, id=made)

    assert found == made
    assert isinstance(found, UUID)


def test_what_was_left_out_comes_back_as_nothing(things: Connection) -> None:
    assert stored(things, value=None) == (None, None, None)


def test_ids_sort_alike_on_both(things: Connection) -> None:
    ids = sorted(uuid4() for _ in range(50))
    things.execute(insert(THINGS), [{"id": each} for each in reversed(ids)])

    assert things.execute(select(THINGS.c.id).order_by(THINGS.c.id)).scalars().all() == ids


@given(value=plain)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_json_comes_back_in_normal_form(things: Connection, value: Plain) -> None:
    _, _, once = stored(things, value=value)

    _, _, twice = stored(things, value=once)

    assert twice == once
