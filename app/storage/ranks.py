"""Whether anybody is left who can edit mappings: asked within the change that may take the last one away."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Select, select

from app.domain.admins import rank_of
from app.domain.conditions import Circumstances, Conditions
from app.domain.mappings import Mapping
from app.storage.access import read_portal_facts
from app.storage.rows import MAPPINGS, mapping_of
from app.storage.tables import group, mapping, membership, person

_ADMIN_MAPPINGS: Final = MAPPINGS.where(
    mapping.c.target_kind == "portal",
    mapping.c.target_id == "admin",
    mapping.c.effect == "allow",
    mapping.c.disabled_at.is_(None),
    mapping.c.valid_until.is_(None),
)
# Of a group that leads to the portal, members are looked at until one is found: this many at most.
_MOST_MEMBERS: Final = 200


def admins_left(connection: Connection, now: datetime) -> bool:
    """Say whether anybody who is not disabled is an admin without an end and without conditions."""
    lasting = [mapping_of(row) for row in connection.execute(_ADMIN_MAPPINGS)]
    return any(_is_admin(connection, person_id, now) for person_id in _candidates(connection, lasting, now))


def _candidates(connection: Connection, mappings: Iterable[Mapping], now: datetime) -> Iterable[UUID]:
    for one in mappings:
        if one.conditions != Conditions() or one.hindrances(Circumstances(now=now)):
            continue
        if one.subject_kind == "person":
            yield one.subject_id
        else:
            yield from (person_id for (person_id,) in connection.execute(_members_of(one.subject_id)))


def _members_of(group_id: UUID) -> Select[UUID]:
    return (
        select(membership.c.person_id)
        .join(person, person.c.id == membership.c.person_id)
        .join(group, group.c.id == membership.c.group_id)
        .where(group.c.id == group_id, group.c.disabled_at.is_(None), person.c.disabled_at.is_(None))
        .limit(_MOST_MEMBERS)
    )


def _is_admin(connection: Connection, person_id: UUID, now: datetime) -> bool:
    facts = read_portal_facts(connection, person_id)
    mappings = tuple(map(_as_if_begun, facts.mappings))
    return rank_of(facts.subjects, mappings, circumstances=Circumstances(now=now)) == "admin"


def _as_if_begun(one: Mapping) -> Mapping:
    """Let a deny count before it begins: nobody would be asked any more when it does."""
    return replace(one, valid_from=None) if one.effect == "deny" else one
