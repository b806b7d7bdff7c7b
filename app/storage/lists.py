"""What every list has in common: pages by key instead of by number, and search in names."""

from collections.abc import Callable
from typing import Any, TypeVar  # Any: the columns of a row

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, or_, true

from app.domain.pages import PAGE_SIZE, Page, Place, Search
from app.storage.rows import Row

Thing = TypeVar("Thing")
Words = Column[Any] | ColumnElement[Any]


def page_of(
    connection: Connection,
    statement: Select[Any],
    make: Callable[[Row], Thing],
    *,
    sorted_by: Words,
    id_: Words,
    after: Place | None,
    size: int = PAGE_SIZE,
) -> Page[Thing]:
    """Read one page in the order of some words, which need not be unique, and of the ids."""
    if after is not None:
        # The first half alone is what an index on the words can be asked for.
        statement = statement.where(sorted_by >= after.words, or_(sorted_by > after.words, id_ > after.id))
    # One more than a page, to know whether any follow.
    ordered = statement.add_columns(sorted_by, id_).order_by(sorted_by, id_).limit(size + 1)
    rows = connection.execute(ordered).all()
    things = tuple(make(tuple(row)[:-2]) for row in rows[:size])
    return Page(things, Place(*tuple(rows[size - 1])[-2:]) if len(rows) > size else None)


def in_state(table: Table, search: Search) -> ColumnElement[bool]:
    """Keep to what is enabled, or to what is disabled, where the search says so."""
    if search.state is None:
        return true()
    disabled_at = table.c.disabled_at
    return disabled_at.is_(None) if search.state == "enabled" else disabled_at.is_not(None)


def hold(connection: Connection, text: str, *columns: Words) -> ColumnElement[bool]:
    """Say whether one of the columns holds a text, whatever the case; no character of it stands for another."""
    together: Words = func.coalesce(columns[0], "")
    for column in columns[1:]:
        together = together + "\n" + func.coalesce(column, "")
    return _lower(connection, together, text).contains(text.lower(), autoescape=True)


def _lower(connection: Connection, words: Words, text: str) -> Words:
    """SQLite, and PostgreSQL in the locale C, know the case of ASCII letters only; what helps them is slow."""
    if text.isascii():
        return func.lower(words)
    if connection.dialect.name == "postgresql":
        return func.lower(words.collate("und-x-icu"))
    return func.unicode_lower(words)
