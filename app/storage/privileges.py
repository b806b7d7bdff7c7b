"""What the serving role may do on PostgreSQL: as little as each table needs, and nothing to the past."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from app.storage.every_table import APPEND_ONLY, metadata
from app.storage.failures import UnsafeDatabaseRole
from app.storage.postgres import SERVING_ROLE

_MAKE_ROLE: Final = f"""\
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{SERVING_ROLE}') THEN
        CREATE ROLE {SERVING_ROLE} NOLOGIN;
    END IF;
-- Roles belong to the whole server: the upgrade of another database may have been quicker.
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""
_EVERYWHERE: Final = ("SELECT", "INSERT", "UPDATE")
# Locking a row to delete it needs UPDATE.
_EXCEPT: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(APPEND_ONLY, ("SELECT", "INSERT")),
    "membership": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "selector_role": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "challenge": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "passkey": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "recovery_code": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "totp": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "sign_in_attempt": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "alembic_version": ("SELECT",),
}


def ensure_serving_role(connection: Connection) -> None:
    """Make the serving role and become a member of it, where that is not so yet; raises UnsafeDatabaseRole."""
    login = connection.exec_driver_sql("SELECT quote_ident(session_user)").scalar_one()
    try:
        connection.exec_driver_sql(_MAKE_ROLE)
        if not _may_become_serving(connection):
            connection.exec_driver_sql(f"GRANT {SERVING_ROLE} TO {login}")
    except ProgrammingError as error:
        fix = f"CREATE ROLE {SERVING_ROLE} NOLOGIN; GRANT {SERVING_ROLE} TO {login};"
        raise UnsafeDatabaseRole(reason=f"{login} may not make the role {SERVING_ROLE}", fix=fix) from error


def privileges_of(table: str) -> tuple[str, ...]:
    """Return what the serving role may do with a table."""
    return _EXCEPT.get(table, _EVERYWHERE)


def grant(connection: Connection) -> None:
    """Give the serving role exactly its privileges, and nobody else any."""
    quote = connection.dialect.identifier_preparer.quote
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {SERVING_ROLE}")
    for table in (*metadata.tables, "alembic_version"):
        connection.exec_driver_sql(f"REVOKE ALL ON {quote(table)} FROM {SERVING_ROLE}, PUBLIC")
        connection.exec_driver_sql(f"GRANT {', '.join(privileges_of(table))} ON {quote(table)} TO {SERVING_ROLE}")


def _may_become_serving(connection: Connection) -> bool:
    """Try it: since PostgreSQL 16 a member may not be allowed to."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"SET LOCAL ROLE {SERVING_ROLE}")
            connection.exec_driver_sql("RESET ROLE")
    except ProgrammingError:
        return False
    return True
