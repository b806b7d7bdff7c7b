"""One change of what admins describe: the services decide, this looks up and stores."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.access_tests import AccessTest
from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.drafts import Draft, Proposal, Revision, Thing, ThingKind
from app.domain.effects import World
from app.domain.ledger import Actor, Event
from app.domain.mappings import Mapping
from app.storage import access_tests, proposals, rows, tables
from app.storage.duplicates import find_duplicate
from app.storage.ledger import insert_events
from app.storage.people_changes import PeopleChange
from app.storage.portions import rows_with
from app.storage.ranks import admins_left
from app.storage.revisions import find_thing, store_revision, store_revisions


class Change(PeopleChange):
    """What can be looked for and added within one transaction. `Registry.change` makes it."""

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
        """Write the entries that tell of this change; there may be none of a kind."""
        if events:
            insert_events(self._connection, *events)
