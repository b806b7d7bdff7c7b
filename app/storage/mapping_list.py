"""Reads lists of mappings: narrowed and paged in the database, the newest first."""

from datetime import datetime
from typing import Any, Final, get_args  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, or_, select

from app.domain.mapping_filters import MappingFilter
from app.domain.mappings import Mapping, PortalTarget
from app.storage.admin_tables import selector_role
from app.storage.engine import Database
from app.storage.naming import holds
from app.storage.rows import MAPPINGS, mapping_of
from app.storage.tables import account, group, mapping, person, role

# So many people, groups or roles are looked for one by one.
_FEW: Final = 200


class MappingListStore:
    """Reads pages of mappings."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def page(self, wanted: MappingFilter, *, now: datetime, after: UUID | None, limit: int) -> tuple[Mapping, ...]:
        """Return the mappings that fit, the newest first, after the one of that id; raises StorageUnavailable."""
        with self._database.read() as connection:
            statement = MAPPINGS.where(*_narrowed(wanted, now), *_searched(connection, wanted))
            if after is not None:
                statement = statement.where(mapping.c.id < after)
            rows = connection.execute(statement.order_by(mapping.c.id.desc()).limit(limit))
            return tuple(mapping_of(tuple(row)) for row in rows)


def _narrowed(wanted: MappingFilter, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.effect:
        found.append(mapping.c.effect == wanted.effect)
    if wanted.target_kind:
        found.append(mapping.c.target_kind == wanted.target_kind)
    if wanted.target_kind == "portal":
        # Every one of them has such a target. SQLite, which counts no rows, uses the index only where it is told so.
        found.append(mapping.c.target_id.in_(get_args(PortalTarget)))
    if wanted.subject_id:
        found.append(mapping.c.subject_id == wanted.subject_id)
    if wanted.condition:
        found.append(cast(mapping.c.conditions, String).like(f'%"{wanted.condition}":%'))
    if wanted.state:
        found.append(_in_state(wanted.state, now))
    return found


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    enabled = mapping.c.disabled_at.is_(None)
    if state == "disabled":
        return mapping.c.disabled_at.is_not(None)
    if state == "ended":
        return and_(enabled, mapping.c.valid_until <= now)
    if state == "not-begun":
        return and_(enabled, mapping.c.valid_from > now)
    begun = or_(mapping.c.valid_from.is_(None), mapping.c.valid_from <= now)
    return and_(enabled, begun, or_(mapping.c.valid_until.is_(None), mapping.c.valid_until > now))


def _searched(connection: Connection, wanted: MappingFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.role_id:
        found.append(_leads_to(connection, select(role.c.id).where(role.c.id == wanted.role_id)))
    if wanted.account_row_id:
        found.append(_leads_to(connection, select(role.c.id).where(role.c.account_row_id == wanted.account_row_id)))
    for word in wanted.search.split():
        found.append(or_(_names(connection, word), _leads_to(connection, _roles_like(word))))
    return found


def _names(connection: Connection, word: str) -> ColumnElement[bool]:
    people = select(person.c.id).where(or_(holds(person.c.username, word), holds(person.c.display_name, word)))
    groups = select(group.c.id).where(holds(group.c.name, word))
    return or_(_is_among(connection, people), _is_among(connection, groups))


def _is_among(connection: Connection, subjects: Select[Any]) -> ColumnElement[bool]:
    """Name few subjects one by one, for which there is an index; those of many are met soon on the way."""
    ids = _first(connection, subjects)
    return mapping.c.subject_id.in_(ids if len(ids) <= _FEW else subjects)


def _leads_to(connection: Connection, roles: Select[Any]) -> ColumnElement[bool]:
    """Likewise for the roles that a mapping leads to, itself or by its selector."""
    ids = _first(connection, roles)
    among = ids if len(ids) <= _FEW else roles
    selectors = select(cast(selector_role.c.selector_id, String(36))).where(selector_role.c.role_id.in_(among))
    if len(ids) > _FEW:
        themselves = select(cast(role.c.id, String(36))).where(role.c.id.in_(roles))
        return or_(mapping.c.target_id.in_(themselves), mapping.c.target_id.in_(selectors))
    return mapping.c.target_id.in_([*map(str, ids), *connection.execute(selectors.distinct()).scalars()])


def _roles_like(word: str) -> Select[Any]:
    fits = or_(holds(role.c.role_arn, word), holds(account.c.name, word))
    return select(role.c.id).select_from(role.join(account)).where(fits)


def _first(connection: Connection, statement: Select[Any]) -> list[UUID]:
    return list(connection.execute(statement.limit(_FEW + 1)).scalars())
