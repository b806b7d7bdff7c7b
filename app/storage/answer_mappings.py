"""The mappings that an answer is judged by: of some people, to some roles, and no others."""

from collections.abc import Collection, Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from app.domain.accounts import Role
from app.domain.explanations import WhyFacts
from app.domain.mappings import Mapping, Subjects
from app.domain.people import Person
from app.storage.answer_candidates import in_force, leads_to, targets_of
from app.storage.counting import COUNTS, counted_by, counts
from app.storage.rows import MAPPINGS, mapping_of
from app.storage.tables import group, mapping, membership

_MEMBERSHIPS: Final = select(membership.c.person_id, membership.c.group_id).join(
    group, and_(group.c.id == membership.c.group_id, group.c.disabled_at.is_(None), COUNTS)
)
# Of the groups that lead to a role and that somebody is not in, this many are named.
_MOST_ELSEWHERE: Final = 50
# Statements take lists of this length: SQLite has a limit of 32,766 parameters.
_AT_ONCE: Final = 500
_a_selector_that_denies: Final = and_(mapping.c.target_kind == "selector", mapping.c.effect == "deny")


@dataclass(frozen=True, slots=True)
class Speaking:
    """Mappings by the ids of their subjects, so that judging somebody looks at theirs alone."""

    by_subject: dict[UUID, list[Mapping]]

    @classmethod
    def among(cls, mappings: Iterable[Mapping]) -> "Speaking":
        """Sort mappings by subject."""
        found: dict[UUID, list[Mapping]] = {}
        for one in mappings:
            found.setdefault(one.subject_id, []).append(one)
        return cls(found)

    def of(self, subjects: Subjects, role: Role) -> Iterable[Mapping]:
        """Return the mappings of somebody and their groups that may lead to a role."""
        ids = (subjects.person_id, *subjects.group_ids)
        theirs = (one for id_ in ids for one in self.by_subject.get(id_, ()))
        text = str(role.id)
        return (one for one in theirs if one.target_kind == "selector" or one.target_id == text)


@dataclass(frozen=True, slots=True)
class ToRoles:
    """Mappings of one person by the ids of their targets; those of selectors are among those of every role."""

    by_target: dict[str, list[Mapping]]
    selectors: tuple[Mapping, ...]

    def to(self, role: Role) -> Iterable[Mapping]:
        """Return the mappings that may lead to a role."""
        return (*self.by_target.get(str(role.id), ()), *self.selectors)


def subjects_of(connection: Connection, people: Collection[UUID]) -> dict[UUID, Subjects]:
    """Return of each person what mappings may name them by."""
    groups: dict[UUID, set[UUID]] = {id_: set() for id_ in people}
    theirs = _MEMBERSHIPS.where(membership.c.person_id.in_(people))
    for person_id, group_id in connection.execute(theirs, counted_by(connection)):
        groups[person_id].add(group_id)
    return {id_: Subjects(id_, frozenset(theirs)) for id_, theirs in groups.items()}


def speaking_of(
    connection: Connection,
    everyone: Iterable[Subjects],
    targets: dict[str, tuple[str, ...]],
    of_groups: ReadOnly[UUID, list[UUID]],
    now: datetime,
) -> Speaking:
    """Return the mappings of some people to some targets; those of groups are known by their ids."""
    known = tuple(everyone)
    people = [one.person_id for one in known]
    groups = frozenset[UUID]().union(*(one.group_ids for one in known))
    ids = sorted(id_ for group_id in groups for id_ in of_groups.get(group_id, ()))
    directly = and_(mapping.c.subject_kind == "person", mapping.c.subject_id.in_(people))
    found = list(connection.execute(MAPPINGS.where(directly, leads_to(targets), in_force(now))))
    for start in range(0, len(ids), _AT_ONCE):
        found += connection.execute(MAPPINGS.where(mapping.c.id.in_(ids[start : start + _AT_ONCE])))
    return Speaking.among(mapping_of(tuple(row)) for row in found)


def mappings_of_person(connection: Connection, person_id: UUID, roles: Collection[Role], now: datetime) -> ToRoles:
    """Return the mappings of one person to some roles."""
    subjects = subjects_of(connection, [person_id])[person_id]
    which = leads_to(targets_of(connection, roles))
    found = MAPPINGS.where(_speaks_of({person_id}, subjects.group_ids), which, in_force(now))
    by_target: dict[str, list[Mapping]] = {}
    selecting: list[Mapping] = []
    for row in connection.execute(found):
        one = mapping_of(tuple(row))
        if one.target_kind == "selector":
            selecting.append(one)
        else:
            by_target.setdefault(one.target_id, []).append(one)
    return ToRoles(by_target, tuple(selecting))


def facts_of(connection: Connection, who: Person, role: Role) -> WhyFacts:
    """Return everything that explains whether a person can open a role, what is disabled included."""
    subjects = subjects_of(connection, [who.id])[who.id]
    to_role = leads_to(targets_of(connection, [role]))
    speaks = _speaks_of({who.id}, subjects.group_ids)
    mine = connection.execute(MAPPINGS.where(speaks, or_(to_role, _a_selector_that_denies)))
    theirs = select(membership.c.group_id).where(membership.c.person_id == who.id)
    all_groups = frozenset(connection.execute(theirs).scalars())
    heard_of = frozenset(connection.execute(theirs.where(counts(connection))).scalars())
    others = MAPPINGS.where(
        to_role,
        mapping.c.subject_kind == "group",
        mapping.c.effect == "allow",
        mapping.c.disabled_at.is_(None),
        mapping.c.subject_id.not_in(subjects.group_ids),
    ).order_by(mapping.c.id)
    elsewhere = [mapping_of(tuple(row)) for row in connection.execute(others.limit(_MOST_ELSEWHERE))]
    return WhyFacts(
        person=who,
        role=role,
        subjects=subjects,
        mappings=tuple(mapping_of(tuple(row)) for row in mine),
        elsewhere=tuple(one for one in elsewhere if one.targets(role)),
        disabled_groups=heard_of - subjects.group_ids,
        unheard_groups=all_groups - heard_of,
    )


def _speaks_of(people: Collection[UUID], groups: Collection[UUID]) -> ColumnElement[bool]:
    return or_(
        and_(mapping.c.subject_kind == "person", mapping.c.subject_id.in_(people)),
        and_(mapping.c.subject_kind == "group", mapping.c.subject_id.in_(groups)),
    )
