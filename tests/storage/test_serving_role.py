"""On PostgreSQL the portal works as a role that owns nothing, and refuses to work as any other."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from app.storage.every_table import APPEND_ONLY, metadata
from app.storage.failures import UnsafeDatabaseRole
from app.storage.ledger import LedgerStore
from app.storage.privileges import privileges_of
from app.storage.schema import Readiness
from app.storage.upgrade import upgrade
from tests.fixtures.postgres import PostgresServer
from tests.storage.company import company_in
from tests.storage.databases import opened, quietly, run

ALL_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@contextmanager
def login(server: PostgresServer, name: str, rights: str = "") -> Iterator[str]:
    """A login of the server, with the password `secret`."""
    with server.connect() as superuser:
        superuser.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret' " + rights).format(sql.Identifier(name)))
        yield name
        superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_the_portal_may_do_what_each_table_needs_and_no_more(postgres_url: str) -> None:
    given = {
        (table, privilege)
        for table in (*metadata.tables, "alembic_version")
        for privilege in ALL_PRIVILEGES
        for (has,) in run(postgres_url, f"SELECT has_table_privilege('doorstep_serving', '\"{table}\"', '{privilege}')")
        if has
    }

    assert given == {(table, one) for table in (*metadata.tables, "alembic_version") for one in privileges_of(table)}
    assert {privilege for table, privilege in given if table in APPEND_ONLY} == {"SELECT", "INSERT"}
    assert {table for table, privilege in given if privilege == "DELETE"} == {
        "challenge",
        "membership",
        "passkey",
        "recovery_code",
        "selector_role",
        "sign_in_attempt",
        "totp",
    }


def test_months_are_reached_through_the_ledger_only(postgres_url: str) -> None:
    assert run(
        postgres_url,
        "SELECT count(*) > 12, bool_or(has_table_privilege('doorstep_serving', inhrelid, 'SELECT, INSERT, UPDATE'))"
        " FROM pg_inherits WHERE inhparent = 'ledger_event'::regclass",
    ) == [(True, False)]


def test_connections_work_as_the_serving_role(postgres_url: str) -> None:
    with opened(postgres_url) as database, database.read() as connection:
        found = connection.exec_driver_sql("SELECT current_user, session_user").one()

    assert found == ("doorstep_serving", "doorstep_tests")


def test_two_logins_one_that_owns_and_one_that_serves(postgres_server: PostgresServer, postgres_database: str) -> None:
    name = postgres_database.rpartition("/")[2]
    with login(postgres_server, "two_owner", "CREATEROLE") as owner, login(postgres_server, "two_serving") as serving:
        run(postgres_database, "GRANT CREATE ON SCHEMA public TO two_owner")
        upgrade(postgres_server.url(name, user=owner, password="secret"), quietly)
        run(postgres_database, "GRANT doorstep_serving TO two_serving")
        with opened(postgres_server.url(name, user=serving, password="secret")) as database:
            Readiness(database=database).require_ready()
            company_in(database)

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(postgres_server.url(name, user=serving, password="secret"), "RESET ROLE; DELETE FROM ledger_event")
        run(postgres_database, "DROP OWNED BY two_owner, two_serving")


def test_an_owner_that_may_make_no_roles_is_told_what_to_ask_for(
    postgres_server: PostgresServer, postgres_database: str
) -> None:
    name = postgres_database.rpartition("/")[2]
    with login(postgres_server, "humble") as owner:
        run(postgres_database, "GRANT CREATE ON SCHEMA public TO humble")

        with pytest.raises(UnsafeDatabaseRole) as refusal:
            upgrade(postgres_server.url(name, user=owner, password="secret"), quietly)

        fix = str(refusal.value.values["fix"])
        run(postgres_database, fix.replace("CREATE ROLE doorstep_serving NOLOGIN;", ""))
        upgrade(postgres_server.url(name, user=owner, password="secret"), quietly)
        run(postgres_database, "DROP OWNED BY humble")


def test_a_login_with_a_schema_of_its_own_finds_its_tables_there(
    postgres_server: PostgresServer, postgres_database: str
) -> None:
    name = postgres_database.rpartition("/")[2]
    with login(postgres_server, "Own Schema", "CREATEROLE"):
        run(postgres_database, 'CREATE SCHEMA AUTHORIZATION "Own Schema"')
        url = postgres_server.url(name, user="Own%20Schema", password="secret")

        upgrade(url, quietly)

        with opened(url) as database:
            Readiness(database=database).require_ready()
            company_in(database)
            LedgerStore(database=database).prepare()
        assert run(postgres_database, 'SELECT count(*) FROM "Own Schema".person') == [(3,)]
        run(postgres_database, 'DROP OWNED BY "Own Schema"')


def test_a_login_that_may_not_serve_is_told_what_to_ask_for(postgres_server: PostgresServer, postgres_url: str) -> None:
    name = postgres_url.rpartition("/")[2]
    with login(postgres_server, "stranger") as stranger:
        with opened(postgres_server.url(name, user=stranger, password="secret")) as database:
            with pytest.raises(UnsafeDatabaseRole, match="may not become doorstep_serving") as refusal:
                Readiness(database=database).require_ready()

            run(postgres_url, str(refusal.value.values["fix"]))
            Readiness(database=database).require_ready()
        run(postgres_url, "REVOKE doorstep_serving FROM stranger")


def test_a_server_that_does_not_know_the_role_is_sent_to_the_upgrade(postgres_url: str) -> None:
    with renamed(postgres_url), opened(postgres_url) as database, pytest.raises(UnsafeDatabaseRole) as refusal:
        Readiness(database=database).require_ready()

    assert refusal.value.values["fix"] == "doorstep db upgrade"


@contextmanager
def renamed(url: str) -> Iterator[None]:
    """Give the serving role another name for a while: it belongs to the whole server."""
    run(url, "ALTER ROLE doorstep_serving RENAME TO somebody_else")
    try:
        yield
    finally:
        run(url, "ALTER ROLE somebody_else RENAME TO doorstep_serving")


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ("GRANT UPDATE ON ledger_event TO doorstep_serving", "may change the ledger"),
        ("GRANT DELETE ON ledger_event TO PUBLIC", "may change the ledger"),
        ("ALTER TABLE person OWNER TO doorstep_serving", "owns tables"),
        (
            "CREATE ROLE proud_owner; ALTER TABLE role OWNER TO proud_owner; GRANT proud_owner TO doorstep_serving",
            "owns",
        ),
    ],
)
def test_a_serving_role_that_can_do_too_much_is_refused(
    postgres_url: str, postgres_server: PostgresServer, mistake: str, words: str
) -> None:
    run(postgres_url, mistake)

    with opened(postgres_url) as database, pytest.raises(UnsafeDatabaseRole, match=words):
        Readiness(database=database).require_ready()

    run(postgres_url, "REASSIGN OWNED BY doorstep_serving TO doorstep_tests; DROP OWNED BY doorstep_serving")
    run(postgres_url, "DROP TABLE role CASCADE; DROP ROLE IF EXISTS proud_owner")


def test_a_mistaken_grant_is_taken_back_by_the_next_upgrade(postgres_url: str) -> None:
    run(postgres_url, "GRANT ALL ON ledger_event TO doorstep_serving, PUBLIC")

    upgrade(postgres_url, quietly)

    with opened(postgres_url) as database:
        Readiness(database=database).require_ready()
        assert not run(postgres_url, "SELECT 1 WHERE has_table_privilege('doorstep_serving', 'ledger_event', 'UPDATE')")


def test_commits_reach_the_disk_even_if_the_server_would_not_wait(postgres_url: str) -> None:
    run(postgres_url, "ALTER ROLE doorstep_tests SET synchronous_commit = off")

    with opened(postgres_url) as database, database.write() as connection:
        waits = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()

    assert waits == "on"
    run(postgres_url, "ALTER ROLE doorstep_tests RESET synchronous_commit")


def test_readers_see_one_moment_and_write_nothing(postgres_url: str) -> None:
    settings = "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"

    with opened(postgres_url) as database, database.read() as reader:
        reading = reader.exec_driver_sql(settings).one()
    with opened(postgres_url) as database, database.write() as writer:
        writing = writer.exec_driver_sql(settings).one()

    assert (reading, writing) == (("repeatable read", "on"), ("read committed", "off"))
