"""Who, and which roles, may be in an answer: found by key, whatever the number of mappings."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    union,
)

from app.domain.accounts import Role
from app.domain.pages import Place
from app.storage.admin_tables import selector_role
from app.storage.counting import counts
from app.storage.rows import PERSON_COLUMNS, ROLES
from app.storage.tables import account, group, mapping, membership, person, role
from app.storage.types import Id

# Up to here the candidates are collected and sorted; beyond, people are gone through in order until a page is full.
_SPARSE: Final = 2_000
# Statements take lists of this length: SQLite has a limit of 32,766 parameters.
_AT_ONCE: Final = 500
# CASE, because PostgreSQL may otherwise try to read "admin" as a UUID.
_target_role: Final = case((mapping.c.target_kind == "role", cast(mapping.c.target_id, Id)))


def in_force(now: datetime) -> ColumnElement[bool]:
    """Keep to mappings that are not disabled, have begun and have not ended."""
    return and_(
        mapping.c.disabled_at.is_(None),
        or_(mapping.c.valid_from.is_(None), mapping.c.valid_from <= now),
        or_(mapping.c.valid_until.is_(None), mapping.c.valid_until > now),
    )


def targets_of(connection: Connection, roles: Collection[Role]) -> dict[str, tuple[str, ...]]:
    """Return, by the kinds of targets, the ids of the roles and of the selectors that stand for one of them."""
    ids = [one.id for one in roles]
    selectors: set[UUID] = set()
    for start in range(0, len(ids), _AT_ONCE):
        some = selector_role.c.role_id.in_(ids[start : start + _AT_ONCE])
        selectors |= set(connection.execute(select(selector_role.c.selector_id).where(some).distinct()).scalars())
    return {"role": tuple(map(str, ids)), "selector": tuple(map(str, sorted(selectors)))}


def leads_to(targets: dict[str, tuple[str, ...]]) -> ColumnElement[bool]:
    """Keep to mappings with one of the targets."""
    kinds = (and_(mapping.c.target_kind == kind, mapping.c.target_id.in_(ids)) for kind, ids in targets.items() if ids)
    return or_(false(), *kinds)


@dataclass(frozen=True, slots=True)
class Candidates:
    """How to read the people of whom mappings speak, and by group the ids of the mappings that do."""

    read: Callable[[Place | None], Select[Any]]
    of_groups: dict[UUID, list[UUID]]


def people_who_may(connection: Connection, targets: dict[str, tuple[str, ...]], now: datetime) -> Candidates:
    """Return how to read, by username, the people of whom an allowing mapping to the targets speaks."""
    which = and_(leads_to(targets), in_force(now))
    of_groups: dict[UUID, list[UUID]] = {}
    groups: set[UUID] = set()
    told = select(mapping.c.id, mapping.c.subject_id, mapping.c.effect).where(which, mapping.c.subject_kind == "group")
    for id_, group_id, effect in connection.execute(told):
        of_groups.setdefault(group_id, []).append(id_)
        if effect == "allow":
            groups.add(group_id)
    directly = select(mapping.c.subject_id).where(
        which, mapping.c.effect == "allow", mapping.c.subject_kind == "person"
    )
    ids = _memberships_in(connection)
    members = select(membership.c.person_id).select_from(ids).where(membership.c.group_id.in_(groups))
    fits: ColumnElement[bool] = person.c.id.in_(union(directly, members))
    if _count(connection, directly) + _count(connection, members) >= _SPARSE:
        theirs = select(membership.c.id).select_from(ids).where(membership.c.person_id == person.c.id)
        fits = or_(
            exists(theirs.where(membership.c.group_id.in_(groups))),
            exists(directly.where(mapping.c.subject_id == person.c.id)),
        )
    people = select(*PERSON_COLUMNS).where(fits, person.c.disabled_at.is_(None))

    def read(after: Place | None) -> Select[Any]:
        return _after(people, person.c.username, person.c.id, after)

    return Candidates(read, of_groups)


def _memberships_in(connection: Connection) -> FromClause:
    """Return the memberships that count, of groups that are not disabled."""
    is_open = and_(group.c.id == membership.c.group_id, group.c.disabled_at.is_(None))
    return membership.join(group, and_(is_open, counts(connection)))


def _count(connection: Connection, statement: Select[Any]) -> int:
    capped = statement.limit(_SPARSE).subquery()
    return connection.execute(select(func.count()).select_from(capped)).scalar_one()


def roles_they_may(connection: Connection, person_id: UUID, now: datetime) -> Callable[[Place | None], Select[Any]]:
    """Return how to read the roles, by ARN, to which an allowing mapping leads a person."""
    ids = _memberships_in(connection)
    theirs = select(membership.c.group_id).select_from(ids).where(membership.c.person_id == person_id)
    groups = list(connection.execute(theirs).scalars())
    allows = and_(
        mapping.c.subject_id.in_([person_id, *groups]),
        or_(mapping.c.subject_kind == "person", mapping.c.subject_id.in_(groups)),
        mapping.c.effect == "allow",
        in_force(now),
    )
    selecting = select(mapping.c.target_id).where(allows, mapping.c.target_kind == "selector").distinct()
    selectors = [UUID(text) for text in connection.execute(selecting).scalars()]
    targets = union(
        select(_target_role).where(allows, mapping.c.target_kind == "role"),
        select(selector_role.c.role_id).where(selector_role.c.selector_id.in_(selectors)),
    )
    roles = ROLES.where(role.c.disabled_at.is_(None), account.c.disabled_at.is_(None), role.c.id.in_(targets))

    def read(after: Place | None) -> Select[Any]:
        return _after(roles, role.c.role_arn, role.c.id, after)

    return read


def _after(statement: Select[Any], words: Any, id_: Any, after: Place | None) -> Select[Any]:
    if after is not None:
        statement = statement.where(words >= after.words, or_(words > after.words, id_ > after.id))
    return statement.order_by(words, id_)
