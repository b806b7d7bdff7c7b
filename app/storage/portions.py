"""Statements about many values at once, in portions: SQLite takes 32,766 parameters at most."""

from collections.abc import Collection, Iterator
from typing import Any, Final, TypeVar  # Any: the columns of a row

from sqlalchemy import Column, Connection, Row, Select

_AT_ONCE: Final = 500
Value = TypeVar("Value")


def portions_of(values: Collection[Value]) -> Iterator[list[Value]]:
    """Give all values, some at a time, in order."""
    ordered = sorted(values)  # type: ignore[type-var]  # ids and texts have an order
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def rows_with(
    connection: Connection, statement: Select[Any], column: Column[Value], values: Collection[Value]
) -> Iterator[Row[Any]]:
    """Give the rows of a statement in which a column has one of some values."""
    for some in portions_of(values):
        yield from connection.execute(statement.where(column.in_(some)))


def rows_paged(connection: Connection, statement: Select[Any], column: Column[Value]) -> Iterator[list[Row[Any]]]:
    """Give all rows of a statement in pages, in the order of a column that is unique and the first of its table."""
    page = connection.execute(statement.order_by(column).limit(_AT_ONCE)).all()
    while page:
        yield list(page)
        last = page[-1]._mapping[column]
        page = connection.execute(statement.where(column > last).order_by(column).limit(_AT_ONCE)).all()
