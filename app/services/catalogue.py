"""Add accounts, the roles in them, and the mappings that lead to the roles."""

from datetime import datetime
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.arns import RoleArn
from app.domain.conditions import Conditions
from app.domain.destinations import Destination
from app.domain.durations import Duration
from app.domain.freshness import NOTHING_ASKED, Freshness
from app.domain.ledger import Action, Actor, Event
from app.domain.mappings import Effect, Mapping, SubjectKind
from app.domain.partitions import partition_named
from app.domain.people import Username
from app.domain.refusals import AlreadyThere, NamedAlreadyThere
from app.domain.words import _
from app.services.changes import Change, Changes, NoSuchAccount, NoSuchGroup, NoSuchRole, Scribe, SeveralGroups
from app.services.people import only_person


class Catalogue:
    """Writes down what can be opened, and by whom."""

    def __init__(self, *, changes: Changes, scribe: Scribe) -> None:
        self._changes = changes
        self._scribe = scribe

    def add_account(self, account: Account, *, actor: Actor, reason: str = "") -> None:
        """Add an account; raises UnknownPartition, AlreadyThere or StorageUnavailable."""
        partition_named(account.partition)
        with self._changes.change() as change:
            if change.find_account(account.partition, account.account_id) is not None:
                raise NamedAlreadyThere(kind=_("The account"), name=account.account_id)
            change.add_account(account, actor, self._scribe.clock(), reason)
            entry = self._scribe.entry(Action.ACCOUNT_ADDED, actor, account_id=account.account_id, name=account.name)
            change.record(entry)

    def add_role(
        self,
        role_arn: RoleArn,
        *,
        actor: Actor,
        max_console_duration: Duration,
        description: str = "",
        external_id: str | None = None,
        source_identity: bool = True,
        default_destination: str | None = None,
        freshness: Freshness = NOTHING_ASKED,
        reason: str = "",
    ) -> Role:
        """Add a role of an account that is there.

        Raises NoSuchAccount, MalformedDestination, ForeignDestination, AlreadyThere or StorageUnavailable.
        """
        with self._changes.change() as change:
            role = self._new_role(
                change,
                role_arn,
                max_console_duration=max_console_duration,
                description=description,
                external_id=external_id,
                source_identity=source_identity,
                default_destination=default_destination,
                freshness=freshness,
            )
            change.add_role(role, actor, self._scribe.clock(), reason)
            change.record(
                self._scribe.entry(Action.ROLE_ADDED, actor, role_arn=role_arn, account_id=role_arn.account_id)
            )
        return role

    def new_role(
        self,
        role_arn: RoleArn,
        *,
        max_console_duration: Duration,
        external_id: str | None,
        source_identity: bool,
        freshness: Freshness = NOTHING_ASKED,
    ) -> Role:
        """Return a role of an account that is there, for a draft that adds it; raises like `add_role`."""
        with self._changes.change() as change:
            return self._new_role(
                change,
                role_arn,
                max_console_duration=max_console_duration,
                external_id=external_id,
                source_identity=source_identity,
                freshness=freshness,
            )

    def _new_role(
        self,
        change: Change,
        role_arn: RoleArn,
        *,
        max_console_duration: Duration,
        description: str = "",
        external_id: str | None,
        source_identity: bool,
        default_destination: str | None = None,
        freshness: Freshness,
    ) -> Role:
        if default_destination is not None:
            partition = partition_named(role_arn.partition)
            default_destination = Destination.parse(default_destination, partition=partition).url
        if change.find_role(role_arn) is not None:
            raise NamedAlreadyThere(kind=_("The role"), name=role_arn)
        return Role(
            id=self._scribe.new_id(),
            account=_account_of(change, role_arn),
            role_arn=role_arn,
            max_console_duration=max_console_duration,
            description=description,
            external_id=external_id,
            source_identity=source_identity,
            default_destination=default_destination,
            freshness=freshness,
        )

    def new_mapping(
        self, subject_kind: SubjectKind, subject_name: str, role_arn: RoleArn, *, conditions: Conditions
    ) -> Mapping:
        """Return an allowing mapping, for a draft that adds it; raises like `add_mapping`."""
        with self._changes.change() as change:
            mapping, _role = self._new_mapping(change, subject_kind, subject_name, role_arn, conditions=conditions)
        return mapping

    def add_mapping(
        self,
        subject_kind: SubjectKind,
        subject_name: str,
        role_arn: RoleArn,
        *,
        actor: Actor,
        effect: Effect = "allow",
        conditions: Conditions | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        reason: str = "",
    ) -> Mapping:
        """Map a person or a group to a role.

        Raises NoSuchPerson, NoSuchGroup, NoSuchRole, AlreadyThere (an equal mapping is in force) or StorageUnavailable.
        """
        with self._changes.change() as change:
            mapping, role = self._new_mapping(
                change,
                subject_kind,
                subject_name,
                role_arn,
                effect=effect,
                conditions=conditions or Conditions(),
                valid_from=valid_from,
                valid_until=valid_until,
            )
            change.add_mapping(mapping, actor, self._scribe.clock(), reason)
            change.record(self._entry_of(mapping, role, actor))
        return mapping

    def _new_mapping(
        self,
        change: Change,
        subject_kind: SubjectKind,
        subject_name: str,
        role_arn: RoleArn,
        *,
        effect: Effect = "allow",
        conditions: Conditions,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
    ) -> tuple[Mapping, Role]:
        role = change.find_role(role_arn)
        if role is None:
            raise NoSuchRole(role_arn=role_arn)
        mapping = Mapping(
            id=self._scribe.new_id(),
            effect=effect,
            subject_kind=subject_kind,
            subject_id=_subject_of(change, subject_kind, subject_name),
            target_kind="role",
            target_id=str(role.id),
            conditions=conditions,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        if change.has_mapping(mapping):
            raise AlreadyThere(what=_("An equal role mapping"))
        return mapping, role

    def _entry_of(self, mapping: Mapping, role: Role, actor: Actor) -> Event:
        return self._scribe.entry(
            Action.MAPPING_ADDED,
            actor,
            person_id=mapping.subject_id if mapping.subject_kind == "person" else None,
            role_arn=role.role_arn,
            account_id=role.role_arn.account_id,
            mapping=mapping,
            effect=mapping.effect,
            subject_kind=mapping.subject_kind,
            subject_id=str(mapping.subject_id),
        )


def _account_of(change: Change, role_arn: RoleArn) -> Account:
    account = change.find_account(role_arn.partition, role_arn.account_id)
    if account is None:
        raise NoSuchAccount(account_id=role_arn.account_id, partition=role_arn.partition)
    return account


def _subject_of(change: Change, kind: SubjectKind, name: str) -> UUID:
    if kind == "person":
        return only_person(change, Username.parse(name)).id
    groups = change.groups_named(name)
    if not groups:
        raise NoSuchGroup(name=name)
    if len(groups) > 1:
        raise SeveralGroups(name=name)
    return groups[0].id
