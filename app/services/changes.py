"""What a change of the portal's records needs: one transaction, and a ledger entry that counts with it."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.access_tests import AccessTest
from app.domain.accounts import Account, Role
from app.domain.admins import Admin, Operator
from app.domain.arns import AccountId, RoleArn
from app.domain.effects import World
from app.domain.ledger import Action, Actor, Event, Plain
from app.domain.mappings import Effect, Mapping
from app.domain.people import Group, Person, Principal, Username
from app.domain.refusals import AN_ADMIN, Conflict, NotFound
from app.domain.words import _


class NoSuchPerson(NotFound):
    code = "no-such-person"
    sentence = _("There is no person with the username “%(username)s”.")
    remedy = _("Add them first: in the browser under People, or with doorstep person add %(username)s")
    who = AN_ADMIN


class NoSuchGroup(NotFound):
    code = "no-such-group"
    sentence = _("There is no group called “%(name)s”.")
    remedy = _("Add it first: in the browser under Groups, or with somebody new: doorstep person add USERNAME "
               "--group %(name)s")  # fmt: skip
    who = AN_ADMIN


class SeveralPeople(Conflict):
    code = "several-people"
    sentence = _("Several people have the username “%(username)s”, from different identity providers.")
    remedy = _("Map a group of theirs instead.")
    who = AN_ADMIN


class SeveralGroups(Conflict):
    code = "several-groups"
    sentence = _("Several groups are called “%(name)s”, from different sources.")
    remedy = _("Map the person instead, or give one of the groups another name.")
    who = AN_ADMIN


class NoSuchAccount(NotFound):
    code = "no-such-account"
    sentence = _("There is no account %(account_id)s in partition %(partition)s.")
    remedy = _("Add it first: in the browser under Accounts, or with doorstep account add %(account_id)s NAME "
               "--partition %(partition)s")  # fmt: skip
    who = AN_ADMIN


class NoSuchRole(NotFound):
    code = "no-such-role"
    sentence = _("There is no role %(role_arn)s in the portal.")
    remedy = _("Add it first: in the browser under Roles, or with doorstep role add %(role_arn)s")
    who = AN_ADMIN


class Change(Protocol):
    """One transaction of changes, on which everything is read and written; it counts as a whole or not at all."""

    def people_named(self, username: Username) -> tuple[Person, ...]: ...

    def people_like(self, username: Username) -> tuple[Person, ...]: ...

    def find_local_principal(self, subject: str) -> Principal | None: ...

    def is_taken(self, role_session_name: str) -> bool: ...

    def add_person(self, person: Person) -> None: ...

    def find_person(self, person_id: UUID) -> Person | None: ...

    def change_person(self, person: Person) -> None: ...

    def disable_person(self, person_id: UUID, at: datetime) -> tuple[UUID, ...]: ...

    def take_over_disabling(self, person_id: UUID) -> bool: ...

    def add_identity(self, identity_id: UUID, person_id: UUID, issuer: str, subject: str) -> None: ...

    def set_password(self, identity_id: UUID, password_hash: str, at: datetime) -> tuple[UUID, ...]: ...

    def find_group(self, source: str, external_id: str) -> Group | None: ...

    def find_group_by_id(self, group_id: UUID) -> Group | None: ...

    def groups_named(self, name: str) -> tuple[Group, ...]: ...

    def groups_like(self, name: str) -> tuple[Group, ...]: ...

    def add_group(self, group: Group) -> None: ...

    def add_membership(
        self, membership_id: UUID, person_id: UUID, group_id: UUID, source: str, at: datetime
    ) -> None: ...

    def change_group(self, group: Group) -> None: ...

    def is_member(self, person_id: UUID, group_id: UUID, source: str) -> bool: ...

    def remove_membership(self, person_id: UUID, group_id: UUID, source: str) -> None: ...

    def find_account(self, partition: str, account_id: AccountId) -> Account | None: ...

    def add_account(self, account: Account, actor: Actor, at: datetime, reason: str) -> None: ...

    def find_role(self, role_arn: RoleArn) -> Role | None: ...

    def add_role(self, role: Role, actor: Actor, at: datetime, reason: str) -> None: ...

    def has_mapping(self, mapping: Mapping) -> bool: ...

    def add_mapping(self, mapping: Mapping, actor: Actor, at: datetime, reason: str) -> None: ...

    def effects_of_group(self, group_id: UUID) -> frozenset[Effect]: ...

    def effects_of_person(self, person_id: UUID) -> frozenset[Effect]: ...

    def admins_left(self, now: datetime) -> bool: ...

    def tests_and_world(self) -> tuple[tuple[AccessTest, ...], World]: ...

    def record(self, *events: Event) -> None: ...


class Changes(Protocol):
    def change(self, by: Admin | Operator | None = None) -> AbstractContextManager[Change]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scribe:
    """Makes the entries of changes; holds the clock and the source of ids."""

    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def entry(
        self,
        action: Action,
        actor: Actor,
        *,
        person_id: UUID | None = None,
        role_arn: RoleArn | None = None,
        account_id: AccountId | None = None,
        mapping: Mapping | None = None,
        **body: Plain,
    ) -> Event:
        """Return the entry of one change that succeeds with its transaction."""
        return Event(
            id=self.new_id(),
            at=self.clock(),
            action=action,
            outcome="succeeded",
            actor=actor,
            person_id=person_id,
            role_arn=role_arn.text if role_arn else None,
            account_id=account_id.text if account_id else None,
            mapping_id=mapping.id if mapping else None,
            mapping_version=mapping.version if mapping else None,
            body=body,
        )

    def endings(
        self, web_session_ids: Iterable[UUID], actor: Actor, person_id: UUID, *, cause: str, reason: str | None = None
    ) -> list[Event]:
        """Return an entry for each web session of a person that a change ends; `cause` says by which."""
        return [self._ending(str(one), actor, person_id, cause, reason) for one in web_session_ids]

    def _ending(self, web_session_id: str, actor: Actor, person_id: UUID, cause: str, reason: str | None) -> Event:
        action = Action.WEB_SESSION_ENDED
        if reason is None:
            return self.entry(action, actor, person_id=person_id, web_session_id=web_session_id, cause=cause)
        return self.entry(action, actor, person_id=person_id, web_session_id=web_session_id, cause=cause, reason=reason)
