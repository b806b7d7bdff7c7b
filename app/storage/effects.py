"""Reads the part of the world that a draft may change, or says that it is too large to weigh pair by pair."""

from collections.abc import Collection, Iterable
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Select, String, and_, cast, func, or_, select

from app.domain.accounts import Account, Role
from app.domain.drafts import Draft
from app.domain.effects import MOST_PAIRS, TooManyPairs, World
from app.domain.mappings import Mapping
from app.domain.selectors import Selector
from app.storage.admin_tables import selector, selector_role
from app.storage.counting import COUNTS, counted_by, counts
from app.storage.engine import Database
from app.storage.rows import MAPPINGS, ROLES, mapping_of, role_with_account_of
from app.storage.selector_rows import selector_of
from app.storage.tables import group, mapping, membership, person, role

# Statements take lists of this length: SQLite has a limit of 32,766 parameters.
_AT_ONCE: Final = 500


class WorldStore:
    """Reads for previews, outside of the change that may follow."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def world_around(self, draft: Draft) -> World | TooManyPairs:
        """Return everything that decides whether the draft's people have its roles; raises StorageUnavailable."""
        with self._database.read() as connection:
            return world_around(connection, draft)


def world_around(connection: Connection, draft: Draft) -> World | TooManyPairs:
    """Return everything that decides whether the draft's people have the draft's roles."""
    roles = _roles_of(connection, draft)
    moved = targets_that_move(connection, draft, roles)
    portal = draft.is_about_portal
    subjects = set(subjects_of(draft)) | set(_subjects_mapped_to(connection, moved))
    pairs = _count_people(connection, subjects) * max(len(_after(draft, roles)), 1 if portal or moved else 0)
    if pairs > MOST_PAIRS:
        return TooManyPairs(pairs)
    people = _people_of(connection, subjects)
    return world_of(connection, people, roles, moved=moved, also=subjects, portal=portal)


def world_of(
    connection: Connection,
    people: frozenset[UUID],
    roles: tuple[Role, ...],
    *,
    moved: Collection[str] = (),
    also: Collection[tuple[str, UUID]] = (),
    portal: bool = False,
) -> World:
    """Return everything that decides whether these people have these roles, read from the smaller side.

    `moved` are the ids, as text, of more targets that mappings may have: selectors that are about to stand for a role.
    `also` are more subjects whose members are wanted: of mappings that are about to be added.
    """
    by_role = len(roles) <= len(people)
    mappings = _mappings_to(connection, roles, moved) if by_role else _mappings_of(connection, people)
    if portal:
        mappings |= _read(connection, MAPPINGS.where(mapping.c.target_kind == "portal", _is_not_disabled))
    groups = {one.subject_id for one in mappings.values() if one.subject_kind == "group"}
    groups |= {id_ for kind, id_ in also if kind == "group"}
    members = _members_of(connection, groups, people)
    return World(people=people, roles=roles, mappings=tuple(mappings.values()), members=members)


_is_not_disabled: Final = mapping.c.disabled_at.is_(None)


def subjects_of(draft: Draft) -> Iterable[tuple[str, UUID]]:
    """Return whom the draft's mappings name, before or after."""
    for revision in draft.revisions:
        for thing in (revision.before, revision.after):
            if isinstance(thing, Mapping):
                yield thing.subject_kind, thing.subject_id


def _roles_of(connection: Connection, draft: Draft) -> tuple[Role, ...]:
    """Return the roles that the draft speaks of: of its mappings, of its accounts, and its own."""
    found: dict[UUID, Role] = {}
    every: list[Role] | None = None
    for revision in draft.revisions:
        for thing in (revision.before, revision.after):
            if isinstance(thing, Mapping) and thing.target_kind == "role":
                _take(found, connection, ROLES.where(role.c.id == UUID(thing.target_id)))
            elif isinstance(thing, Mapping) and thing.selector is not None:
                every = every if every is not None else _all_roles(connection)
                found |= {one.id: one for one in every if thing.selector.selects(one)}
            elif isinstance(thing, Account):
                _take(found, connection, ROLES.where(role.c.account_row_id == thing.id))
            elif isinstance(thing, Role) and thing is revision.before:
                _take(found, connection, ROLES.where(role.c.id == thing.id))
    return tuple(found.values())


def targets_that_move(connection: Connection, draft: Draft, roles: tuple[Role, ...]) -> set[str]:
    """Return, as text, the ids of the roles that change themselves, or whose account does, and of their selectors."""
    changing = [each.after for each in draft.revisions if not isinstance(each.after, Mapping)]
    if not changing:
        return set()
    ids = {each.id for each in changing}
    after = _after(draft, roles)
    moved = [one for one in (*roles, *after) if one.id in ids or one.account.id in ids]
    return {str(one.id) for one in moved} | _selecting(connection, moved)


