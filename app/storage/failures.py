"""What can go wrong between us and the database, in words, and without a value of a row in any text."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import DatabaseError as SqliteError

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.refusals import THE_OPERATOR, StorageUnavailable, Unavailable
from app.domain.words import _

# Mistakes of ours rather than troubles of the database; a store translates the one that it expects.
_OURS = (IntegrityError, ProgrammingError, DataError, NotSupportedError)
_CHECK_VIOLATION = "23514"


class UnusableDatabase(Unavailable):
    code = "unusable-database"
    sentence = _("DOORSTEP_DATABASE_URL cannot be used: %(reason)s.")
    remedy = _("Use sqlite:///PATH with a file on a local disk, or postgresql://USER:PASSWORD@HOST/DATABASE.")
    who = THE_OPERATOR


class DatabaseFileMissing(StorageUnavailable):
    code = "database-file-missing"
    sentence = _("There is no database yet where DOORSTEP_DATABASE_URL points to.")
    remedy = _("Create it with doorstep db upgrade, or check the path.")


class UnsafeDatabaseRole(Unavailable):
    code = "unsafe-database-role"
    sentence = _("The portal refuses to work with its database role: %(reason)s.")
    remedy = _("As the role that owns the tables, or as a superuser, run: %(fix)s")
    who = THE_OPERATOR


class LedgerMonthMissing(StorageUnavailable):
    """There is no partition of the ledger for the month of an entry yet."""


@contextmanager
def in_words() -> Iterator[None]:
    """Turn every trouble of the database into StorageUnavailable; mistakes of ours pass through."""
    try:
        yield
    except _OURS as error:
        if _is_missing_month(error):
            raise LedgerMonthMissing from error
        raise
    except (DBAPIError, PoolTimeout, SqliteError) as error:
        raise StorageUnavailable from error


def hide_values(engine: Engine) -> None:
    """Keep values of rows out of the texts of errors: PostgreSQL's DETAIL quotes the row, with a hash or a secret."""
    event.listen(engine, "handle_error", _tersely)


def _tersely(context: ExceptionContext) -> None:
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).split("\nDETAIL:", 1)[0].split("\nCONTEXT:", 1)[0],)


def _is_missing_month(error: DBAPIError) -> bool:
    """Recognise PostgreSQL's "no partition of relation found for row": a check violation of no constraint."""
    diagnosis = getattr(error.orig, "diag", None)
    return (
        diagnosis is not None
        and diagnosis.sqlstate == _CHECK_VIOLATION
        and diagnosis.constraint_name is None
        and diagnosis.table_name == "ledger_event"
    )
