"""Reads, at the moment of use, what may admit a person: at most three queries, and all of one moment."""

from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Select, String, and_, bindparam, case, cast, select, union, union_all

from app.domain.access import AccessFacts
from app.domain.arns import RoleArn
from app.domain.mappings import Mapping, Subjects
from app.storage.admin_tables import selector_role
from app.storage.counting import COUNTS, counted_by
from app.storage.engine import Database
from app.storage.rows import (
    ALLOWS,
    LEADS_TO_ROLE,
    LEADS_TO_SELECTOR,
    MAPPINGS,
    ROLES,
    SELECTOR_OF_MAPPING,
    mapping_of,
    role_with_account_of,
)
from app.storage.tables import DENIES, account, group, mapping, membership, person, role
from app.storage.types import Id

_NO_ROLE: Final = UUID(int=0)
_NOBODY: Final = Subjects(person_id=UUID(int=0), group_ids=frozenset())

# One row for each group, and one with no group for a person in none; no row for one who is gone or disabled. A
# disabled group has no members, and what a source said that the settings name no more makes nobody one.
_GROUPS: Final = (
    select(group.c.id)
    .select_from(
        person.outerjoin(membership, and_(membership.c.person_id == person.c.id, COUNTS)).outerjoin(
            group, and_(group.c.id == membership.c.group_id, group.c.disabled_at.is_(None))
        )
    )
    .where(person.c.id == bindparam("person_id", type_=Id), person.c.disabled_at.is_(None))
)
# By value, because a join would leave it to the planner where to begin: at a million mappings SQLite reads them all.
# Whether the subject is of the right kind, `Mapping.covers` says afterwards.
_speaks_of_them: Final = and_(
    mapping.c.subject_id.in_(bindparam("subject_ids", type_=Id, expanding=True)), mapping.c.disabled_at.is_(None)
)
_MAPPINGS: Final = MAPPINGS.where(_speaks_of_them)
_theirs: Final = select(mapping.c.id).where(_speaks_of_them)
_selectors_of_role: Final = select(cast(selector_role.c.selector_id, String(36))).where(
    selector_role.c.role_id == bindparam("role_row_id", type_=Id)
)
# Branches, because an OR would read every mapping of a group that has thousands. A denying selector is read whatever
# the index says: the decision itself judges whether it fits. The words stand in the statement for `ix_mapping_denying`.
_MAPPINGS_FOR_ONE: Final = MAPPINGS.where(
    mapping.c.id.in_(
        union_all(
            _theirs.where(LEADS_TO_ROLE, mapping.c.target_id == bindparam("role_id")),
            _theirs.where(LEADS_TO_SELECTOR, ALLOWS, mapping.c.target_id.in_(_selectors_of_role)),
            _theirs.where(LEADS_TO_SELECTOR, DENIES),
        )
    )
)
_MAPPINGS_FOR_PORTAL: Final = _MAPPINGS.where(mapping.c.target_kind == "portal")

_ONE_ROLE: Final = ROLES.where(role.c.role_arn == bindparam("role_arn"))
_target_role: Final = case((LEADS_TO_ROLE, cast(mapping.c.target_id, Id)))
_allows_them: Final = and_(_speaks_of_them, ALLOWS)
_ALL_ROLES: Final = ROLES.where(
    role.c.disabled_at.is_(None),
    account.c.disabled_at.is_(None),
    role.c.id.in_(
        union(
            select(_target_role).where(_allows_them, LEADS_TO_ROLE),
            select(selector_role.c.role_id)
            .join_from(mapping, selector_role, selector_role.c.selector_id == SELECTOR_OF_MAPPING)
            .where(_allows_them, LEADS_TO_SELECTOR),
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
    mappings = _mappings_of(connection, _MAPPINGS_FOR_PORTAL, subjects)
    return AccessFacts(subjects=subjects, roles=(), mappings=mappings)


def _subjects_of(connection: Connection, person_id: UUID) -> Subjects | None:
    groups = connection.execute(_GROUPS, {"person_id": person_id, **counted_by(connection)}).scalars().all()
    if not groups:
        return None
    return Subjects(person_id, frozenset(group_id for group_id in groups if group_id is not None))


def _facts_of_one(connection: Connection, subjects: Subjects, role_arn: RoleArn) -> AccessFacts:
    row = connection.execute(_ONE_ROLE, {"role_arn": role_arn.text}).one_or_none()
    roles = () if row is None else (role_with_account_of(row),)
    # Asked for an unknown role as well: the answer takes as long, and does not tell which roles there are.
    role_id = roles[0].id if roles else _NO_ROLE
    mappings = _mappings_of(connection, _MAPPINGS_FOR_ONE, subjects, role_id=str(role_id), role_row_id=role_id)
    return AccessFacts(subjects=subjects, roles=roles, mappings=mappings)


def _facts_of_all(connection: Connection, subjects: Subjects) -> AccessFacts:
    roles = connection.execute(_ALL_ROLES, {"subject_ids": _ids_of(subjects)})
    return AccessFacts(
        subjects=subjects,
        roles=tuple(role_with_account_of(row) for row in roles),
        mappings=_mappings_of(connection, _MAPPINGS, subjects),
    )


def _mappings_of(
    connection: Connection, statement: Select[Any], subjects: Subjects, **asked: str | UUID
) -> tuple[Mapping, ...]:
    rows = connection.execute(statement, {"subject_ids": _ids_of(subjects), **asked})
    found = (mapping_of(row) for row in rows)
    return tuple(mapping for mapping in found if mapping.covers(subjects))


def _ids_of(subjects: Subjects) -> list[UUID]:
    return [subjects.person_id, *subjects.group_ids]
