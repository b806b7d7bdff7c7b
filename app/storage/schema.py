"""The schema that this version of the code needs, and whether the database has it."""

from typing import Final

from sqlalchemy import Column, MetaData, String, Table, inspect, select

from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _
from app.storage.engine import Database

# The newest migration; a test compares the two. Revisions are numbered, so that they have an order.
HEAD: Final = "0013"
_alembic_version: Final = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class SchemaNotCurrent(Unavailable):
    code = "schema-not-current"
    sentence = _("The database has schema %(found)s; this version of Doorstep needs %(needed)s.")
    remedy = _("If the database is older or empty: doorstep db upgrade. If it is newer: run the newer Doorstep.")
    who = THE_OPERATOR


def is_current(database: Database) -> bool:
    """Say whether the database has exactly the schema that this code needs; raises StorageUnavailable."""
    return found_revision(database) == HEAD


def found_revision(database: Database) -> str | None:
    """Return the number of the database's schema, None if it has none; raises StorageUnavailable."""
    with database.read() as connection:
        if not inspect(connection).has_table(_alembic_version.name):
            return None
        return connection.execute(select(_alembic_version.c.version_num)).scalar()


class Readiness:
    """Says whether requests can be served from this database."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def require_ready(self) -> None:
        """Raise StorageUnavailable if the database is away, SchemaNotCurrent if it is older or newer than the code."""
        found = found_revision(self._database)
        if found != HEAD:
            raise SchemaNotCurrent(found=found or "-", needed=HEAD)
