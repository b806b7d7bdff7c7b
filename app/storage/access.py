"""Reads, at the moment of use, what may admit a person: at most three queries, and all of one moment."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, cast, literal, select, union, union_all

from app.domain.access import AccessFacts, Subjects
from app.domain.arns import RoleArn
from app.storage.engine import Database
from app.storage.rows import ACCOUNT_COLUMNS, MAPPING_COLUMNS, ROLE_COLUMNS, mapping_of, role_with_account_of
from app.storage.tables import account, mapping, membership, person, role
from app.storage.types import Id

_WHO: Final = bindparam("person_id", type_=Id)
_NOBODY: Final = Subjects(person_id=UUID(int=0), group_ids=frozenset())

# One row for each group, and one with no group for a person in none; no row for one who is gone or disabled.
_GROUPS: Final = (
    select(membership.c.group_id)
    .select_from(person.outerjoin(membership, membership.c.person_id == person.c.id))
    .where(person.c.id == _WHO, person.c.disabled_at.is_(None))
)
_subjects: Final = union(
    select(literal("person").label("kind"), _WHO.label("id")),
    select(literal("group"), membership.c.group_id).where(membership.c.person_id == _WHO),
).subquery("subject")
_speaks_of_them: Final = and_(mapping.c.subject_kind == _subjects.c.kind, mapping.c.subject_id == _subjects.c.id)
_MAPPINGS: Final = (
    select(*MAPPING_COLUMNS).join_from(_subjects, mapping, _speaks_of_them).where(mapping.c.disabled_at.is_(None))
)
# Two branches, because an OR would read every mapping of a group that has thousands.
_MAPPINGS_FOR_ONE: Final = union_all(
    _MAPPINGS.where(mapping.c.target_kind == "role", mapping.c.target_id == bindparam("role_id")),
    _MAPPINGS.where(mapping.c.target_kind == "selector"),
)
_MAPPINGS_FOR_ALL: Final = _MAPPINGS.where(mapping.c.target_kind.in_(("role", "selector")))

_ROLES: Final = select(*ROLE_COLUMNS, *ACCOUNT_COLUMNS).join_from(role, account, account.c.id == role.c.account_row_id)
_ONE_ROLE: Final = _ROLES.where(role.c.role_arn == bindparam("role_arn"))
# CASE, because PostgreSQL may otherwise try to read "admin" as a UUID.
_target_role: Final = case((mapping.c.target_kind == "role", cast(mapping.c.target_id, Id)))
_ALL_ROLES: Final = _ROLES.where(
    role.c.disabled_at.is_(None),
    role.c.id.in_(
        select(_target_role)
        .join_from(_subjects, mapping, _speaks_of_them)
        .where(mapping.c.target_kind == "role", mapping.c.disabled_at.is_(None))
    ),
)


class AccessStore:
    """Reads the facts that a decision needs; it decides nothing itself, and keeps nothing."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def facts_for(self, person_id: UUID, role_arn: RoleArn | None) -> AccessFacts:
        """Read the facts of one person and one role, or with None of every role that a mapping leads them to.

        A person who is gone or disabled has no facts. Raises StorageUnavailable.
        """
        with self._database.read() as connection:
            return read_facts(connection, person_id, role_arn)


def read_facts(connection: Connection, person_id: UUID, role_arn: RoleArn | None) -> AccessFacts:
    """Read the facts within a transaction that sees one moment."""
    groups = connection.execute(_GROUPS, {"person_id": person_id}).scalars().all()
    if not groups:
        return AccessFacts(subjects=_NOBODY, roles=(), mappings=())
    subjects = Subjects(person_id, frozenset(group_id for group_id in groups if group_id is not None))
    if role_arn is None:
        return _facts_of_all(connection, subjects)
    return _facts_of_one(connection, subjects, role_arn)


def _facts_of_one(connection: Connection, subjects: Subjects, role_arn: RoleArn) -> AccessFacts:
    row = connection.execute(_ONE_ROLE, {"role_arn": role_arn.text}).one_or_none()
    roles = () if row is None else (role_with_account_of(row),)
    # Asked for an unknown role as well: the answer takes as long, and does not tell which roles there are.
    role_id = str(roles[0].id) if roles else ""
    rows = connection.execute(_MAPPINGS_FOR_ONE, {"person_id": subjects.person_id, "role_id": role_id})
    return AccessFacts(subjects=subjects, roles=roles, mappings=tuple(mapping_of(row) for row in rows))


def _facts_of_all(connection: Connection, subjects: Subjects) -> AccessFacts:
    roles = connection.execute(_ALL_ROLES, {"person_id": subjects.person_id})
    rows = connection.execute(_MAPPINGS_FOR_ALL, {"person_id": subjects.person_id})
    return AccessFacts(
        subjects=subjects,
        roles=tuple(role_with_account_of(row) for row in roles),
        mappings=tuple(mapping_of(row) for row in rows),
    )
