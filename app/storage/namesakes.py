"""People and groups whose name another one bears: who keeps each of them, or vouches for it."""

from collections.abc import Iterable, Iterator
from typing import Any, Final  # Any: a column of texts
from uuid import UUID

from sqlalchemy import Column, Connection, Row, Select, func, select

from app.domain.naming import Names
from app.storage.portions import rows_with
from app.storage.tables import group, identity, person


def _borne_twice(name: Column[Any]) -> Select[Any]:
    lowered = func.lower(name)
    return select(lowered).group_by(lowered).having(func.count() > 1)


_GROUPS: Final = select(group.c.id, group.c.source).where(func.lower(group.c.name).in_(_borne_twice(group.c.name)))
_PEOPLE: Final = (
    select(person.c.id, identity.c.issuer)
    .join_from(person, identity, identity.c.person_id == person.c.id)
    .where(func.lower(person.c.username).in_(_borne_twice(person.c.username)))
    .order_by(person.c.id, identity.c.id)
)


def sources_of_namesakes(connection: Connection, names: Names) -> dict[UUID, str]:
    """Return the sources of those among some people and groups who share their name, whatever its case."""
    sources: dict[UUID, str] = dict(_pairs(rows_with(connection, _GROUPS, group.c.id, names.groups)))
    for id_, issuer in _pairs(rows_with(connection, _PEOPLE, person.c.id, names.people)):
        sources[id_] = f"{sources[id_]}, {issuer}" if id_ in sources else issuer
    return sources


def _pairs(rows: Iterable[Row[Any]]) -> Iterator[tuple[UUID, str]]:
    return ((id_, source) for id_, source in map(tuple, rows))
