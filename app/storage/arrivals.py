"""The people and groups that identity providers vouch for: found by issuer and subject, and by nothing else."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select, update

from app.domain.people import Group, Identity, Person
from app.domain.vouching import Known
from app.storage.changes import Change
from app.storage.engine import Database
from app.storage.rows import GROUP_COLUMNS, PERSON_COLUMNS, group_of, person_of
from app.storage.tables import group, identity, membership, person
from app.storage.types import UtcDateTime

_WHO: Final = (
    select(identity.c.id, *PERSON_COLUMNS)
    .join_from(identity, person, person.c.id == identity.c.person_id)
    .where(identity.c.issuer == bindparam("issuer"), identity.c.subject == bindparam("subject"))
)
_GROUPS: Final = (
    select(*GROUP_COLUMNS)
    .join_from(membership, group, group.c.id == membership.c.group_id)
    .where(membership.c.person_id == bindparam("person_id"), membership.c.source == bindparam("source"))
)
_SUBJECT: Final = select(identity.c.subject).where(identity.c.id == bindparam("identity_id"))
_seen: Final = bindparam("seen", type_=UtcDateTime)
_SAW: Final = (
    update(membership)
    .where(
        and_(membership.c.person_id == bindparam("who"), membership.c.source == bindparam("saying")),
        membership.c.seen_at < _seen,
    )
    .values(seen_at=_seen)
)


class Arrival(Change):
    """A change in which somebody's record is brought to what their provider says."""

    def find_known(self, known_by: Identity, source: str) -> Known | None:
        """Return what is kept of somebody, disabled or not."""
        return _find(self._connection, known_by, source)

    def rename_person(self, who: Person) -> None:
        """Store what a provider may change of a person."""
        columns = {"username": who.username.text, "display_name": who.display_name, "email": who.email}
        self._change(person, who.id, columns)

    def rename_group(self, renamed: Group) -> None:
        """Store the name of a group."""
        self._change(group, renamed.id, {"name": renamed.name})


class ArrivalStore:
    """Keeps what identity providers vouch for."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find_known(self, known_by: Identity, source: str) -> Known | None:
        """Return what is kept of somebody, with the groups that a source saw; raises StorageUnavailable."""
        with self._database.read() as connection:
            return _find(connection, known_by, source)

    def subject_of(self, identity_id: UUID) -> str:
        """Return as whom an issuer knows somebody who has signed in; raises StorageUnavailable."""
        with self._database.read() as connection:
            subject: str = connection.execute(_SUBJECT, {"identity_id": identity_id}).scalar_one()
        return subject

    def saw_memberships(self, person_id: UUID, source: str, at: datetime) -> None:
        """Note when a source last confirmed somebody's groups, never turning time back; raises StorageUnavailable."""
        with self._database.write() as connection:
            connection.execute(_SAW, {"who": person_id, "saying": source, "seen": at})


def _find(connection: Connection, known_by: Identity, source: str) -> Known | None:
    row = connection.execute(_WHO, {"issuer": known_by.issuer, "subject": known_by.subject}).one_or_none()
    if row is None:
        return None
    identity_id, *columns = row
    who = person_of(tuple(columns))
    groups = connection.execute(_GROUPS, {"person_id": who.id, "source": source})
    return Known(who, identity_id, frozenset(group_of(tuple(one)) for one in groups))
