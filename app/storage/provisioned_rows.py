"""What directories say of people and groups, as rows: values go in, values come out."""

from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, func, select

from app.domain.ledger import Plain
from app.domain.provisioning import ProvisionedGroup, ProvisionedUser, SaidGroup, SaidUser, Sought
from app.storage.portions import rows_with
from app.storage.provisioning_tables import scim_group, scim_user
from app.storage.tables import membership

# Who a user is among the members of a group, as their directory says.
_MEMBERS: Final = (
    select(scim_group.c.id, scim_user.c.id.label("user_id"))
    .join_from(
        membership,
        scim_group,
        (scim_group.c.group_id == membership.c.group_id) & (scim_group.c.source == membership.c.source),
    )
    .join(
        scim_user,
        (scim_user.c.person_id == membership.c.person_id)
        & (scim_user.c.source == membership.c.source)
        & scim_user.c.deleted_at.is_(None),
    )
)


def users_found(connection: Connection, statement: Select[Any]) -> list[ProvisionedUser]:
    """Return the users of a statement that selects `scim_user`."""
    return [_user_of(row) for row in connection.execute(statement)]


def groups_found(
    connection: Connection, statement: Select[Any], *, with_members: bool = True
) -> list[ProvisionedGroup]:
    """Return the groups of a statement that selects `scim_group`, with their members unless they are not wanted."""
    rows = connection.execute(statement).all()
    members: dict[UUID, set[UUID]] = {row.id: set() for row in rows}
    if with_members:
        for row in rows_with(connection, _MEMBERS, scim_group.c.id, list(members)):
            members[row.id].add(row.user_id)
    return [_group_of(row, frozenset(members[row.id])) for row in rows]


def live(table: Table, source: str, sought: Sought) -> Select[Any]:
    """Select what a directory sees of its own, in the order in which it came."""
    wanted: dict[str, object] = {"id": sought.id, "key": sought.key, "external_id": sought.external_id}
    narrowed: list[ColumnElement[bool]] = [
        table.c[name] == value for name, value in wanted.items() if value is not None
    ]
    return (
        select(table)
        .where(table.c.source == source, table.c.deleted_at.is_(None), *narrowed)
        .order_by(table.c.created_at, table.c.id)
    )


def count_of(connection: Connection, statement: Select[Any]) -> int:
    """Count the rows of a statement."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return int(connection.execute(counted).scalar_one())


def user_columns(user: ProvisionedUser) -> dict[str, Any]:
    """Return what is stored of a user."""
    said = user.said
    body: dict[str, Plain] = {
        "user_name": said.user_name,
        "is_active": said.is_active,
        "display_name": said.display_name,
        "email": said.email,
        "kept": dict(said.kept),
    }
    return {
        **_common(user, scim_user.c.person_id, user.person_id),
        "key": said.key,
        "external_id": said.external_id,
        "said": body,
        "deactivated_at": user.deactivated_at,
    }


def group_columns(group: ProvisionedGroup) -> dict[str, Any]:
    """Return what is stored of a group; its members are memberships."""
    body: dict[str, Plain] = {"name": group.said.name, "kept": dict(group.said.kept)}
    return {
        **_common(group, scim_group.c.group_id, group.group_id),
        "key": group.said.key,
        "external_id": group.said.external_id,
        "said": body,
    }


def _common(one: ProvisionedUser | ProvisionedGroup, column: Column[UUID], subject_id: UUID) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source,
        column.name: subject_id,
        "version": one.version,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "deleted_at": one.deleted_at,
    }


def _user_of(row: Row[Any]) -> ProvisionedUser:
    return ProvisionedUser(
        id=row.id,
        source=row.source,
        person_id=row.person_id,
        said=SaidUser(external_id=row.external_id, **row.said),
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        deactivated_at=row.deactivated_at,
        deleted_at=row.deleted_at,
    )


def _group_of(row: Row[Any], members: frozenset[UUID]) -> ProvisionedGroup:
    return ProvisionedGroup(
        id=row.id,
        source=row.source,
        group_id=row.group_id,
        said=SaidGroup(external_id=row.external_id, members=members, **row.said),
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        deleted_at=row.deleted_at,
    )
