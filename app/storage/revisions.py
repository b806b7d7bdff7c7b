"""Revisions of mappings, accounts and roles: stored with their versions, refused where somebody was quicker."""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Table, insert, select, update

from app.domain.accounts import Account, Role
from app.domain.drafts import Revision, StaleEdit, Thing, ThingKind
from app.domain.ledger import Actor
from app.domain.mappings import Mapping
from app.domain.selectors import Selector
from app.storage import rows, tables
from app.storage.ids import new_id
from app.storage.selections import keep_selectors, select_again, select_roles

# Of each thing: its table, the table of its versions, and the column there that refers to it.
TABLES: Final[ReadOnly[ThingKind, tuple[Table, Table, str]]] = MappingProxyType(
    {
        "mapping": (tables.mapping, tables.mapping_version, "mapping_id"),
        "account": (tables.account, tables.account_version, "account_row_id"),
        "role": (tables.role, tables.role_version, "role_id"),
    }
)


def find_thing(connection: Connection, kind: ThingKind, id_: UUID) -> Thing | None:
    """Return a mapping, an account or a role as it is now, disabled or not."""
    if kind == "mapping":
        row = connection.execute(rows.MAPPINGS.where(tables.mapping.c.id == id_)).one_or_none()
        return None if row is None else rows.mapping_of(row)
    if kind == "role":
        row = connection.execute(rows.ROLES.where(tables.role.c.id == id_)).one_or_none()
        return None if row is None else rows.role_with_account_of(row)
    row = connection.execute(select(*rows.ACCOUNT_COLUMNS).where(tables.account.c.id == id_)).one_or_none()
    return None if row is None else rows.account_of(row)


def store_revision(
    connection: Connection, revision: Revision, *, actor: Actor, at: datetime, reason: str | None
) -> Thing:
    """Store a revision with its version, and return what is stored; raises like `store_revisions`."""
    (stored,) = store_revisions(connection, [revision], actor=actor, at=at, reason=reason)
    return stored


def store_revisions(
    connection: Connection, revisions: Sequence[Revision], *, actor: Actor, at: datetime, reason: str | None
) -> tuple[Thing, ...]:
    """Store revisions of things of one kind with their versions, and return what is stored; raises StaleEdit.

    Raises ConditionsFromNewer for a condition that this version cannot judge, unless it stays as it was.
    """
    table, versions, reference = TABLES[revisions[0].thing]
    stored = _with_kept_selectors(connection, [one.after for one in revisions])
    columns = [
        _columns_of(after) if one.before is None else _columns_to_change(connection, one.before, after)
        for one, after in zip(revisions, stored, strict=True)
    ]
    new = [its for one, its in zip(revisions, columns, strict=True) if one.before is None]
    if new:
        connection.execute(insert(table), new)
    for one, its in zip(revisions, columns, strict=True):
        if one.before is not None:
            _change(connection, one, its)
    _move_selections(connection, revisions)
    version = {"at": at, "actor_kind": actor.kind, "actor_id": actor.id, "reason": reason}
    told = [
        {"id": new_id(), reference: its["id"], "version": its["version"], "body": rows.body_of(its), **version}
        for its in columns
    ]
    connection.execute(insert(versions), told)
    return stored


def _change(connection: Connection, revision: Revision, columns: ReadOnly[str, Any]) -> None:
    """Put the columns in the place of the version that the revision began with; raises StaleEdit."""
    table, before = TABLES[revision.thing][0], revision.before
    mine = (table.c.id == revision.after.id, table.c.version == (before.version if before else None))
    if not connection.execute(update(table).where(*mine), dict(columns)).rowcount:
        raise StaleEdit(current=_current(connection, revision))


def _current(connection: Connection, revision: Revision) -> Thing:
    current = find_thing(connection, revision.thing, revision.after.id)
    if current is None:
        raise LookupError(f"there is no such {revision.thing}")
    return current


def _with_kept_selectors(connection: Connection, things: Sequence[Thing]) -> tuple[Thing, ...]:
    """Return the things; a selector that says the same as a stored one becomes that one."""
    selectors = [one.selector for one in things if isinstance(one, Mapping) and one.selector is not None]
    kept = keep_selectors(connection, selectors) if selectors else {}
    return tuple(_with_kept(one, kept) for one in things)


def _with_kept(thing: Thing, kept: ReadOnly[UUID, Selector]) -> Thing:
    if not isinstance(thing, Mapping) or thing.selector is None:
        return thing
    selector = kept[thing.selector.id]
    return replace(thing, selector=selector, target_id=str(selector.id))


def _columns_of(thing: Thing) -> dict[str, Any]:
    if isinstance(thing, Mapping):
        return rows.mapping_columns(thing)
    return rows.account_columns(thing) if isinstance(thing, Account) else rows.role_columns(thing)


def _columns_to_change(connection: Connection, before: Thing, after: Thing) -> dict[str, Any]:
    if isinstance(after, Mapping) and keeps_unknown(before, after):
        return columns_as_stored(connection, after)
    return _columns_of(after)


def keeps_unknown(before: Thing | None, after: Thing) -> bool:
    """Say whether a mapping keeps conditions of a newer Doorstep, which stay as they are stored."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return False
    return bool(after.conditions.unknown) and before.conditions == after.conditions


def columns_as_stored(connection: Connection, mapping: Mapping) -> dict[str, Any]:
    """Return the columns of a mapping, its conditions byte for byte as its row has them."""
    stored = select(tables.mapping.c.conditions).where(tables.mapping.c.id == mapping.id)
    known = replace(mapping, conditions=replace(mapping.conditions, unknown=frozenset()))
    return {**rows.mapping_columns(known), "conditions": connection.execute(stored).scalar_one()}


def _move_selections(connection: Connection, revisions: Sequence[Revision]) -> None:
    select_roles(connection, [one.after for one in revisions if isinstance(one.after, Role) and one.before is None])
    for one in revisions:
        before, after = one.before, one.after
        if isinstance(after, Account) and isinstance(before, Account) and dict(before.tags) != dict(after.tags):
            select_again(connection, after.id)
