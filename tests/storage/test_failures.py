"""A database that is away is a refusal in words; and no text of an error holds a value of a row."""

import time
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.domain.refusals import StorageUnavailable
from app.storage.access import AccessStore
from app.storage.attempts import AttemptStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.local_accounts import LocalAccountStore
from app.storage.registry import Registry
from app.storage.schema import Readiness
from app.storage.tables import web_session
from app.storage.upgrade import upgrade
from app.storage.web_sessions import WebSessionStore
from tests.fixtures.postgres import private_folder, running_server
from tests.setup.parts import find_postgres
from tests.storage.company import NOW, Company, event_of, web_session_of
from tests.storage.databases import opened, program, quietly, run

SECRET = "hidden-" * 9 + "x"


def _change(database: Database) -> None:
    with Registry(database=database).change() as change:
        change.record(event_of())


USES: dict[str, Callable[[Database], object]] = {
    "ledger": lambda database: LedgerStore(database=database).append(event_of()),
    "entries": lambda database: list(LedgerStore(database=database).events()),
    "facts": lambda database: AccessStore(database=database).facts_for(new_id(), None),
    "web session": lambda database: WebSessionStore(database=database).find("a" * 64),
    "touch": lambda database: WebSessionStore(database=database).touch(new_id(), NOW),
    "account": lambda database: LocalAccountStore(database=database).find("alice"),
    "attempts": lambda database: AttemptStore(database=database).reserve({"a": 1}, at=NOW, window=timedelta(minutes=1)),
    "change": _change,
    "readiness": lambda database: Readiness(database=database).require_ready(),
}


@pytest.fixture(scope="module")
def away() -> Iterator[Database]:
    """A database that was used, and whose server has stopped since."""
    programs = find_postgres()
    assert programs
    with private_folder() as folder:
        with running_server(programs, folder) as server:
            url = server.url(server.create_database())
            upgrade(url, quietly)
            database = Database(url=url)
            LedgerStore(database=database).append(event_of())
        yield database
        database.close()


@pytest.mark.parametrize("use", USES)
def test_a_server_that_is_away_is_unavailable(away: Database, use: str) -> None:
    begun = time.monotonic()

    with pytest.raises(StorageUnavailable):
        USES[use](away)

    assert time.monotonic() - begun < 6


def test_connections_that_the_server_closed_are_replaced_unseen(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        LedgerStore(database=database).append(event_of())
        run(postgres_url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doorstep'")

        LedgerStore(database=database).append(event_of())

        assert len(list(LedgerStore(database=database).events())) == 2


def test_a_connection_that_is_cut_in_the_middle_of_a_change_takes_the_change_with_it(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        with pytest.raises(StorageUnavailable), Registry(database=database).change() as change:
            change.record(event_of())
            run(
                postgres_url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doorstep'",
            )

        assert list(LedgerStore(database=database).events()) == []


def test_a_statement_that_takes_too_long_is_cut_off(postgres_url: str) -> None:
    begun = time.monotonic()

    with opened(postgres_url) as database, pytest.raises(StorageUnavailable), database.read() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(20)")

    assert 4 < time.monotonic() - begun < 10


def test_who_waits_too_long_for_a_connection_is_told_so(sqlite_url: str) -> None:
    with opened(sqlite_url, threads=1) as database, database.read(), pytest.raises(StorageUnavailable):
        WebSessionStore(database=database).find("a" * 64)


def test_no_text_of_an_error_holds_a_value_of_a_row(database: Database, company: Company) -> None:
    begun = web_session_of(company)
    row = {
        "id": begun.id,
        "id_hash": "too short",
        "person_id": company.alice.id,
        "identity_id": company.alices_identity,
        "proofs": [],
        "csrf_secret": SECRET,
        "created_at": NOW,
        "last_seen_at": NOW,
        "expires_at": NOW,
    }

    with pytest.raises(IntegrityError) as error, database.write() as connection:
        connection.execute(insert(web_session), row)

    told = "".join(traceback.format_exception(error.value))
    assert "id_hash" in told
    assert SECRET not in told


def test_the_address_of_a_database_is_in_no_text_of_an_error() -> None:
    with (
        opened(f"postgresql://somebody:{SECRET}@127.0.0.1:1/x") as database,
        pytest.raises(StorageUnavailable) as error,
        database.read(),
    ):
        pass

    told = "".join(traceback.format_exception(error.value))
    assert isinstance(error.value.__cause__, Exception)
    assert psycopg.OperationalError.__name__ in told
    assert SECRET not in told


def test_without_its_driver_postgresql_is_refused_in_words() -> None:
    with program("has_no_driver") as running:
        output, _ = running.communicate(timeout=60)

    assert "its extra “postgres”" in output
