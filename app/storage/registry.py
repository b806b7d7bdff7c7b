"""People, groups, accounts, roles and mappings: looked for and added in one transaction, with versions and entries."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from app.domain.admins import Admin, Operator
from app.domain.refusals import AlreadyThere
from app.domain.words import _
from app.storage.arrivals import Arrival
from app.storage.authority import require_still_admin
from app.storage.break_glass import BreakGlassChange
from app.storage.changes import Change
from app.storage.engine import Database
from app.storage.factor_changes import FactorChange
from app.storage.failures import LedgerMonthMissing
from app.storage.ledger import prepare_months

_TURN: Final = select(func.pg_advisory_xact_lock(func.hashtext("doorstep registry")))


class Registry:
    """Opens changes of what admins describe."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    @contextmanager
    def change(self, by: Admin | Operator | None = None) -> Iterator[Change]:
        """Give a change: one transaction, whole or not at all, and one after the other.

        What a change has looked for and not found stays absent until it ends. Raises StorageUnavailable, NotAnAdmin
        where `by` is no admin any more when the turn has come, or AlreadyThere where something unique is added twice.
        """
        with self._turn() as connection:
            if isinstance(by, Admin):
                require_still_admin(connection, by)
            yield Change(connection=connection)

    @contextmanager
    def arrival(self) -> Iterator[Arrival]:
        """Give likewise a change of what identity providers vouch for."""
        with self._turn() as connection:
            yield Arrival(connection=connection)

    @contextmanager
    def factor_change(self, by: Admin | None = None) -> Iterator[FactorChange]:
        """Give likewise a change of how somebody signs in."""
        with self._turn() as connection:
            if by is not None:
                require_still_admin(connection, by)
            yield FactorChange(connection=connection)

    @contextmanager
    def break_glass_change(self, by: Admin | None = None) -> Iterator[BreakGlassChange]:
        """Give likewise a change of break-glass accounts."""
        with self._turn() as connection:
            if by is not None:
                require_still_admin(connection, by)
            yield BreakGlassChange(connection=connection)

    @contextmanager
    def _turn(self) -> Iterator[Connection]:
        try:
            with self._database.write() as connection:
                if self._database.is_postgresql:
                    connection.execute(_TURN)
                yield connection
        except LedgerMonthMissing:
            # Whoever runs the change cannot be run again from here; at the next try there is room.
            prepare_months(self._database)
            raise
        except IntegrityError as error:
            if not _is_duplicate(error):
                raise
            raise AlreadyThere(what=_("What you add")) from error


def _is_duplicate(error: IntegrityError) -> bool:
    """Recognise a second row of what is unique, by the codes of both databases."""
    name = getattr(error.orig, "sqlite_errorname", None)
    state = getattr(error.orig, "sqlstate", None)
    return state == "23505" or name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
