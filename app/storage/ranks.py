"""Whether anybody is left who can edit mappings, and whether anybody is there to agree with somebody."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Select, and_, exists, or_, select

from app.domain.admins import rank_of
from app.domain.conditions import Circumstances, Conditions
from app.domain.mappings import Mapping
from app.domain.people import LOCAL_ISSUER
from app.storage.access import read_portal_facts
from app.storage.counting import counts, sources_of
from app.storage.notice_tables import break_glass_account
from app.storage.rows import MAPPINGS, mapping_of
from app.storage.tables import group, identity, local_password, mapping, membership, person

_ADMIN_MAPPINGS: Final = MAPPINGS.where(
    mapping.c.target_kind == "portal",
    mapping.c.target_id == "admin",
    mapping.c.effect == "allow",
    mapping.c.disabled_at.is_(None),
)
_LASTING: Final = _ADMIN_MAPPINGS.where(mapping.c.valid_until.is_(None))
# A local account without a password is no way in, and neither is one for emergencies; what the issuer of
# a provider vouches for is, as long as the settings name it.
_for_emergencies: Final = exists().where(
    break_glass_account.c.identity_id == identity.c.id, break_glass_account.c.retired_at.is_(None)
)
_lets_in: Final = and_(exists().where(local_password.c.identity_id == identity.c.id), ~_for_emergencies)
_locally: Final = and_(identity.c.issuer == LOCAL_ISSUER, _lets_in)
# Of a group that leads to the portal, members are looked at until one is found: this many at most.
_MOST_MEMBERS: Final = 200


def admins_left(connection: Connection, now: datetime) -> bool:
    """Say whether anybody who is not disabled and can sign in is an admin without an end and without conditions."""
    lasting = [mapping_of(row) for row in connection.execute(_LASTING)]
    return any(
        _is_admin(connection, person_id, now, seen=_as_if_begun) for person_id in _candidates(connection, lasting, now)
    )


def has_second_admin(connection: Connection, first: UUID, now: datetime) -> bool:
    """Say whether anybody else who can sign in is an admin now or later, in whichever circumstances."""
    any_time = [_at_best(mapping_of(row)) for row in connection.execute(_ADMIN_MAPPINGS)]
    return any(
        person_id != first and _is_admin(connection, person_id, now, seen=_at_best)
        for person_id in _candidates(connection, any_time, now)
    )


def _candidates(connection: Connection, mappings: Iterable[Mapping], now: datetime) -> Iterable[UUID]:
    for one in mappings:
        if one.conditions != Conditions() or one.hindrances(Circumstances(now=now)):
            continue
        people = (
            _members_of(connection, one.subject_id)
            if one.subject_kind == "group"
            else _with_a_way_in(connection).where(person.c.id == one.subject_id)
        )
        yield from connection.execute(people).scalars()


def _with_a_way_in(connection: Connection) -> Select[Any]:
    through_a_provider = identity.c.issuer.in_(sources_of(connection).provider_issuers)
    way_in = exists().where(identity.c.person_id == person.c.id, or_(through_a_provider, _locally))
    return select(person.c.id).where(person.c.disabled_at.is_(None), way_in)


def _members_of(connection: Connection, group_id: UUID) -> Select[Any]:
    return (
        _with_a_way_in(connection)
        .join(membership, and_(membership.c.person_id == person.c.id, counts(connection)))
        .join(group, group.c.id == membership.c.group_id)
        .where(group.c.id == group_id, group.c.disabled_at.is_(None))
        .limit(_MOST_MEMBERS)
    )


def _is_admin(connection: Connection, person_id: UUID, now: datetime, *, seen: Callable[[Mapping], Mapping]) -> bool:
    facts = read_portal_facts(connection, person_id)
    mappings = tuple(map(seen, facts.mappings))
    return rank_of(facts.subjects, mappings, circumstances=Circumstances(now=now)) == "admin"


def _at_best(one: Mapping) -> Mapping:
    """Let an allowing mapping hold until its end, whatever its conditions."""
    return replace(one, valid_from=None, conditions=Conditions()) if one.effect == "allow" else one


def _as_if_begun(one: Mapping) -> Mapping:
    """Let a deny count before it begins: nobody would be asked any more when it does."""
    return replace(one, valid_from=None) if one.effect == "deny" else one
