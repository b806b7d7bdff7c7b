"""The first mappings that name a person, a group, a role or an account, with the names of what they name."""

from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select

from app.domain.mentions import Mention, Mentions
from app.storage.admin_tables import selector, selector_role
from app.storage.engine import Database
from app.storage.rows import SELECTOR_OF_MAPPING
from app.storage.tables import account, group, mapping, person, role
from app.storage.types import Id

MOST_SHOWN: Final = 20
# CASE, because PostgreSQL may otherwise try to read "admin" as a UUID.
_TARGET_ROLE: Final = case((mapping.c.target_kind == "role", cast(mapping.c.target_id, Id)))
_NAMED: Final[Select[Any]] = (
    select(
        mapping.c.id,
        mapping.c.effect,
        mapping.c.subject_kind,
        mapping.c.subject_id,
        func.coalesce(person.c.username, group.c.name, ""),
        mapping.c.target_kind,
        func.coalesce(role.c.role_arn, selector.c.pattern, mapping.c.target_id),
        account.c.name,
        role.c.id,
    )
    .outerjoin_from(mapping, person, and_(mapping.c.subject_kind == "person", person.c.id == mapping.c.subject_id))
    .outerjoin(group, and_(mapping.c.subject_kind == "group", group.c.id == mapping.c.subject_id))
    .outerjoin(role, role.c.id == _TARGET_ROLE)
    .outerjoin(account, account.c.id == role.c.account_row_id)
    .outerjoin(selector, and_(mapping.c.target_kind == "selector", selector.c.id == SELECTOR_OF_MAPPING))
)


class MentionStore:
    """Reads mappings that are not disabled, the oldest first; each method raises StorageUnavailable."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def of_person(self, person_id: UUID) -> Mentions:
        """Return the mappings whose subject is the person; those of their groups are the groups'."""
        return self._first(mapping.c.subject_kind == "person", mapping.c.subject_id == person_id)

    def of_group(self, group_id: UUID) -> Mentions:
        """Return the mappings whose subject is the group."""
        return self._first(mapping.c.subject_kind == "group", mapping.c.subject_id == group_id)

    def of_role(self, role_id: UUID) -> Mentions:
        """Return the mappings that lead to the role, by itself or by a pattern."""
        return self._first(_leads_to(role.c.id == role_id))

    def of_account(self, account_row_id: UUID) -> Mentions:
        """Return the mappings that lead to a role of the account."""
        return self._first(_leads_to(role.c.account_row_id == account_row_id))

    def _first(self, *conditions: ColumnElement[bool]) -> Mentions:
        ids = select(mapping.c.id).where(mapping.c.disabled_at.is_(None), *conditions)
        first = ids.order_by(mapping.c.id).limit(MOST_SHOWN + 1).subquery()
        statement = _NAMED.where(mapping.c.id.in_(select(first.c.id))).order_by(mapping.c.id)
        with self._database.read() as connection:
            found = [_mention_of(tuple(row)) for row in connection.execute(statement)]
        return Mentions(tuple(found[:MOST_SHOWN]), more=len(found) > MOST_SHOWN)


def _leads_to(which: ColumnElement[bool]) -> ColumnElement[bool]:
    roles = select(cast(role.c.id, String(36))).where(which)
    selectors = (
        select(cast(selector_role.c.selector_id, String(36)))
        .join(role, role.c.id == selector_role.c.role_id)
        .where(which)
    )
    return or_(
        and_(mapping.c.target_kind == "role", mapping.c.target_id.in_(roles)),
        and_(mapping.c.target_kind == "selector", mapping.c.target_id.in_(selectors)),
    )


def _mention_of(row: tuple[Any, ...]) -> Mention:
    (mapping_id, effect, subject_kind, subject_id, subject, target_kind, target, account_name, role_id) = row
    return Mention(
        mapping_id=mapping_id,
        effect=effect,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject=subject,
        target_kind=target_kind,
        target=target,
        account_name=account_name,
        role_id=role_id,
    )
