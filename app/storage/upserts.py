"""Inserts that know what to do where the row is there already: each dialect has its own."""

from importlib import import_module
from typing import Any  # Any: the inserts of the dialects have no type in common

from sqlalchemy import Connection, Table


def insert_on(connection: Connection, table: Table) -> Any:
    """Return the insert of the connection's dialect, with `on_conflict_do_nothing` and `on_conflict_do_update`.

    Its module is named and not imported: the dialect of the other database would lie in memory for nothing.
    """
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)
