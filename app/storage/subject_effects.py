"""What mappings in force do for a subject: asked where somebody is about to join, to leave or to be enabled."""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from app.domain.mappings import Effect
from app.storage.tables import mapping, membership


def effects_of_group(connection: Connection, group_id: UUID) -> frozenset[Effect]:
    """Return what mappings that are not disabled do for a group's members: allow, deny, both or nothing."""
    return _effects_of(connection, and_(mapping.c.subject_kind == "group", mapping.c.subject_id == group_id))


def effects_of_person(connection: Connection, person_id: UUID) -> frozenset[Effect]:
    """Return the same of mappings that name a person or a group of theirs, whatever its source, disabled or not.

    Of a source that the settings name no more as well: one day they may name it again, and nobody is asked then.
    """
    theirs = select(membership.c.group_id).where(membership.c.person_id == person_id)
    by_name = and_(mapping.c.subject_kind == "person", mapping.c.subject_id == person_id)
    by_group = and_(mapping.c.subject_kind == "group", mapping.c.subject_id.in_(theirs))
    return _effects_of(connection, or_(by_name, by_group))


def _effects_of(connection: Connection, speaking: ColumnElement[bool]) -> frozenset[Effect]:
    effects = select(mapping.c.effect).where(speaking, mapping.c.disabled_at.is_(None))
    return frozenset(connection.execute(effects.distinct()).scalars())
