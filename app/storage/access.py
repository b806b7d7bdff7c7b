"""Reads, at the moment of use, what may admit a person: at most three queries, and all of one moment."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, String, and_, bindparam, case, cast, literal, select, union, union_all

from app.domain.access import AccessFacts
from app.domain.arns import RoleArn
from app.domain.mappings import Subjects
from app.storage.admin_tables import selector_role
from app.storage.engine import Database
from app.storage.rows import (
    MAPPINGS,
    ROLES,
    SELECTOR_OF_MAPPING,
    mapping_of,
    role_with_account_of,
)
from app.storage.tables import account, group, mapping, membership, person, role
from app.storage.types import Id

_WHO: Final = bindparam("person_id", type_=Id)
_WHICH: Final = bindparam("role_row_id", type_=Id)
_NO_ROLE: Final = UUID(int=0)
_NOBODY: Final = Subjects(person_id=UUID(int=0), group_ids=frozenset())

# A disabled group has no members.
_memberships: Final = membership.join(group, and_(group.c.id == membership.c.group_id, group.c.disabled_at.is_(None)))
# One row for each group, and one with no group for a person in none; no row for one who is gone or disabled.
_GROUPS: Final = (
    select(group.c.id)
    .select_from(
        person.outerjoin(membership, membership.c.person_id == person.c.id).outerjoin(
            group, and_(group.c.id == membership.c.group_id, group.c.disabled_at.is_(None))
        )
    )
    .where(person.c.id == _WHO, person.c.disabled_at.is_(None))
)
_subjects: Final = union(
    select(literal("person").label("kind"), _WHO.label("id")),
    select(literal("group"), group.c.id).select_from(_memberships).where(membership.c.person_id == _WHO),
).subquery("subject")
_speaks_of_them: Final = and_(mapping.c.subject_kind == _subjects.c.kind, mapping.c.subject_id == _subjects.c.id)
_MAPPINGS: Final = MAPPINGS.join(_subjects, _speaks_of_them).where(mapping.c.disabled_at.is_(None))
_selectors_of_role: Final = select(cast(selector_role.c.selector_id, String(36))).where(
    selector_role.c.role_id == _WHICH
)
# Branches, because an OR would read every mapping of a group that has thousands. A denying selector is read whatever
# the index says: the decision itself judges whether it fits.
_MAPPINGS_FOR_ONE: Final = union_all(
    _MAPPINGS.where(mapping.c.target_kind == "role", mapping.c.target_id == bindparam("role_id")),
    _MAPPINGS.where(
        mapping.c.target_kind == "selector", mapping.c.effect == "allow", mapping.c.target_id.in_(_selectors_of_role)
    ),
    _MAPPINGS.where(mapping.c.target_kind == "selector", mapping.c.effect == "deny"),
)
_MAPPINGS_FOR_PORTAL: Final = _MAPPINGS.where(mapping.c.target_kind == "portal")

_ONE_ROLE: Final = ROLES.where(role.c.role_arn == bindparam("role_arn"))
_target_role: Final = case((mapping.c.target_kind == "role", cast(mapping.c.target_id, Id)))
_their_targets: Final = mapping.join(_subjects, _speaks_of_them)
_ALL_ROLES: Final = ROLES.where(
    role.c.disabled_at.is_(None),
    account.c.disabled_at.is_(None),
    role.c.id.in_(
        union(
            select(_target_role)
            .select_from(_their_targets)
            .where(mapping.c.target_kind == "role", mapping.c.effect == "allow", mapping.c.disabled_at.is_(None)),
            select(selector_role.c.role_id)
            .select_from(_their_targets.join(selector_role, selector_role.c.selector_id == SELECTOR_OF_MAPPING))
            .where(mapping.c.target_kind == "selector", mapping.c.effect == "allow", mapping.c.disabled_at.is_(None)),
        )
    ),
)


class AccessStore:
    """Reads the facts that a decision needs; it decides nothing itself, and keeps nothing."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def facts_for(self, person_id: UUID, role_arn: RoleArn | None) -> AccessFacts:
        """Read the facts of one person and one role, or with None of every role that a mapping leads them to.

        With None the mappings that lead to the portal itself are among the facts.

        A person who is gone or disabled has no facts. Raises StorageUnavailable.
        """
        with self._database.read() as connection:
            return read_facts(connection, person_id, role_arn)

    def portal_facts_for(self, person_id: UUID) -> AccessFacts:
        """Read what may make a person an admin or an auditor; raises StorageUnavailable."""
        with self._database.read() as connection:
            return read_portal_facts(connection, person_id)


def read_facts(connection: Connection, person_id: UUID, role_arn: RoleArn | None) -> AccessFacts:
    """Read the facts within a transaction that sees one moment."""
    subjects = _subjects_of(connection, person_id)
    if subjects is None:
        return AccessFacts(subjects=_NOBODY, roles=(), mappings=())
    if role_arn is None:
        return _facts_of_all(connection, subjects)
    return _facts_of_one(connection, subjects, role_arn)


def read_portal_facts(connection: Connection, person_id: UUID) -> AccessFacts:
    """Read likewise what leads to the portal itself."""
    subjects = _subjects_of(connection, person_id)
    if subjects is None:
        return AccessFacts(subjects=_NOBODY, roles=(), mappings=())
    rows = connection.execute(_MAPPINGS_FOR_PORTAL, {"person_id": person_id})
    return AccessFacts(subjects=subjects, roles=(), mappings=tuple(mapping_of(row) for row in rows))


def _subjects_of(connection: Connection, person_id: UUID) -> Subjects | None:
    groups = connection.execute(_GROUPS, {"person_id": person_id}).scalars().all()
    if not groups:
        return None
    return Subjects(person_id, frozenset(group_id for group_id in groups if group_id is not None))


def _facts_of_one(connection: Connection, subjects: Subjects, role_arn: RoleArn) -> AccessFacts:
    row = connection.execute(_ONE_ROLE, {"role_arn": role_arn.text}).one_or_none()
    roles = () if row is None else (role_with_account_of(row),)
    # Asked for an unknown role as well: the answer takes as long, and does not tell which roles there are.
    role_id = roles[0].id if roles else _NO_ROLE
    asked = {"person_id": subjects.person_id, "role_id": str(role_id), "role_row_id": role_id}
    rows = connection.execute(_MAPPINGS_FOR_ONE, asked)
    return AccessFacts(subjects=subjects, roles=roles, mappings=tuple(mapping_of(row) for row in rows))


def _facts_of_all(connection: Connection, subjects: Subjects) -> AccessFacts:
    roles = connection.execute(_ALL_ROLES, {"person_id": subjects.person_id})
    rows = connection.execute(_MAPPINGS, {"person_id": subjects.person_id})
    return AccessFacts(
        subjects=subjects,
        roles=tuple(role_with_account_of(row) for row in roles),
        mappings=tuple(mapping_of(row) for row in rows),
    )
