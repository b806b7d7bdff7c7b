"""What was written stays as it was written: raw SQL is refused to the portal, and to the owner of the tables."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.storage.append_only import NotAppendOnly, protect
from app.storage.engine import Database
from app.storage.every_table import APPEND_ONLY
from app.storage.ledger import LedgerStore
from app.storage.registry import Registry
from app.storage.upgrade import upgrade
from tests.storage.company import NOW, OPERATOR, Company, company_in, event_of, selecting
from tests.storage.databases import file_of, opened, owner_of, quietly, run

REWRITE = "UPDATE {} SET id = id"
REPLACE = (
    "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    "REPLACE INTO {0} SELECT * FROM {0} LIMIT 1",
    "UPDATE OR REPLACE {0} SET id = id",
)
TAMPERINGS = [
    *(form.format(table) for form in (REWRITE, "DELETE FROM {}") for table in APPEND_ONLY),
    "UPDATE ledger_event SET outcome = 'succeeded'",
    "DELETE FROM ledger_event WHERE action = 'console:requested'",
]
REPLACINGS = [
    *(form.format(table) for form in REPLACE for table in APPEND_ONLY),
    # Another id, but the number of a row that is there.
    "INSERT OR REPLACE INTO ledger_event (rowid, id, at, action, outcome, actor_kind, actor_id, body)"
    " SELECT rowid, 'another', at, 'x', outcome, actor_kind, actor_id, '{}' FROM ledger_event",
    # Another id, but the same version of the same role.
    "INSERT OR REPLACE INTO role_version"
    " SELECT 'another' || id, role_id, version, at, actor_kind, actor_id, reason, '{}' FROM role_version",
]
TRUNCATINGS = [
    *(f"TRUNCATE {table} CASCADE" for table in APPEND_ONLY),
    "DO $$ BEGIN EXECUTE 'TRUNCATE ' || (SELECT tableoid::regclass FROM ledger_event LIMIT 1); END $$",
    "DO $$ BEGIN EXECUTE 'DELETE FROM ' || (SELECT tableoid::regclass FROM ledger_event LIMIT 1); END $$",
    "DO $$ BEGIN EXECUTE 'UPDATE ' || (SELECT tableoid::regclass FROM ledger_event LIMIT 1) || ' SET body = 0'; END $$",
]


@pytest.fixture
def written(database: Database, company: Company) -> Database:
    """A database with versions, a selector and an entry in it."""
    _write(database, company)
    return database


@pytest.fixture
def owner(database_url: str, written: Database) -> Iterator[Connection]:
    """Who owns the tables, with a client that sets nothing of what ours sets."""
    with owner_of(database_url) as connection:
        yield connection


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_the_portal_cannot_rewrite_what_happened(written: Database, statement: str) -> None:
    with (
        pytest.raises((IntegrityError, ProgrammingError), match="append-only|permission denied"),
        written.write() as one,
    ):
        one.exec_driver_sql(statement)


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_the_owner_cannot_rewrite_what_happened(owner: Connection, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        owner.exec_driver_sql(statement)


@pytest.mark.parametrize("recursive_triggers", ["ON", "OFF"])
@pytest.mark.parametrize("statement", REPLACINGS)
def test_nothing_is_replaced_on_sqlite(sqlite_url: str, statement: str, recursive_triggers: str) -> None:
    file = _filled_file(sqlite_url)
    with sqlite3.connect(file) as client:
        client.execute(f"PRAGMA recursive_triggers = {recursive_triggers}")
        before = list(client.iterdump())

        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            client.execute(statement)

        client.rollback()
        assert list(client.iterdump()) == before
    client.close()


@pytest.mark.parametrize("statement", TRUNCATINGS)
def test_nothing_is_truncated_on_postgresql(postgres_url: str, statement: str) -> None:
    _fill(postgres_url)
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        run(postgres_url, statement)


@pytest.mark.parametrize("statement", TRUNCATINGS)
def test_the_portal_may_not_even_try_on_postgresql(postgres_url: str, statement: str) -> None:
    _fill(postgres_url)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(postgres_url, f"SET ROLE doorstep_serving; {statement}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_triggers_lost_in_a_copy_are_back_after_the_next_upgrade(sqlite_url: str, table: str) -> None:
    file = _filled_file(sqlite_url)
    with owner_of(sqlite_url) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table(table, recreate="always"):
            pass
    client = sqlite3.connect(file)
    assert client.execute(REWRITE.format(table)).rowcount >= 1
    client.rollback()

    upgrade(sqlite_url, quietly)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        client.execute(REWRITE.format(table))
    client.close()


def test_a_trigger_that_was_weakened_is_whole_after_the_next_upgrade(sqlite_url: str) -> None:
    client = sqlite3.connect(_filled_file(sqlite_url))
    client.executescript(
        "DROP TRIGGER ledger_event_refuses_delete;"
        "CREATE TRIGGER ledger_event_refuses_delete BEFORE DELETE ON ledger_event BEGIN SELECT 1; END;"
    )

    upgrade(sqlite_url, quietly)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        client.execute("DELETE FROM ledger_event")
    client.close()


@pytest.mark.parametrize(
    "weakening",
    [
        "ALTER TABLE role_version DISABLE TRIGGER refuses_change",
        "DROP TRIGGER refuses_change ON role_version",
        "DROP TRIGGER refuses_truncate ON role_version",
        "ALTER TABLE role_version DISABLE TRIGGER ALL",
    ],
)
def test_triggers_are_back_on_postgresql_after_the_next_upgrade(postgres_url: str, weakening: str) -> None:
    _fill(postgres_url)
    run(postgres_url, weakening)

    upgrade(postgres_url, quietly)

    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        run(postgres_url, "DELETE FROM role_version")
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        run(postgres_url, "TRUNCATE role_version")


def test_a_trigger_that_cannot_be_made_stops_the_upgrade() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE ledger_event (id, outcome)"))
        connection.execute(text("CREATE TABLE mapping_version (id, mapping_id, version)"))
        connection.execute(text("CREATE TABLE account_version (id, account_row_id, version)"))
        connection.execute(text("CREATE TABLE role_version (id, role_id, version)"))
        connection.execute(text("CREATE TABLE selector (id)"))
        protect(connection)
        connection.execute(text("DROP TRIGGER role_version_refuses_update"))

        with pytest.raises(NotAppendOnly, match="role_version_refuses_update"):
            protect(_Deaf(connection))  # type: ignore[arg-type]  # a connection that loses what it is told
    engine.dispose()


class _Deaf:
    """A connection that reads, and does nothing that it is told."""

    def __init__(self, connection: Connection) -> None:
        self.dialect = connection.dialect
        self.exec_driver_sql = connection.exec_driver_sql

    def execute(self, _statement: object) -> None:
        """Lose the statement."""


def _filled_file(url: str) -> Path:
    _fill(url)
    return file_of(url)


def _fill(url: str) -> None:
    with opened(url) as database:
        _write(database, company_in(database))


def _write(database: Database, company: Company) -> None:
    LedgerStore(database=database).append(event_of())
    with Registry(database=database).change() as change:
        change.add_mapping(selecting(company.developers, "read*"), OPERATOR, NOW)
