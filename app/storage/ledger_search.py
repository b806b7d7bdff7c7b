"""Searches the ledger backwards from its newest entry, by an index, and never through more than a bounded part."""

import operator
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, select

from app.domain.ledger import CLICK_OUTCOMES, StoredEvent
from app.domain.ledger_search import LedgerFilter, LedgerPage
from app.storage.engine import Database
from app.storage.tables import ledger_event, person

LOOKED_THROUGH_AT_MOST: Final = 10_000
_EXPORTED_AT_ONCE: Final = 500
# Each has an index that goes on with the id, or leads to a few entries; the most telling comes first.
_LEADING: Final = (
    "click_id", "access_key_id", "mapping_id", "person_id", "role_arn", "account_id", "outcome", "action",
)  # fmt: skip
# A kind of action, such as `mapping:`, has no index that goes on with the id: it is looked for in what others lead to.
_KIND_ENDS: Final = ":"
# An entry's id holds the time at which it was made, and `at` the time that a clock told a little earlier or later.
_CLOCKS_APART: Final = timedelta(days=1)

_Condition = tuple[str, Callable[..., Any], object]
_Conditions = list[_Condition]


class LedgerSearch:
    """Reads the ledger for people: filtered, newest first, page by page. Everything raises StorageUnavailable."""

    def __init__(self, *, database: Database, looks_through: int = LOOKED_THROUGH_AT_MOST) -> None:
        self._database = database
        self._looks_through = looks_through

    def page(self, wanted: LedgerFilter, *, before: UUID | None = None, size: int) -> LedgerPage:
        """Read the newest entries of a filter that are older than the entry `before`."""
        by_index, rest = _split(wanted)
        if before is not None:
            by_index.append(ledger_event.c.id < before)
        leading = select(*ledger_event.c).where(*by_index).order_by(ledger_event.c.id.desc())
        with self._database.read() as connection:
            if not rest:
                return _page(_entries(connection, leading.limit(size + 1)), size)
            return self._look_through(connection, leading, rest, size)

    def entries(self, wanted: LedgerFilter) -> Iterator[StoredEvent | None]:
        """Read every entry of a filter, each page in a transaction of its own, however long the reader takes.

        None stands for a part of the ledger that was looked through and holds none, so that a reader can give up.
        """
        page = self.page(wanted, size=_EXPORTED_AT_ONCE)
        yield from page.entries or (None,)
        while page.before is not None:
            page = self.page(wanted, before=page.before, size=_EXPORTED_AT_ONCE)
            yield from page.entries or (None,)

    def find(self, event_id: UUID) -> StoredEvent | None:
        """Return one entry."""
        with self._database.read() as connection:
            found = _entries(connection, select(*ledger_event.c).where(ledger_event.c.id == event_id))
        return found[0] if found else None

    def ended_clicks(self, click_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return which of these clicks have an outcome."""
        ended = select(ledger_event.c.click_id).where(
            ledger_event.c.click_id.in_(tuple(click_ids)), ledger_event.c.action.in_(sorted(CLICK_OUTCOMES))
        )
        with self._database.read() as connection:
            return frozenset(connection.execute(ended).scalars())

    def people_called(self, username: str) -> tuple[UUID, ...]:
        """Return the ids of the people of a username: providers may know several."""
        called = select(person.c.id).where(person.c.username == username).order_by(person.c.id).limit(10)
        with self._database.read() as connection:
            return tuple(connection.execute(called).scalars())

    def _look_through(self, connection: Connection, leading: Select[Any], rest: _Conditions, size: int) -> LedgerPage:
        """Look for the rest in the next part of what the index leads to."""
        part = leading.limit(self._looks_through).subquery()
        fitting = select(*part.c).where(*(_holds(part.c, one) for one in rest))
        found = _entries(connection, fitting.order_by(part.c.id.desc()).limit(size + 1))
        if len(found) > size:
            return _page(found, size)
        ids = leading.with_only_columns(ledger_event.c.id).limit(self._looks_through).subquery()
        last = connection.execute(select(ids.c.id, func.count().over()).order_by(ids.c.id).limit(1)).first()
        if last is None or last[1] < self._looks_through:
            return LedgerPage(found, None)
        return LedgerPage(found, last[0], self._looks_through)


def _split(wanted: LedgerFilter) -> tuple[list[ColumnElement[bool]], _Conditions]:
    """Say what an index answers, and what is left to look for in what it leads to."""
    given: _Conditions = [
        (name, operator.eq, value)
        for name in _LEADING
        if (value := getattr(wanted, name)) is not None and not _is_kind(name, value)
    ]
    leading, rest = [_holds(ledger_event.c, one) for one in given[:1]], given[1:]
    if wanted.action is not None and _is_kind("action", wanted.action):
        rest.append(("action", _begins_with, wanted.action))
    if wanted.since is not None:
        leading.append(ledger_event.c.id >= id_at(wanted.since - _CLOCKS_APART))
        rest.append(("at", operator.ge, wanted.since))
    if wanted.until is not None:
        leading.append(ledger_event.c.id < id_at(wanted.until + _CLOCKS_APART))
        rest.append(("at", operator.lt, wanted.until))
    return leading, rest


def _is_kind(name: str, value: str | UUID) -> bool:
    return name == "action" and str(value).endswith(_KIND_ENDS)


def _begins_with(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return column.startswith(text, autoescape=True)


def _holds(columns: Any, condition: _Condition) -> ColumnElement[bool]:
    name, compare, value = condition
    held: ColumnElement[bool] = compare(columns[name], value)
    return held


def id_at(moment: datetime) -> UUID:
    """Return the least UUIDv7 of a moment: it begins with the milliseconds since 1970."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def _entries(connection: Connection, statement: Select[Any]) -> tuple[StoredEvent, ...]:
    return tuple(StoredEvent(*row) for row in connection.execute(statement))


def _page(found: tuple[StoredEvent, ...], size: int) -> LedgerPage:
    return LedgerPage(found[:size], found[size - 1].id if len(found) > size else None)
