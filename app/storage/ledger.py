"""The ledger in the database: entries are added, and read back as they were written."""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Select, insert, select

from app.domain.ledger import Event, StoredEvent
from app.storage.engine import Database
from app.storage.failures import LedgerMonthMissing
from app.storage.months import add_months
from app.storage.tables import ledger_event

PAGE: Final = 500
Written = TypeVar("Written")
_INSERT: Final = insert(ledger_event)


class LedgerStore:
    """Appends entries, and reads them in the order of their ids."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def prepare(self) -> None:
        """Make room for the months ahead; call it once when a process starts. Raises StorageUnavailable."""
        prepare_months(self._database)

    def append(self, *events: Event) -> None:
        """Write entries in one transaction; raises StorageUnavailable, and then none of them is written."""
        write_with_entries(self._database, lambda connection: insert_events(connection, *events))

    def events(
        self, *, click_id: UUID | None = None, after: UUID | None = None, limit: int | None = None
    ) -> Iterator[StoredEvent]:
        """Read entries in order, page by page, so that no number of them fills the memory.

        `after` is the id of the last entry that is known already. Raises StorageUnavailable.
        """
        remaining = limit
        while remaining is None or remaining > 0:
            size = PAGE if remaining is None else min(PAGE, remaining)
            page = self._page(_page_after(after, click_id).limit(size))
            yield from page
            if len(page) < size:
                return
            after = page[-1].id
            remaining = None if remaining is None else remaining - size

    def _page(self, statement: Select[Any]) -> list[StoredEvent]:
        with self._database.read() as connection:
            return [StoredEvent(*row) for row in connection.execute(statement)]


def write_with_entries(
    database: Database, write: Callable[[Connection], Written], *, sees_one_moment: bool = False
) -> Written:
    """Write in one transaction; if a month of the ledger is missing, add it and write once more.

    That happens in a process that has run for a year. Raises StorageUnavailable, and then nothing is written.
    """
    try:
        with database.write(sees_one_moment=sees_one_moment) as connection:
            return write(connection)
    except LedgerMonthMissing:
        prepare_months(database)
    with database.write(sees_one_moment=sees_one_moment) as connection:
        return write(connection)


def prepare_months(database: Database) -> None:
    """Make room for the months ahead, where the ledger is kept by months; raises StorageUnavailable."""
    if database.is_postgresql:
        with database.write() as connection:
            add_months(connection)


def insert_events(connection: Connection, *events: Event) -> None:
    """Write entries within the transaction of the change that they tell of."""
    connection.execute(_INSERT, [_columns_of(event) for event in events])


def _columns_of(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": event.at,
        "action": event.action.value,
        "outcome": event.outcome,
        "click_id": event.click_id,
        "actor_kind": event.actor.kind,
        "actor_id": event.actor.id,
        "person_id": event.person_id,
        "role_arn": event.role_arn,
        "account_id": event.account_id,
        "mapping_id": event.mapping_id,
        "mapping_version": event.mapping_version,
        "access_key_id": event.access_key_id,
        "address": event.address,
        "body": event.canonical_body,
    }


def _page_after(after: UUID | None, click_id: UUID | None) -> Select[Any]:
    statement = select(*ledger_event.c).order_by(ledger_event.c.id)
    if click_id is not None:
        statement = statement.where(ledger_event.c.click_id == click_id)
    if after is not None:
        statement = statement.where(ledger_event.c.id > after)
    return statement
