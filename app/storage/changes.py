"""One change of what admins describe: the services decide, this looks up and stores."""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as ReadOnly
from datetime import datetime
from typing import Any  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from app.domain.access_tests import AccessTest
from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.drafts import Draft, Proposal, Revision, Thing, ThingKind
from app.domain.effects import World
from app.domain.ledger import Actor, Event
from app.domain.mappings import Effect, Mapping
from app.domain.people import Group, Person, Principal, Username
from app.storage import access_tests, proposals, rows, tables
from app.storage.duplicates import find_duplicate
from app.storage.ledger import insert_events
from app.storage.local_accounts import find_local_principal
from app.storage.portions import rows_with
from app.storage.ranks import admins_left
from app.storage.revisions import find_thing, store_revision, store_revisions
from app.storage.subject_effects import effects_of_group, effects_of_person


class Change:
    """What can be looked for and added within one transaction. `Registry.change` makes it."""

    def __init__(self, *, connection: Connection) -> None:
        self._connection = connection

    def people_named(self, username: Username) -> tuple[Person, ...]:
        """Return everyone of that username, to the letter."""
        statement = select(*rows.PERSON_COLUMNS).where(tables.person.c.username == username.text)
        return tuple(rows.person_of(row) for row in self._connection.execute(statement))

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

    def disable_person(self, person_id: UUID, at: datetime) -> None:
        """Disable a person, and end their web sessions for good; the moment of an earlier one stays."""
        person = tables.person
        statement = update(person).where(person.c.id == person_id, person.c.disabled_at.is_(None))
        self._connection.execute(statement.values(disabled_at=at))
        self._end_web_sessions(tables.web_session.c.person_id == person_id, at=at)

    def add_identity(self, identity_id: UUID, person_id: UUID, issuer: str, subject: str) -> None:
        """Add the way in which an issuer names a person."""
        columns = {"id": identity_id, "person_id": person_id, "issuer": issuer, "subject": subject}
        self._add(tables.identity, columns)

    def set_password(self, identity_id: UUID, password_hash: str, at: datetime) -> None:
        """Set the password of a local identity, whether or not it has one, and end its web sessions."""
        self._end_web_sessions(tables.web_session.c.identity_id == identity_id, at=at)
        password = tables.local_password
        replaced = update(password).where(password.c.identity_id == identity_id)
        columns = {"hash": password_hash, "changed_at": at}
        if not self._connection.execute(replaced, columns).rowcount:
            self._add(password, {"identity_id": identity_id, **columns})

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

    def find_account(self, partition: str, account_id: AccountId) -> Account | None:
        """Return the account of that number in a partition."""
        account = tables.account
        statement = select(*rows.ACCOUNT_COLUMNS).where(
            account.c.partition == partition, account.c.account_id == account_id.text
        )
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else rows.account_of(row)

    def add_account(self, account: Account, actor: Actor, at: datetime, reason: str | None = None) -> None:
        """Add an account and its first version."""
        self.revise(Revision(None, account), actor, at, reason)

    def find_role(self, role_arn: RoleArn) -> Role | None:
        """Return the role of that ARN, disabled or not."""
        row = self._connection.execute(rows.ROLES.where(tables.role.c.role_arn == role_arn.text)).one_or_none()
        return None if row is None else rows.role_with_account_of(row)

    def add_role(self, role: Role, actor: Actor, at: datetime, reason: str | None = None) -> None:
        """Add a role of an account that is there, and its first version."""
        self.revise(Revision(None, role), actor, at, reason)

    def has_mapping(self, mapping: Mapping) -> bool:
        """Say whether a mapping that says the same, its conditions and its time included, is there and not disabled."""
        return find_duplicate(self._connection, [mapping]) is not None

    def add_mapping(self, mapping: Mapping, actor: Actor, at: datetime, reason: str | None = None) -> None:
        """Add a mapping and its first version; raises ConditionsFromNewer for one that it cannot judge."""
        self.revise(Revision(None, mapping), actor, at, reason)

    def find_thing(self, kind: ThingKind, id_: UUID) -> Thing | None:
        """Return a mapping, an account or a role as it is now, disabled or not."""
        return find_thing(self._connection, kind, id_)

    def revise(self, revision: Revision, actor: Actor, at: datetime, reason: str | None = None) -> Thing:
        """Store a revision with its version, and return what is stored; raises StaleEdit.

        A selector that says the same as a stored one becomes that one. Raises ConditionsFromNewer likewise.
        """
        return store_revision(self._connection, revision, actor=actor, at=at, reason=reason)

    def find_duplicate(self, things: Sequence[Thing]) -> Thing | None:
        """Return the first of some new things that is there already; raises ConditionsFromNewer likewise."""
        return find_duplicate(self._connection, things)

    def find_roles(self, ids: Collection[UUID]) -> dict[UUID, Role]:
        """Return roles by their ids, disabled or not."""
        found = map(rows.role_with_account_of, rows_with(self._connection, rows.ROLES, tables.role.c.id, ids))
        return {one.id: one for one in found}

    def revise_all(self, revisions: Sequence[Revision], actor: Actor, at: datetime, reason: str) -> tuple[Thing, ...]:
        """Store revisions of things of one kind like `revise`, all at once."""
        return store_revisions(self._connection, revisions, actor=actor, at=at, reason=reason)

    def admins_left(self, now: datetime) -> bool:
        """Say whether anybody who is not disabled is an admin without an end and without conditions."""
        return admins_left(self._connection, now)

    def tests_and_world(self, draft: Draft | None = None) -> tuple[tuple[AccessTest, ...], World]:
        """Return every access test that is not disabled, and what decides them."""
        return access_tests.tests_and_world(self._connection, draft)

    def find_test(self, id_: UUID) -> AccessTest | None:
        """Return an access test, disabled or not."""
        return access_tests.find_test(self._connection, id_)

    def add_test(self, test: AccessTest) -> None:
        """Add an access test."""
        access_tests.add_test(self._connection, test)

    def disable_test(self, id_: UUID, at: datetime) -> None:
        """Disable an access test; the moment of an earlier time stays."""
        access_tests.disable_test(self._connection, id_, at)

    def add_proposal(self, proposal: Proposal) -> None:
        """Add a proposal."""
        proposals.add_proposal(self._connection, proposal)

    def find_proposal(self, id_: UUID) -> Proposal | None:
        """Return a proposal."""
        return proposals.find_proposal(self._connection, id_)

    def decide_proposal(self, proposal: Proposal) -> bool:
        """Store what became of an open proposal; say whether it was still open."""
        return proposals.decide_proposal(self._connection, proposal)

    def record(self, *events: Event) -> None:
        """Write the entries that tell of this change."""
        insert_events(self._connection, *events)

    def _add(self, table: Table, columns: ReadOnly[str, Any]) -> None:
        self._connection.execute(insert(table), dict(columns))

    def _end_web_sessions(self, *whose: ColumnElement[bool], at: datetime) -> int:
        alive = update(tables.web_session).where(*whose, tables.web_session.c.revoked_at.is_(None))
        return self._connection.execute(alive.values(revoked_at=at)).rowcount

    def _change(self, table: Table, id_: UUID, columns: ReadOnly[str, Any]) -> None:
        self._connection.execute(update(table).where(table.c.id == id_), dict(columns))


def _membership(person_id: UUID, group_id: UUID, source: str) -> tuple[ColumnElement[bool], ...]:
    membership = tables.membership
    return (
        membership.c.person_id == person_id,
        membership.c.group_id == group_id,
        membership.c.source == source,
    )
