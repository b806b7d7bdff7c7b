"""People and groups whose name another one bears: who keeps each of them, or vouches for it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from app.domain.naming import Names
from app.storage.portions import rows_with
from app.storage.tables import group, identity, person

_lowered: Final = func.lower(group.c.name)
_GROUPS: Final = select(group.c.id, group.c.source).where(
    _lowered.in_(select(_lowered).group_by(_lowered).having(func.count() > 1))
)
_USERNAMES: Final = select(person.c.username)
_ISSUERS: Final = (
    select(person.c.id, identity.c.issuer)
    .join_from(person, identity, identity.c.person_id == person.c.id)
    .order_by(person.c.id, identity.c.id)
)


def sources_of_namesakes(connection: Connection, names: Names) -> dict[UUID, str]:
    """Return the sources of those among some people and groups who share their name, whatever its case.

    There are few groups, and all of them are compared. Of people there may be many: each is compared, through the index
    of usernames, with those in the same letters and in small, large or capital ones.
    """
    sources: dict[UUID, str] = dict(_pairs(rows_with(connection, _GROUPS, group.c.id, names.groups)))
    for id_, issuer in _pairs(rows_with(connection, _ISSUERS, person.c.id, _sharing(connection, names))):
        sources[id_] = f"{sources[id_]}, {issuer}" if id_ in sources else issuer
    return sources


def _sharing(connection: Connection, names: Names) -> list[UUID]:
    """Return the people among some whose username somebody else bears."""
    usernames = {id_: one.username.text for id_, one in names.people.items()}
    cases = {case for text in usernames.values() for case in (text, text.lower(), text.upper(), text.capitalize())}
    borne = Counter(username.lower() for (username,) in rows_with(connection, _USERNAMES, person.c.username, cases))
    return [id_ for id_, text in usernames.items() if borne[text.lower()] > 1]


def _pairs(rows: Iterable[Row[Any]]) -> Iterator[tuple[UUID, str]]:
    return ((id_, source) for id_, source in map(tuple, rows))
