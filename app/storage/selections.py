"""Which roles each selector stands for: the index, moved in the transaction of every change that moves it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from app.domain.accounts import Role
from app.domain.selectors import Selector
from app.storage.admin_tables import selector, selector_role
from app.storage.rows import ROLES, role_with_account_of
from app.storage.selector_rows import selector_columns, selector_of
from app.storage.tables import role

_SELECTORS: Final = select(selector.c.id, selector.c.pattern, selector.c.accounts)


def find_selector(connection: Connection, wanted: Selector) -> Selector | None:
    """Return the stored selector that says the same."""
    same = select(selector.c.id).where(selector.c.fingerprint == selector_columns(wanted)["fingerprint"])
    known = connection.execute(same).scalar_one_or_none()
    return None if known is None else replace(wanted, id=known)


def keep_selector(connection: Connection, wanted: Selector) -> Selector:
    """Return the stored selector that says the same, storing this one if there is none."""
    known = find_selector(connection, wanted)
    if known is not None:
        return known
    connection.execute(insert(selector), selector_columns(wanted))
    _point(connection, [wanted], _roles(connection))
    return wanted


def select_role(connection: Connection, new: Role) -> None:
    """Point the selectors to a role that was just added."""
    _point(connection, _selectors(connection), [new])


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
