"""Triggers that keep the ledger and the versions as they were written, on both databases."""

from typing import Final

from sqlalchemy import Connection, text

from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _
from app.storage.every_table import APPEND_ONLY, metadata

_SQLITE_UPDATE: Final = """\
CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_SQLITE_DELETE: Final = """\
CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
# INSERT OR REPLACE meets the trigger above only where recursive_triggers is on, which another client may not have.
_SQLITE_REPLACE: Final = """\
CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid OR {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

_POSTGRESQL_FUNCTION: Final = """\
CREATE OR REPLACE FUNCTION doorstep_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$"""
# Row triggers of a partitioned table are copied to its partitions; TRUNCATE triggers are not.
_POSTGRESQL_CHANGE: Final = """\
CREATE OR REPLACE TRIGGER refuses_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION doorstep_refuse_change()"""
_POSTGRESQL_TRUNCATE: Final = """\
CREATE OR REPLACE TRIGGER refuses_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION doorstep_refuse_change()"""
_POSTGRESQL_GUARDED: Final = """\
SELECT pg_class.relname,
       coalesce(bool_or(tgname = 'refuses_change'), false), coalesce(bool_or(tgname = 'refuses_truncate'), false)
FROM pg_class
LEFT JOIN pg_trigger ON tgrelid = pg_class.oid AND tgenabled IN ('O', 'A')
     AND tgfoid = to_regproc('doorstep_refuse_change')
WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p')
      AND (relname = ANY(:tables) OR pg_class.oid IN
          (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass('ledger_event')))
GROUP BY pg_class.oid, relname ORDER BY relkind DESC, relname"""


class NotAppendOnly(Unavailable):
    code = "not-append-only"
    sentence = _("The database was not upgraded: these triggers would be missing: %(missing)s")
    remedy = _("Find out what removed them, then run doorstep db upgrade again.")
    who = THE_OPERATOR


def protect(connection: Connection) -> None:
    """Make every trigger that is missing or different; raises NotAppendOnly if one is missing even then."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRESQL_FUNCTION))
    for statement in _missing(connection):
        connection.execute(text(statement))
    still_missing = _missing(connection)
    if still_missing:
        raise NotAppendOnly(missing="; ".join(still_missing))


def _missing(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        return _missing_on_postgresql(connection)
    return _missing_on_sqlite(connection)


def _missing_on_sqlite(connection: Connection) -> list[str]:
    there = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    wanted = {statement.split()[2]: statement for table in APPEND_ONLY for statement in _sqlite_triggers(table)}
    kept = {name for name, sql in there if wanted.get(name) == sql}
    changed = [f"DROP TRIGGER {name}" for name, _sql in there if name in wanted and name not in kept]
    return changed + [statement for name, statement in wanted.items() if name not in kept]


def _sqlite_triggers(table: str) -> list[str]:
    keys = [("id",), *(("version", column.name) for column in metadata.tables[table].c if column.foreign_keys)]
    same = " OR ".join("(" + " AND ".join(f"{name} = NEW.{name}" for name in key) + ")" for key in keys)
    return [
        _SQLITE_UPDATE.format(table=table),
        _SQLITE_DELETE.format(table=table),
        _SQLITE_REPLACE.format(table=table, same=same),
    ]


def _missing_on_postgresql(connection: Connection) -> list[str]:
    rows = connection.execute(text(_POSTGRESQL_GUARDED), {"tables": list(APPEND_ONLY)}).all()
    changes = [_POSTGRESQL_CHANGE.format(table=table) for table, change, _ in rows if not change]
    return changes + [_POSTGRESQL_TRUNCATE.format(table=table) for table, _, truncate in rows if not truncate]
