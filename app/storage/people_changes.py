"""One change of people, groups and who is in which: looked up and stored."""

from collections.abc import Mapping as ReadOnly
from datetime import datetime
from typing import Any  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, insert, select, update

from app.domain.mappings import Effect
from app.domain.people import Group, Person, Principal, Username
from app.storage import rows, tables
from app.storage.local_accounts import find_local_principal
from app.storage.provisioning_tables import scim_user
from app.storage.subject_effects import effects_of_group, effects_of_person


class PeopleChange:
    """The part of a change that is about people and groups."""

    def __init__(self, *, connection: Connection) -> None:
        self._connection = connection

    def is_taken(self, role_session_name: str) -> bool:
        """Say whether anybody has that name, whatever its case: in CloudTrail people read them side by side."""
        same = func.lower(tables.person.c.role_session_name) == role_session_name.lower()
        statement = select(exists().where(same))
        return bool(self._connection.execute(statement).scalar())

    def people_named(self, username: Username) -> tuple[Person, ...]:
        """Return everyone of that username, to the letter."""
        statement = select(*rows.PERSON_COLUMNS).where(tables.person.c.username == username.text)
        return tuple(rows.person_of(row) for row in self._connection.execute(statement))

    def people_like(self, username: Username) -> tuple[Person, ...]:
        """Return everyone of that username, whatever its case."""
        same = func.lower(tables.person.c.username) == func.lower(username.text)
        found = self._connection.execute(select(*rows.PERSON_COLUMNS).where(same).order_by(tables.person.c.id))
        return tuple(rows.person_of(row) for row in found)

    def find_local_principal(self, subject: str) -> Principal | None:
        """Return the local person of a subject."""
        return find_local_principal(self._connection, subject)

    def add_person(self, person: Person) -> None:
        """Add a person."""
        self._add(
            tables.person,
            {
                "id": person.id,
                "username": person.username.text,
                "display_name": person.display_name,
                "email": person.email,
                "role_session_name": person.role_session_name,
                "disabled_at": person.disabled_at,
            },
        )

    def find_person(self, person_id: UUID) -> Person | None:
        """Return a person, disabled or not."""
        statement = select(*rows.PERSON_COLUMNS).where(tables.person.c.id == person_id)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else rows.person_of(row)

    def change_person(self, person: Person) -> None:
        """Store what may change of a person: the name that is shown, the e-mail address, and whether disabled."""
        self._change(
            tables.person,
            person.id,
            {"display_name": person.display_name, "email": person.email, "disabled_at": person.disabled_at},
        )

    def disable_person(self, person_id: UUID, at: datetime) -> tuple[UUID, ...]:
        """Disable a person, end their web sessions for good and return which; the moment of an earlier one stays."""
        person = tables.person
        statement = update(person).where(person.c.id == person_id, person.c.disabled_at.is_(None))
        self._connection.execute(statement.values(disabled_at=at))
        return self._end_web_sessions(tables.web_session.c.person_id == person_id, at=at)

    def take_over_disabling(self, person_id: UUID) -> bool:
        """Let no directory undo that somebody is disabled, and say whether one could; the moment of it stays."""
        since = select(tables.person.c.disabled_at).where(tables.person.c.id == person_id).scalar_subquery()
        theirs = update(scim_user).where(scim_user.c.person_id == person_id, scim_user.c.deactivated_at == since)
        return bool(self._connection.execute(theirs, {"deactivated_at": None}).rowcount)

    def add_identity(self, identity_id: UUID, person_id: UUID, issuer: str, subject: str) -> None:
        """Add the way in which an issuer names a person."""
        columns = {"id": identity_id, "person_id": person_id, "issuer": issuer, "subject": subject}
        self._add(tables.identity, columns)

    def set_password(self, identity_id: UUID, password_hash: str, at: datetime) -> tuple[UUID, ...]:
        """Set the password of a local identity, whether or not it has one, end its web sessions, and return which."""
        ended = self._end_web_sessions(tables.web_session.c.identity_id == identity_id, at=at)
        password = tables.local_password
        replaced = update(password).where(password.c.identity_id == identity_id)
        columns = {"hash": password_hash, "changed_at": at}
        if not self._connection.execute(replaced, columns).rowcount:
            self._add(password, {"identity_id": identity_id, **columns})
        return ended

    def find_group(self, source: str, external_id: str) -> Group | None:
        """Return the group that a source knows by that id."""
        group = tables.group
        statement = select(*rows.GROUP_COLUMNS).where(group.c.source == source, group.c.external_id == external_id)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else rows.group_of(row)

    def find_group_by_id(self, group_id: UUID) -> Group | None:
        """Return a group, disabled or not."""
        statement = select(*rows.GROUP_COLUMNS).where(tables.group.c.id == group_id)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else rows.group_of(row)

    def effects_of_group(self, group_id: UUID) -> frozenset[Effect]:
        """Return what mappings that are not disabled do for the members of a group: allow, deny, both or nothing."""
        return effects_of_group(self._connection, group_id)

    def effects_of_person(self, person_id: UUID) -> frozenset[Effect]:
        """Return the same for a person: of mappings that name them, or a local group of theirs, disabled or not."""
        return effects_of_person(self._connection, person_id)

    def groups_named(self, name: str) -> tuple[Group, ...]:
        """Return every group of that name, to the letter, of whatever source."""
        statement = select(*rows.GROUP_COLUMNS).where(tables.group.c.name == name)
        return tuple(rows.group_of(row) for row in self._connection.execute(statement))

    def groups_like(self, name: str) -> tuple[Group, ...]:
        """Return every group of that name, whatever its case, of whatever source."""
        same = func.lower(tables.group.c.name) == func.lower(name)
        found = self._connection.execute(select(*rows.GROUP_COLUMNS).where(same).order_by(tables.group.c.id))
        return tuple(rows.group_of(row) for row in found)

    def add_group(self, group: Group) -> None:
        """Add a group."""
        columns = {"id": group.id, "source": group.source, "external_id": group.external_id, "name": group.name}
        self._add(tables.group, columns)

    def add_membership(self, membership_id: UUID, person_id: UUID, group_id: UUID, source: str, at: datetime) -> None:
        """Add a membership, as a source saw it."""
        columns = {"id": membership_id, "person_id": person_id, "group_id": group_id, "source": source, "seen_at": at}
        self._add(tables.membership, columns)

    def change_group(self, group: Group) -> None:
        """Store what may change of a group: its names, and whether it is disabled."""
        columns = {"name": group.name, "external_id": group.external_id, "disabled_at": group.disabled_at}
        self._change(tables.group, group.id, columns)

    def is_member(self, person_id: UUID, group_id: UUID, source: str) -> bool:
        """Say whether a person is in a group as a source sees it."""
        statement = select(tables.membership.c.id).where(*_membership(person_id, group_id, source))
        return self._connection.execute(statement).first() is not None

    def remove_membership(self, person_id: UUID, group_id: UUID, source: str) -> None:
        """Take a person out of a group as a source saw it: the one thing that is deleted, and the ledger keeps it."""
        self._connection.execute(delete(tables.membership).where(*_membership(person_id, group_id, source)))

    def _add(self, table: Table, columns: ReadOnly[str, Any]) -> None:
        self._connection.execute(insert(table), dict(columns))

    def _end_web_sessions(self, *which: ColumnElement[bool], at: datetime) -> tuple[UUID, ...]:
        alive = update(tables.web_session).where(*which, tables.web_session.c.revoked_at.is_(None))
        ended = self._connection.execute(alive.values(revoked_at=at).returning(tables.web_session.c.id))
        return tuple(ended.scalars())

    def _change(self, table: Table, id_: UUID, columns: ReadOnly[str, Any]) -> None:
        self._connection.execute(update(table).where(table.c.id == id_), dict(columns))


def _membership(person_id: UUID, group_id: UUID, source: str) -> tuple[ColumnElement[bool], ...]:
    membership = tables.membership
    return (
        membership.c.person_id == person_id,
        membership.c.group_id == group_id,
        membership.c.source == source,
    )
