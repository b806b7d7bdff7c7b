"""The migrations lead from nothing, and from every revision, to exactly the tables that the code names."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect

from app.storage.every_table import metadata
from app.storage.failures import UnsafeDatabaseRole
from app.storage.schema import HEAD, Readiness, SchemaNotCurrent, found_revision, is_current
from app.storage.upgrade import MIGRATIONS, UpgradeFailed, script_directory, upgrade
from tests.storage.databases import opened, owner_of, quietly

REVISIONS = [script.revision for script in script_directory().walk_revisions()]


def test_there_is_one_newest_migration_and_the_code_knows_it() -> None:
    assert script_directory().get_heads() == [HEAD]


def test_an_empty_database_becomes_current(empty_url: str) -> None:
    lines: list[str] = []

    upgrade(empty_url, lines.append)

    assert lines == [f"Schema: none. Newest: {HEAD}.", "The schema is the newest; its ledger is append-only."]
    with opened(empty_url) as database:
        assert is_current(database)
        Readiness(database=database).require_ready()


def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    with owner_of(database_url) as connection:
        before = _shape_of(connection, metadata)

    upgrade(database_url, quietly)

    with owner_of(database_url) as connection:
        assert _shape_of(connection, metadata) == before


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_revision_leads_to_the_newest(empty_url: str, revision: str) -> None:
    _upgrade_to(empty_url, revision)

    upgrade(empty_url, quietly)

    with opened(empty_url) as database:
        assert found_revision(database) == HEAD


def test_the_migrated_schema_is_what_the_code_names(database_url: str) -> None:
    with owner_of(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True, "include_name": _ours})

        assert compare_metadata(context, metadata) == []


def test_the_migrated_constraints_are_what_the_code_names(database_url: str, empty_twin_url: str) -> None:
    with owner_of(empty_twin_url) as connection:
        metadata.create_all(connection)
        named = _shape_of(connection, metadata)

    with owner_of(database_url) as connection:
        assert _shape_of(connection, metadata) == named


def test_an_empty_database_is_not_served(empty_url: str) -> None:
    with owner_of(empty_url) as connection:
        connection.exec_driver_sql("CREATE TABLE something_else (a integer)")

    with opened(empty_url) as database, pytest.raises((SchemaNotCurrent, UnsafeDatabaseRole)) as refusal:
        Readiness(database=database).require_ready()

    assert "doorstep db upgrade" in refusal.value.remedy % refusal.value.values


def test_a_database_of_a_newer_version_is_neither_served_nor_upgraded(database_url: str) -> None:
    with owner_of(database_url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with opened(database_url) as database, pytest.raises(SchemaNotCurrent, match=f"schema 9999.*needs {HEAD}"):
        Readiness(database=database).require_ready()
    with pytest.raises(SchemaNotCurrent, match="9999"):
        upgrade(database_url, quietly)


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    with owner_of(empty_url) as connection:
        connection.exec_driver_sql("CREATE TABLE web_session (a integer)")

    with pytest.raises(UpgradeFailed, match="web_session"):
        upgrade(empty_url, quietly)

    with owner_of(empty_url) as connection:
        assert [name for name in inspect(connection).get_table_names() if name != "alembic_version"] == ["web_session"]


def test_upgrades_at_the_same_time_wait_for_each_other(empty_url: str) -> None:
    lines: list[str] = []

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _number: upgrade(empty_url, lines.append), range(4)))

    assert done == [None] * 4
    assert sorted(lines)[:4] == [f"Schema: {HEAD}. Newest: {HEAD}."] * 3 + [f"Schema: none. Newest: {HEAD}."]


def test_rows_that_point_nowhere_stop_an_upgrade(sqlite_url: str) -> None:
    with owner_of(sqlite_url) as connection:
        connection.exec_driver_sql("INSERT INTO local_password VALUES ('nobody', 'hash', '2026-01-01 00:00:00.000000')")

    with pytest.raises(UpgradeFailed, match="1 rows point to rows that are not there, first in local_password"):
        upgrade(sqlite_url, quietly)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "private.sqlite"

    upgrade(f"sqlite:///{path}", quietly)

    assert stat.filemode(path.stat().st_mode) == "-rw-------"


def test_alembics_own_command_is_sent_away() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    with pytest.raises(SystemExit, match="doorstep db upgrade"):
        command.upgrade(config, "head")


def _upgrade_to(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with owner_of(url) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the months of the ledger out: they are made as they are needed."""
    return kind != "table" or not (name or "").startswith("ledger_event_")


def _shape_of(connection: Connection, tables: MetaData) -> dict[str, object]:
    """Everything that the database knows of our tables, checks included: these alembic does not compare."""
    seen = inspect(connection)
    return {
        name: (
            {column["name"]: (str(column["type"]), column["nullable"]) for column in seen.get_columns(name)},
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted(str(check["name"]) + check["sqltext"] for check in seen.get_check_constraints(name)),
            sorted(str(unique["name"]) for unique in seen.get_unique_constraints(name)),
            sorted(str(key["name"]) + key["referred_table"] for key in seen.get_foreign_keys(name)),
            sorted(str(index["name"]) + str(index["column_names"]) for index in seen.get_indexes(name)),
        )
        for name in tables.tables
    }
