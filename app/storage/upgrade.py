"""Bring a database to the schema of this code, in one transaction and under a lock, and check what protects it."""

from collections.abc import Callable
from pathlib import Path
from sqlite3 import DatabaseError as SqliteError
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _
from app.storage import append_only, months, postgres, privileges, sqlite
from app.storage.engine import parsed_url
from app.storage.failures import in_words
from app.storage.schema import SchemaNotCurrent

MIGRATIONS: Final = Path(__file__).parent / "migrations"
# Of this database alone: the first letters of "doorstep" as a number.
_UPGRADE_LOCK: Final = int.from_bytes(b"doorstep"[:7], "big")


class UpgradeFailed(Unavailable):
    code = "upgrade-failed"
    sentence = _("The database was not upgraded, and is as it was: %(reason)s")
    remedy = _("Put right what the database says, then run doorstep db upgrade again.")
    who = THE_OPERATOR


def upgrade(database_url: str, report: Callable[[str], None]) -> None:
    """Upgrade to the newest schema, whole or not at all; `report` gets a line for each thing done.

    Raises StorageUnavailable, UpgradeFailed, UnusableDatabase or SchemaNotCurrent.
    """
    with in_words():
        connection = _migrating_engine(database_url).connect()
    with connection:
        try:
            with connection.begin():
                _upgrade_within(connection, report)
        except DBAPIError as error:
            raise UpgradeFailed(reason=str(error.orig)) from error
        except SqliteError as error:
            raise UpgradeFailed(reason=str(error)) from error


def script_directory() -> ScriptDirectory:
    """Return the migrations of this package."""
    return ScriptDirectory.from_config(_config())


def _migrating_engine(database_url: str) -> Engine:
    url = parsed_url(database_url)
    return postgres.migrating_engine(url) if url.get_backend_name() == "postgresql" else sqlite.migrating_engine(url)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _upgrade_within(connection: Connection, report: Callable[[str], None]) -> None:
    on_postgresql = connection.dialect.name == "postgresql"
    if on_postgresql:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
    found, head = _revisions(connection)
    report(f"Schema: {found or 'none'}. Newest: {head}.")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    append_only.protect(connection)
    if on_postgresql:
        privileges.ensure_serving_role(connection)
        months.ensure_months(connection)
        privileges.grant(connection)
    else:
        _check_foreign_keys(connection)
    report("The schema is the newest; its ledger is append-only.")


def _revisions(connection: Connection) -> tuple[str | None, str | None]:
    found = MigrationContext.configure(connection).get_current_revision()
    scripts = script_directory()
    known = {script.revision for script in scripts.walk_revisions()}
    head = scripts.get_current_head()
    if found is not None and found not in known:
        raise SchemaNotCurrent(found=found, needed=head)
    return found, head


def _check_foreign_keys(connection: Connection) -> None:
    """SQLite copies tables with foreign keys off: nothing may point to what is not there."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise UpgradeFailed(reason=f"{len(broken)} rows point to rows that are not there, first in {broken[0][0]}")
