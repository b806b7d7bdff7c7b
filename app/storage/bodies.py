"""Mappings, accounts and roles as bodies: what versions and proposals keep of them, and back."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as ReadOnly
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final, cast  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, select

from app.domain.accounts import Account, Role
from app.domain.drafts import Draft, Revision, Thing, ThingKind
from app.domain.ledger import Plain
from app.domain.mappings import Mapping
from app.domain.refusals import Malformed
from app.storage import rows
from app.storage.admin_tables import selector
from app.storage.portions import rows_with
from app.storage.revisions import columns_as_stored, keeps_unknown
from app.storage.selector_rows import accounts_to_store
from app.storage.tables import account, mapping, role

_MOMENTS = frozenset({"valid_from", "valid_until", "disabled_at"})
_IDS = frozenset({"id", "subject_id", "account_row_id"})
_SELECTORS: Final = select(selector.c.id, selector.c.pattern, selector.c.accounts)
_NO_ACCOUNTS: Final[ReadOnly[UUID, Account]] = MappingProxyType({})
_NO_SELECTORS: Final[ReadOnly[UUID, tuple[Any, ...]]] = MappingProxyType({})


class UnreadableDraft(ValueError):
    """A stored draft is written in a way that this version does not read, or speaks of what is not there."""


def draft_to_store(connection: Connection, draft: Draft) -> list[Plain]:
    """Return the revisions of a draft as JSON-like values; raises ConditionsFromNewer."""
    return [_revision_to_store(connection, one) for one in draft.revisions]


def draft_of(connection: Connection, stored: Plain, reason: str) -> Draft:
    """Return the draft again; raises UnreadableDraft."""
    # A role may be in an account that the same draft adds: such a one is in no table until the draft is saved.
    accounts: dict[UUID, Account] = {}
    revisions = []
    try:
        for each in cast("list[dict[str, Any]]", stored):
            revision = _revision_of(connection, each, accounts)
            revisions.append(revision)
            if isinstance(revision.after, Account):
                accounts[revision.after.id] = revision.after
    except (AttributeError, LookupError, Malformed, TypeError, ValueError) as error:
        raise UnreadableDraft from error
    return Draft(tuple(revisions), reason)


def thing_of(
    connection: Connection,
    kind: ThingKind,
    version: int,
    body: ReadOnly[str, Any],
    *,
    accounts: ReadOnly[UUID, Account] = _NO_ACCOUNTS,
    selectors: ReadOnly[UUID, tuple[Any, ...]] = _NO_SELECTORS,
) -> Thing:
    """Return what the body of a version says.

    A selector has a row of its own and is looked up, and so is the account of a role, unless they are handed in.
    """
    columns = {name: _column(name, value) for name, value in body.items()} | {"version": version}
    if kind == "account":
        return rows.account_of(_row(account, columns))
    if kind == "role":
        return _role_of(connection, columns, accounts)
    return _mapping_of(connection, columns, selectors)


def accounts_in(connection: Connection, bodies: Iterable[ReadOnly[str, Any]]) -> dict[UUID, Account]:
    """Return the accounts of the roles that bodies say, by the ids of their rows."""
    wanted = {UUID(body["account_row_id"]) for body in bodies if body.get("account_row_id")}
    found = rows_with(connection, select(*rows.ACCOUNT_COLUMNS), account.c.id, wanted)
    return {one.id: one for one in map(rows.account_of, found)}


def selectors_in(connection: Connection, bodies: Iterable[ReadOnly[str, Any]]) -> dict[UUID, tuple[Any, ...]]:
    """Return the rows of the selectors that bodies name, by their ids."""
    wanted = {UUID(body["target_id"]) for body in bodies if body.get("target_kind") == "selector"}
    return {row[0]: tuple(row) for row in rows_with(connection, _SELECTORS, selector.c.id, wanted)}


def _revision_to_store(connection: Connection, revision: Revision) -> Plain:
    before, after = revision.before, revision.after
    columns = partial(columns_as_stored, connection) if keeps_unknown(before, after) else rows.mapping_columns
    told = None if before is None else _to_store(before, columns)
    return {"kind": revision.thing, "before": told, "after": _to_store(after, columns)}


def _to_store(thing: Thing, columns_of: Callable[[Mapping], dict[str, Any]]) -> dict[str, Plain]:
    told: dict[str, Plain] = {"version": thing.version}
    if isinstance(thing, Mapping):
        told["body"] = rows.body_of(columns_of(thing))
        if thing.selector is not None:
            accounts = accounts_to_store(thing.selector.accounts)
            told["selector"] = {"pattern": thing.selector.pattern.text, "accounts": accounts}
    elif isinstance(thing, Account):
        told["body"] = rows.body_of(rows.account_columns(thing))
    else:
        told["body"] = rows.body_of(rows.role_columns(thing))
    return told


def _revision_of(connection: Connection, stored: dict[str, Any], accounts: ReadOnly[UUID, Account]) -> Revision:
    kind = cast("ThingKind", stored["kind"])
    before = stored["before"]
    return Revision(
        None if before is None else _thing_in_proposal(connection, kind, before, accounts),
        _thing_in_proposal(connection, kind, stored["after"], accounts),
    )


def _thing_in_proposal(
    connection: Connection, kind: ThingKind, stored: dict[str, Any], accounts: ReadOnly[UUID, Account]
) -> Thing:
    told = stored.get("selector")
    if told is None:
        return thing_of(connection, kind, stored["version"], stored["body"], accounts=accounts)
    columns = {name: _column(name, value) for name, value in stored["body"].items()} | {"version": stored["version"]}
    row = (*_row(mapping, columns), UUID(columns["target_id"]), told["pattern"], told["accounts"])
    return rows.mapping_of(row)


def _mapping_of(connection: Connection, columns: dict[str, Any], selectors: ReadOnly[UUID, tuple[Any, ...]]) -> Mapping:
    found: tuple[Any, ...] = (None, None, None)
    if columns["target_kind"] == "selector":
        id_ = UUID(columns["target_id"])
        row = selectors.get(id_) or connection.execute(_SELECTORS.where(selector.c.id == id_)).one_or_none()
        found = found if row is None else tuple(row)
    return rows.mapping_of((*_row(mapping, columns), *found))


def _role_of(connection: Connection, columns: dict[str, Any], accounts: ReadOnly[UUID, Account]) -> Role:
    id_ = columns["account_row_id"]
    its_account = accounts.get(id_) or _stored_account(connection, id_)
    values = tuple(columns.get(column.name) for column in role.c if column is not role.c.account_row_id)
    return rows.role_of(values, its_account)


def _stored_account(connection: Connection, id_: UUID) -> Account:
    row = connection.execute(select(*rows.ACCOUNT_COLUMNS).where(account.c.id == id_)).one_or_none()
    if row is None:
        raise LookupError(f"there is no account with the row id {id_}")
    return rows.account_of(row)


def _row(table: Any, columns: ReadOnly[str, Any]) -> tuple[Any, ...]:  # Any: a Table, whose columns are of any type.
    """Return the columns in the order of the table; one that an older version did not have is empty."""
    return tuple(columns.get(column.name) for column in table.c)


def _column(name: str, value: Any) -> Any:  # Any: as above.
    if value is None:
        return None
    if name in _IDS:
        return UUID(value)
    return datetime.fromisoformat(value) if name in _MOMENTS else value
