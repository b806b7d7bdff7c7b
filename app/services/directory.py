"""Edit people and groups on an admin's authority: each change with its reason, its entry, and an admin left."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.domain.admins import Admin
from app.domain.drafts import EnabledUnseen, RenamedUnseen, SecondAdminNeeded
from app.domain.ledger import Action, Event
from app.domain.mappings import Effect
from app.domain.people import LOCAL_SOURCE, Group, Principal, Username
from app.domain.refusals import AlreadyThere, NotThere
from app.domain.words import _
from app.services.changes import Change, Changes, Scribe
from app.services.guarding import Guard, Guarded
from app.services.lookups import (
    require_free_group_name,
    require_free_username,
    require_group,
    require_local_group,
    require_person,
)
from app.services.people import People, only_person


class MemberAlready(AlreadyThere):
    sentence = _("%(username)s is in %(group)s already.")


class HashesPasswords(Protocol):
    """Makes hashes of new passwords; raises a kind of Malformed for one that is too weak."""

    def hash(self, password: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to add with a local account; without a password they cannot sign in locally."""

    username: Username
    display_name: str
    email: str | None = None
    password: str | None = field(default=None, repr=False)


class Directory:
    """Keeps people, groups and who is in which.

    Where a second admin is asked for (`People.second_approval`) nobody gains by joining a group or by being enabled,
    nor loses a deny by leaving a group, unseen by them: a preview does not count whoever is disabled. Where a change
    breaks access tests, `despite_tests` says why it may; tests judge people as if they were enabled, so that nobody is
    shut out any later for them.
    """

    def __init__(self, *, changes: Changes, scribe: Scribe, people: People, passwords: HashesPasswords) -> None:
        self._changes = changes
        self._guard = Guard(changes=changes, scribe=scribe)
        self._scribe = scribe
        self._people = people
        self._passwords = passwords

    def add_person(self, admin: Admin, new: NewPerson) -> Principal:
        """Add a person; raises AlreadyThere, PersonElsewhere, StorageUnavailable, or what hashing a password raises."""
        password_hash = self._passwords.hash(new.password) if new.password is not None else None
        with self._changes.change(by=admin) as change:
            require_free_username(change, new.username)
        return self._people.add(
            new.username,
            actor=admin.actor,
            display_name=new.display_name,
            email=new.email,
            password_hash=password_hash,
        )

    def change_person(self, admin: Admin, person_id: UUID, *, display_name: str, email: str | None) -> None:
        """Change the name that is shown and the e-mail address; raises NotThere or StorageUnavailable."""
        with self._changes.change(by=admin) as change:
            before = require_person(change, person_id)
            after = before.shown_as(display_name, email)
            if after == before:
                return
            change.change_person(after)
            entry = self._scribe.entry(
                Action.PERSON_CHANGED,
                admin.actor,
                person_id=person_id,
                before={"display_name": before.display_name, "email": before.email},
                after={"display_name": display_name, "email": email},
            )
            change.record(entry)

    def disable_person(self, admin: Admin, person_id: UUID, *, reason: str) -> None:
        """Shut a person out from the next request on; raises NotThere, LastAdmin or StorageUnavailable.

        Whom a directory has disabled is disabled by the admin as well: then it lets them in no more.
        """
        with self._guard.change(admin) as guarded:
            change = guarded.change
            person = require_person(change, person_id)
            if person.disabled_at is None or change.take_over_disabling(person_id):
                ended = change.disable_person(person_id, self._scribe.clock())
                change.record(*self._scribe.endings(ended, admin.actor, person_id, cause="person disabled"))
                self._record_person(guarded, Action.PERSON_DISABLED, admin, person_id, reason)

    def enable_person(self, admin: Admin, person_id: UUID, *, reason: str) -> None:
        """Let a person in again, with every mapping that names them; raises like `disable_person`, or EnabledUnseen."""
        with self._guard.change(admin) as guarded:
            change = guarded.change
            person = require_person(change, person_id)
            if person.disabled_at is not None:
                self._require_nothing_gained(change.effects_of_person(person_id), _("The person"), person.username.text)
                change.change_person(person.enabled())
                self._record_person(guarded, Action.PERSON_ENABLED, admin, person_id, reason)

    def add_group(self, admin: Admin, name: str) -> Group:
        """Add a local group without members; raises AlreadyThere, GroupElsewhere or StorageUnavailable."""
        with self._changes.change(by=admin) as change:
            require_free_group_name(change, name)
            group = Group(self._scribe.new_id(), LOCAL_SOURCE, name, name)
            change.add_group(group)
            change.record(self._scribe.entry(Action.GROUP_ADDED, admin.actor, group_id=str(group.id), name=name))
        return group

    def rename_group(self, admin: Admin, group_id: UUID, name: str, *, reason: str) -> None:
        """Give a local group another name; its members and the mappings that name it stay.

        Raises NotThere, KnownElsewhere, RenamedUnseen, AlreadyThere, GroupElsewhere or StorageUnavailable.
        """
        with self._changes.change(by=admin) as change:
            group = require_local_group(change, group_id)
            if group.name == name:
                return
            if self._people.second_approval and change.effects_of_group(group.id):
                raise RenamedUnseen(name=group.name)
            require_free_group_name(change, name)
            change.change_group(group.renamed(name))
            entry = self._scribe.entry(
                Action.GROUP_RENAMED,
                admin.actor,
                group_id=str(group.id),
                before=group.name,
                after=name,
                reason=reason,
            )
            change.record(entry)

    def disable_group(self, admin: Admin, group_id: UUID, *, reason: str, despite_tests: str | None = None) -> None:
        """Let a group count for nothing, its members kept.

        Raises NotThere, SecondAdminNeeded, AccessTestsBroken, LastAdmin or StorageUnavailable.
        """
        with self._guard.change(admin, despite_tests=despite_tests) as guarded:
            change = guarded.change
            group = require_group(change, group_id)
            self._require_no_second_admin(change, group, "deny")
            if group.disabled_at is None:
                change.change_group(group.disabled(self._scribe.clock()))
                guarded.entries.append(self._entry_of(group, Action.GROUP_DISABLED, admin, reason))

    def enable_group(self, admin: Admin, group_id: UUID, *, reason: str, despite_tests: str | None = None) -> None:
        """Let a group count again, for whoever is in it; raises likewise, or EnabledUnseen."""
        with self._guard.change(admin, despite_tests=despite_tests) as guarded:
            change = guarded.change
            group = require_group(change, group_id)
            if group.disabled_at is not None:
                self._require_nothing_gained(change.effects_of_group(group_id), _("The group"), group.name)
                change.change_group(group.disabled(None))
                guarded.entries.append(self._entry_of(group, Action.GROUP_ENABLED, admin, reason))

    def add_member(
        self, admin: Admin, group_id: UUID, username: Username, *, reason: str, despite_tests: str | None = None
    ) -> None:
        """Put a person into a local group.

        Raises NotThere, KnownElsewhere, SecondAdminNeeded, NoSuchPerson, SeveralPeople, AlreadyThere, LastAdmin,
        AccessTestsBroken or StorageUnavailable.
        """
        with self._guard.change(admin, despite_tests=despite_tests) as guarded:
            change = guarded.change
            group = require_local_group(change, group_id)
            self._require_no_second_admin(change, group, "allow")
            person = only_person(change, username)
            if change.is_member(person.id, group.id, LOCAL_SOURCE):
                raise MemberAlready(username=username, group=group.name)
            change.add_membership(self._scribe.new_id(), person.id, group.id, LOCAL_SOURCE, self._scribe.clock())
            guarded.entries.append(self._entry_of(group, Action.MEMBERSHIP_ADDED, admin, reason, person.id))

    def remove_member(
        self, admin: Admin, group_id: UUID, person_id: UUID, *, reason: str, despite_tests: str | None = None
    ) -> None:
        """Take a person out of a local group.

        Raises NotThere, KnownElsewhere, SecondAdminNeeded, LastAdmin, AccessTestsBroken or StorageUnavailable.
        """
        with self._guard.change(admin, despite_tests=despite_tests) as guarded:
            change = guarded.change
            group = require_local_group(change, group_id)
            self._require_no_second_admin(change, group, "deny")
            if not change.is_member(person_id, group.id, LOCAL_SOURCE):
                raise NotThere(what=_("member"))
            change.remove_membership(person_id, group.id, LOCAL_SOURCE)
            guarded.entries.append(self._entry_of(group, Action.MEMBERSHIP_REMOVED, admin, reason, person_id))

    def _require_no_second_admin(self, change: Change, group: Group, effect: Effect) -> None:
        if self._people.second_approval and effect in change.effects_of_group(group.id):
            raise SecondAdminNeeded(change=_("A change of the mapped group"), name=group.name)

    def _require_nothing_gained(self, effects: frozenset[Effect], kind: str, name: str) -> None:
        if self._people.second_approval and "allow" in effects:
            raise EnabledUnseen(kind=kind, name=name)

    def _record_person(self, guarded: Guarded, action: Action, admin: Admin, person_id: UUID, reason: str) -> None:
        guarded.entries.append(self._scribe.entry(action, admin.actor, person_id=person_id, reason=reason))

    def _entry_of(
        self, group: Group, action: Action, admin: Admin, reason: str, person_id: UUID | None = None
    ) -> Event:
        actor, group_id = admin.actor, str(group.id)
        return self._scribe.entry(action, actor, person_id=person_id, group_id=group_id, name=group.name, reason=reason)