def _after(draft: Draft, roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """Return roles as they are once the draft is saved, those that it adds among them."""
    return World(people=frozenset(), roles=roles, mappings=(), members={}).after(draft).roles


def _subjects_mapped_to(connection: Connection, targets: Collection[str]) -> Iterable[tuple[str, UUID]]:
    for some in _in_parts(sorted(targets)):
        statement = select(mapping.c.subject_kind, mapping.c.subject_id).where(
            mapping.c.target_kind.in_(("role", "selector")), mapping.c.target_id.in_(some), _is_not_disabled
        )
        yield from ((kind, id_) for kind, id_ in connection.execute(statement.distinct()))


def _selecting(connection: Connection, roles: Collection[Role]) -> set[str]:
    selectors: list[Selector] = [
        selector_of(*row) for row in connection.execute(select(selector.c.id, selector.c.pattern, selector.c.accounts))
    ]
    return {str(one.id) for one in selectors if any(one.selects(each) for each in roles)}


def _count_people(connection: Connection, subjects: Collection[tuple[str, UUID]]) -> int:
    """Count people, those of two groups twice: enough to say whether it is too many."""
    groups = [id_ for kind, id_ in subjects if kind == "group"]
    counted = len(subjects) - len(groups)
    for some in _in_parts(groups):
        members = select(func.count()).select_from(membership).where(membership.c.group_id.in_(some))
        statement = members.where(counts(connection))
        counted += connection.execute(statement).scalar_one()
    return counted


def _people_of(connection: Connection, subjects: Collection[tuple[str, UUID]]) -> frozenset[UUID]:
    people: set[UUID] = set()
    for some in _in_parts([id_ for kind, id_ in subjects if kind == "person"]):
        statement = select(person.c.id).where(person.c.id.in_(some), person.c.disabled_at.is_(None))
        people |= set(connection.execute(statement).scalars())
    for some in _in_parts([id_ for kind, id_ in subjects if kind == "group"]):
        statement = _MEMBERS.where(membership.c.group_id.in_(some))
        people |= {person_id for _group_id, person_id in connection.execute(statement, counted_by(connection))}
    return frozenset(people)


_MEMBERSHIPS: Final = select(membership.c.group_id, membership.c.person_id).join(
    group, and_(group.c.id == membership.c.group_id, group.c.disabled_at.is_(None), COUNTS)
)
_MEMBERS: Final = _MEMBERSHIPS.join(person, and_(person.c.id == membership.c.person_id, person.c.disabled_at.is_(None)))


def _members_of(
    connection: Connection, groups: Collection[UUID], people: frozenset[UUID]
) -> dict[UUID, frozenset[UUID]]:
    members: dict[UUID, set[UUID]] = {}
    by_people = len(people) <= _AT_ONCE
    for some in _in_parts(sorted(people if by_people else groups)):
        column = membership.c.person_id if by_people else membership.c.group_id
        for group_id, person_id in connection.execute(_MEMBERSHIPS.where(column.in_(some)), counted_by(connection)):
            members.setdefault(group_id, set()).add(person_id)
    return {group_id: people & theirs for group_id, theirs in members.items() if group_id in groups}


def _mappings_to(connection: Connection, roles: tuple[Role, ...], moved: Collection[str]) -> dict[UUID, Mapping]:
    """Read every mapping whose target is one of the roles, or a selector that stands for one."""
    found: dict[UUID, Mapping] = {}
    for some in _in_parts([one.id for one in roles]):
        selectors = select(cast(selector_role.c.selector_id, String(36))).where(selector_role.c.role_id.in_(some))
        to_role = and_(mapping.c.target_kind == "role", mapping.c.target_id.in_([str(id_) for id_ in some]))
        to_selector = and_(mapping.c.target_kind == "selector", mapping.c.target_id.in_(selectors))
        for which in (to_role, to_selector):
            found |= _read(connection, MAPPINGS.where(which, _is_not_disabled))
    for some in _in_parts(sorted(moved)):
        to_moved = and_(mapping.c.target_kind == "selector", mapping.c.target_id.in_(some))
        found |= _read(connection, MAPPINGS.where(to_moved, _is_not_disabled))
    return found


def _mappings_of(connection: Connection, people: frozenset[UUID]) -> dict[UUID, Mapping]:
    """Read every mapping whose subject is one of the people, or a group of theirs."""
    found: dict[UUID, Mapping] = {}
    for some in _in_parts(sorted(people)):
        groups = select(membership.c.group_id).where(membership.c.person_id.in_(some), counts(connection))
        theirs = or_(
            and_(mapping.c.subject_kind == "person", mapping.c.subject_id.in_(some)),
            and_(mapping.c.subject_kind == "group", mapping.c.subject_id.in_(groups)),
        )
        found |= _read(connection, MAPPINGS.where(theirs, _is_not_disabled))
    return found


def _read(connection: Connection, statement: Select[Any]) -> dict[UUID, Mapping]:
    return {found.id: found for found in (mapping_of(row) for row in connection.execute(statement))}


def _take(found: dict[UUID, Role], connection: Connection, statement: Select[Any]) -> None:
    found |= {one.id: one for one in (role_with_account_of(row) for row in connection.execute(statement))}


def _all_roles(connection: Connection) -> list[Role]:
    return [role_with_account_of(row) for row in connection.execute(ROLES)]


def _in_parts(ids: Collection[Any]) -> Iterable[list[Any]]:
    known = list(ids)
    return (known[start : start + _AT_ONCE] for start in range(0, len(known), _AT_ONCE))
