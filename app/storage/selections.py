"""Which roles each selector stands for: the index, moved in the transaction of every change that moves it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from app.domain.accounts import Role
from app.domain.selectors import Selector
from app.storage.admin_tables import selector, selector_role
from app.storage.portions import rows_with
from app.storage.rows import ROLES, role_with_account_of
from app.storage.selector_rows import selector_columns, selector_of
from app.storage.tables import role

_FINGERPRINTS: Final = select(selector.c.id, selector.c.fingerprint)
_SELECTORS: Final = select(selector.c.id, selector.c.pattern, selector.c.accounts)


def keep_selectors(connection: Connection, wanted: Sequence[Selector]) -> dict[UUID, Selector]:
    """Return of each selector, by its id, the stored one that says the same, storing those that are new."""
    prints = {one.id: selector_columns(one)["fingerprint"] for one in wanted}
    found = rows_with(connection, _FINGERPRINTS, selector.c.fingerprint, frozenset(prints.values()))
    known: dict[str, UUID] = {row.fingerprint: row.id for row in found}
    new = list({prints[one.id]: one for one in wanted if prints[one.id] not in known}.values())
    if new:
        connection.execute(insert(selector), [selector_columns(one) for one in new])
        _point(connection, new, _roles(connection))
    known |= {prints[one.id]: one.id for one in new}
    return {one.id: replace(one, id=known[prints[one.id]]) for one in wanted}


def select_roles(connection: Connection, new: Sequence[Role]) -> None:
    """Point the selectors to roles that were just added."""
    if new:
        _point(connection, _selectors(connection), new)


def select_again(connection: Connection, account_row_id: UUID) -> None:
    """Point the selectors anew to the roles of an account whose tags changed."""
    ids = select(role.c.id).where(role.c.account_row_id == account_row_id)
    connection.execute(delete(selector_role).where(selector_role.c.role_id.in_(ids)))
    theirs = connection.execute(ROLES.where(role.c.account_row_id == account_row_id))
    _point(connection, _selectors(connection), [role_with_account_of(row) for row in theirs])


def _roles(connection: Connection) -> list[Role]:
    return [role_with_account_of(row) for row in connection.execute(ROLES)]


def _selectors(connection: Connection) -> list[Selector]:
    return [selector_of(*row) for row in connection.execute(_SELECTORS)]


def _point(connection: Connection, selectors: Iterable[Selector], roles: Iterable[Role]) -> None:
    known = tuple(roles)
    pairs = [{"selector_id": one.id, "role_id": found.id} for one in selectors for found in known if one.selects(found)]
    if pairs:
        connection.execute(insert(selector_role), pairs)
