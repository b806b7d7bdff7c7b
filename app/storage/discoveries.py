"""Discoveries in the database: read for the pages, and worked on by whoever holds a claim."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, insert, or_, select, update

from app.domain.arns import AccountId
from app.domain.discovery import AccountState, Claim, Discovery, FoundAccount, Progress
from app.domain.ledger import Event
from app.storage.discovery_rows import (
    discovery_columns,
    discovery_of,
    found_account_columns,
    found_account_of,
    order_columns,
)
from app.storage.engine import Database
from app.storage.errand_tables import discovery, discovery_account
from app.storage.ledger import insert_events, write_with_entries
from app.storage.upserts import insert_on

_NEWEST: Final = 20
_UNCLAIMED: Final[ReadOnly[str, None]] = MappingProxyType({"claim": None, "claimed_until": None})
_WAITING: Final = discovery_account.c.state == "waiting"


class DiscoveryStore:
    """Keeps orders and what they found. Every write is one short transaction with its entries of the ledger."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def add(self, order: Discovery, entry: Event) -> None:
        """Store a new order; raises StorageUnavailable."""

        def write(connection: Connection) -> None:
            connection.execute(insert(discovery), order_columns(order))
            insert_events(connection, entry)

        write_with_entries(self._database, write)

    def find(self, discovery_id: UUID) -> Discovery | None:
        """Return an order; raises StorageUnavailable."""
        with self._database.read() as connection:
            return _find(connection, discovery_id)

    def newest(self) -> tuple[Discovery, ...]:
        """Return the last orders, the newest first; raises StorageUnavailable."""
        statement = select(discovery).order_by(discovery.c.id.desc()).limit(_NEWEST)
        with self._database.read() as connection:
            return tuple(discovery_of(row) for row in connection.execute(statement))

    def progress(self, discovery_id: UUID) -> Progress:
        """Say how many accounts stand how; raises StorageUnavailable."""
        later = case((_WAITING, func.coalesce(discovery_account.c.claimed_until, discovery_account.c.not_before)))
        free = func.sum(case((and_(_WAITING, later.is_(None)), 1), else_=0))
        statement = (
            select(discovery_account.c.state, func.count(), free, func.min(later))
            .where(discovery_account.c.discovery_id == discovery_id)
            .group_by(discovery_account.c.state)
        )
        with self._database.read() as connection:
            rows = {state: (count, free, next_at) for state, count, free, next_at in connection.execute(statement)}
        counts = {state: count for state, (count, _free, _next_at) in rows.items()}
        _count, free_now, next_at = rows.get("waiting", (0, 0, None))
        return Progress(**counts, next_at=None if free_now else next_at)

    def accounts(
        self,
        discovery_id: UUID,
        *,
        after: str | None = None,
        limit: int,
        only: Iterable[AccountId] | None = None,
        state: AccountState | None = None,
    ) -> tuple[FoundAccount, ...]:
        """Return accounts by their numbers: after a number, only some, in one state; raises StorageUnavailable."""
        statement = select(discovery_account).where(discovery_account.c.discovery_id == discovery_id)
        if after is not None:
            statement = statement.where(discovery_account.c.account_id > after)
        if state is not None:
            statement = statement.where(discovery_account.c.state == state)
        if only is not None:
            statement = statement.where(discovery_account.c.account_id.in_([one.text for one in only]))
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(discovery_account.c.account_id).limit(limit))
            return tuple(found_account_of(row) for row in rows)

    def claim_listing(self, discovery_id: UUID, claim: Claim, entry: Event) -> Discovery | None:
        """Claim the list of accounts, unless somebody has it or it has to wait; raises StorageUnavailable."""

        def write(connection: Connection) -> Discovery | None:
            mine = (discovery.c.id == discovery_id, discovery.c.state == "listing", *_free(discovery, claim))
            if not connection.execute(update(discovery).where(*mine), _claimed(claim)).rowcount:
                return None
            insert_events(connection, entry)
            return _find(connection, discovery_id)

        return write_with_entries(self._database, write)

    def settle_listing(self, order: Discovery, found: Iterable[FoundAccount], claim: Claim, *entries: Event) -> bool:
        """Store a page of accounts and where the order stands, and give the claim back.

        Says whether the claim still held: if not, somebody else goes on, and only the entries are written. Raises
        StorageUnavailable.
        """

        def write(connection: Connection) -> bool:
            insert_events(connection, *entries)
            mine = (discovery.c.id == order.id, discovery.c.claim == claim.id)
            columns = {**discovery_columns(order), **_UNCLAIMED}
            if not connection.execute(update(discovery).where(*mine), columns).rowcount:
                return False
            _add_accounts(connection, order.id, found)
            return True

        return write_with_entries(self._database, write)

    def claim_account(
        self, discovery_id: UUID, claim: Claim, entry_for: Callable[[FoundAccount], Event]
    ) -> FoundAccount | None:
        """Claim the first account that waits, None where none may be worked on now; raises StorageUnavailable."""

        def write(connection: Connection) -> FoundAccount | None:
            of_this = discovery_account.c.discovery_id == discovery_id
            first = (
                select(discovery_account)
                .where(of_this, _WAITING, *_free(discovery_account, claim))
                .order_by(discovery_account.c.account_id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            row = connection.execute(first).one_or_none()
            if row is None:
                return None
            mine = (of_this, discovery_account.c.account_id == row.account_id)
            connection.execute(update(discovery_account).where(*mine), _claimed(claim))
            found = found_account_of(row)
            insert_events(connection, entry_for(found))
            return found

        return write_with_entries(self._database, write)

    def settle_account(self, discovery_id: UUID, found: FoundAccount, claim: Claim, *entries: Event) -> bool:
        """Store how an account stands and give the claim back; says whether it still held, as settle_listing does."""

        def write(connection: Connection) -> bool:
            insert_events(connection, *entries)
            mine = (
                discovery_account.c.discovery_id == discovery_id,
                discovery_account.c.account_id == found.account_id.text,
                discovery_account.c.claim == claim.id,
            )
            columns = {**found_account_columns(found), **_UNCLAIMED}
            return connection.execute(update(discovery_account).where(*mine), columns).rowcount > 0

        return write_with_entries(self._database, write)

    def end(self, discovery_id: UUID, entry: Event) -> bool:
        """End an order none of whose accounts waits any more, once; says whether it ended now."""

        def write(connection: Connection) -> bool:
            waiting = select(discovery_account).where(discovery_account.c.discovery_id == discovery_id, _WAITING)
            mine = (discovery.c.id == discovery_id, discovery.c.state == "scanning", ~waiting.exists())
            ended = {"state": "ended", "ended_at": entry.at}
            if not connection.execute(update(discovery).where(*mine), ended).rowcount:
                return False
            insert_events(connection, entry)
            return True

        return write_with_entries(self._database, write)

    def resume(self, order: Discovery, again: Iterable[FoundAccount], entry: Event) -> None:
        """Let an order go on that has ended or failed, with these accounts waiting again; raises StorageUnavailable."""

        def write(connection: Connection) -> None:
            mine = (discovery.c.id == order.id, discovery.c.state.in_(("ended", "failed")))
            if not connection.execute(update(discovery).where(*mine), discovery_columns(order)).rowcount:
                return
            for found in again:
                account = (
                    discovery_account.c.discovery_id == order.id,
                    discovery_account.c.account_id == found.account_id.text,
                )
                connection.execute(update(discovery_account).where(*account), found_account_columns(found))
            insert_events(connection, entry)

        write_with_entries(self._database, write)


def _find(connection: Connection, discovery_id: UUID) -> Discovery | None:
    row = connection.execute(select(discovery).where(discovery.c.id == discovery_id)).one_or_none()
    return None if row is None else discovery_of(row)


def _add_accounts(connection: Connection, discovery_id: UUID, found: Iterable[FoundAccount]) -> None:
    """An account that a page repeats is there already."""
    rows = [
        {"discovery_id": discovery_id, "account_id": one.account_id.text, **found_account_columns(one)} for one in found
    ]
    if rows:
        connection.execute(insert_on(connection, discovery_account).on_conflict_do_nothing(), rows)


def _free(table: Table, claim: Claim) -> tuple[ColumnElement[bool], ...]:
    """Whom nobody works on, or somebody whose time is over, and who need not wait."""
    return (
        or_(table.c.claimed_until.is_(None), table.c.claimed_until <= claim.at),
        or_(table.c.not_before.is_(None), table.c.not_before <= claim.at),
    )


def _claimed(claim: Claim) -> dict[str, Any]:
    return {"claim": claim.id, "claimed_until": claim.until}
