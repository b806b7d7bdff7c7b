"""People and groups whose name another one bears: who keeps each of them, or vouches for it."""

from collections import Counter
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, func, select

from app.domain.naming import Names
from app.domain.people import LOCAL_ISSUER
from app.storage.portions import rows_with
from app.storage.tables import group, identity, person

_lowered: Final = func.lower(group.c.name)
_GROUPS: Final = select(group.c.id, group.c.source, group.c.external_id, group.c.name).where(
    _lowered.in_(select(_lowered).group_by(_lowered).having(func.count() > 1))
)
_USERNAMES: Final = select(person.c.username)
_ISSUERS: Final = (
    select(person.c.id, identity.c.issuer, identity.c.subject)
    .join_from(person, identity, identity.c.person_id == person.c.id)
    .order_by(person.c.id, identity.c.id)
)


def sources_of_namesakes(connection: Connection, names: Names) -> dict[UUID, str]:
    """Return the sources of those among some people and groups who share their name, whatever its case.

    Two of one source are told apart by what it knows them as.

    There are few groups, and all of them are compared. Of people there may be many: each is compared, through the index
    of usernames, with those in the same letters and in small, large or capital ones.
    """
    sources: dict[UUID, str] = {}
    for id_, source, external_id, name in map(tuple, rows_with(connection, _GROUPS, group.c.id, names.groups)):
        sources[id_] = source if external_id == name else _known_as(source, external_id)
    theirs = rows_with(connection, _ISSUERS, person.c.id, _sharing(connection, names))
    for id_, issuer, subject in map(tuple, theirs):
        known_as = issuer if issuer == LOCAL_ISSUER else _known_as(issuer, subject)
        sources[id_] = f"{sources[id_]}; {known_as}" if id_ in sources else known_as
    return sources


def _sharing(connection: Connection, names: Names) -> list[UUID]:
    """Return the people among some whose username somebody else bears."""
    usernames = {id_: one.username.text for id_, one in names.people.items()}
    cases = {case for text in usernames.values() for case in (text, text.lower(), text.upper(), text.capitalize())}
    borne = Counter(username.lower() for (username,) in rows_with(connection, _USERNAMES, person.c.username, cases))
    return [id_ for id_, text in usernames.items() if borne[text.lower()] > 1]


def _known_as(source: str, text: str) -> str:
    """Say what a source knows something as, with the characters spelled out that a name leaves out."""
    return f"{source}, as “{ascii(text)[1:-1]}”"
