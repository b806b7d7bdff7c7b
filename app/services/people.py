"""Add people: their local account, their groups, and the first admin."""

from app.domain.drafts import SecondAdminNeeded
from app.domain.ledger import Action, Actor, Event
from app.domain.mappings import Mapping, PortalTarget
from app.domain.people import LOCAL_ISSUER, LOCAL_SOURCE, Group, Person, Principal, Username, role_session_name_of
from app.domain.refusals import NamedAlreadyThere
from app.domain.words import _
from app.services.changes import Change, Changes, NoSuchPerson, Scribe, SeveralPeople
from app.services.lookups import require_free_group_name


class People:
    """Writes down people and their groups."""

    def __init__(self, *, changes: Changes, scribe: Scribe, second_approval: bool = False) -> None:
        self.second_approval = second_approval
        self._changes = changes
        self._scribe = scribe

    def add(
        self,
        username: Username,
        *,
        actor: Actor,
        groups: tuple[str, ...] = (),
        password_hash: str | None = None,
        display_name: str | None = None,
        email: str | None = None,
        without_approval: str | None = None,
    ) -> Principal:
        """Add a person with a local account, and to local groups, which begin with their first member.

        `without_approval` is why nobody else has to agree that they join a group that is mapped, where that is asked
        for. Without a password hash nobody can sign in. Raises AlreadyThere, GroupElsewhere, SecondAdminNeeded or
        StorageUnavailable.
        """
        with self._changes.change() as change:
            if change.find_local_principal(username.local_subject) is not None:
                raise NamedAlreadyThere(kind=_("The person"), name=username)
            principal = self._add(change, username, display_name, actor, email)
            if password_hash is not None:
                self._set_password(change, principal, password_hash, actor)
            for group in dict.fromkeys(groups):
                self._join(change, principal, group, actor, without_approval)
        return principal

    def make_admin(
        self, username: Username, *, actor: Actor, password_hash: str, without_approval: str | None = None
    ) -> Principal:
        """Map a local person to `portal:admin`, with that password, adding them if need be.

        `without_approval` is why nobody else has to agree, where that is asked for and there is an admin who could.
        Raises SecondAdminNeeded or StorageUnavailable.
        """
        with self._changes.change() as change:
            if self.second_approval and not without_approval and change.admins_left(self._scribe.clock()):
                raise SecondAdminNeeded(change=_("A new admin called"), name=username)
            known = change.find_local_principal(username.local_subject)
            principal = known or self._add(change, username, None, actor)
            self._set_password(change, principal, password_hash, actor)
            self._map_to_portal(change, principal, "admin", actor, without_approval)
        return principal

    def set_password(self, username: Username, password_hash: str, *, actor: Actor) -> Principal:
        """Give a local person a new password, and end their web sessions; raises NoSuchPerson or StorageUnavailable."""
        with self._changes.change() as change:
            principal = self._require_local_principal(change, username)
            self._set_password(change, principal, password_hash, actor)
        return principal

    def map_to_portal(self, username: Username, target: PortalTarget, *, actor: Actor) -> None:
        """Make a local person an admin or an auditor; raises NoSuchPerson or StorageUnavailable."""
        with self._changes.change() as change:
            self._map_to_portal(change, self._require_local_principal(change, username), target, actor)

    def disable(self, username: Username, *, actor: Actor, reason: str) -> Person:
        """Shut a person out from the next request on, whoever vouches for them, the last admin included.

        Whom a directory has disabled is disabled by the actor as well: then it lets them in no more.
        Raises NoSuchPerson, SeveralPeople or StorageUnavailable.
        """
        with self._changes.change() as change:
            person = only_person(change, username)
            if person.disabled_at is None or change.take_over_disabling(person.id):
                ended = change.disable_person(person.id, self._scribe.clock())
                change.record(*self._scribe.endings(ended, actor, person.id, cause="person disabled"))
                change.record(self._scribe.entry(Action.PERSON_DISABLED, actor, person_id=person.id, reason=reason))
        return person

    def _require_local_principal(self, change: Change, username: Username) -> Principal:
        principal = change.find_local_principal(username.local_subject)
        if principal is None:
            raise NoSuchPerson(username=username)
        return principal

    def _map_to_portal(
        self,
        change: Change,
        principal: Principal,
        target: PortalTarget,
        actor: Actor,
        without_approval: str | None = None,
    ) -> None:
        mapping = Mapping(self._scribe.new_id(), "allow", "person", principal.person_id, "portal", target)
        if change.has_mapping(mapping):
            return
        change.add_mapping(mapping, actor, self._scribe.clock(), "")
        entry = self._scribe.entry(
            Action.MAPPING_ADDED,
            actor,
            person_id=principal.person_id,
            mapping=mapping,
            target=f"portal:{target}",
        )
        change.record(_with_why(entry, without_approval))

    def _add(
        self, change: Change, username: Username, display_name: str | None, actor: Actor, email: str | None = None
    ) -> Principal:
        subject = username.local_subject
        # A provider may have called somebody so first: an operator who needs a way in must still get one.
        role_session_name = role_session_name_of(username, LOCAL_ISSUER, subject, is_taken=change.is_taken)
        person = Person(self._scribe.new_id(), username, display_name or username.text, email, role_session_name)
        identity_id = self._scribe.new_id()
        change.add_person(person)
        change.add_identity(identity_id, person.id, LOCAL_ISSUER, subject)
        entry = self._scribe.entry(
            Action.PERSON_ADDED, actor, person_id=person.id, username=username.text, role_session_name=role_session_name
        )
        change.record(entry)
        return Principal(person.id, identity_id, username, person.display_name, role_session_name)

    def _set_password(self, change: Change, principal: Principal, password_hash: str, actor: Actor) -> None:
        ended = change.set_password(principal.identity_id, password_hash, self._scribe.clock())
        change.record(*self._scribe.endings(ended, actor, principal.person_id, cause="password set"))
        change.record(self._scribe.entry(Action.PASSWORD_SET, actor, person_id=principal.person_id))

    def _join(
        self, change: Change, principal: Principal, name: str, actor: Actor, without_approval: str | None
    ) -> None:
        group = change.find_group(LOCAL_SOURCE, name)
        mapped = group is not None and "allow" in change.effects_of_group(group.id)
        if self.second_approval and mapped and not without_approval:
            raise SecondAdminNeeded(change=_("A new member of the mapped group"), name=name)
        if group is None:
            require_free_group_name(change, name)
            group = Group(self._scribe.new_id(), LOCAL_SOURCE, name, name)
            change.add_group(group)
            change.record(self._scribe.entry(Action.GROUP_ADDED, actor, group_id=str(group.id), name=name))
        change.add_membership(self._scribe.new_id(), principal.person_id, group.id, LOCAL_SOURCE, self._scribe.clock())
        entry = self._scribe.entry(
            Action.MEMBERSHIP_ADDED,
            actor,
            person_id=principal.person_id,
            group_id=str(group.id),
            name=name,
        )
        change.record(_with_why(entry, without_approval))


def _with_why(entry: Event, without_approval: str | None) -> Event:
    """Return the entry with the reason to do without a second admin, if there was one."""
    if without_approval is None:
        return entry
    return entry.telling(without_approval=without_approval)


def only_person(change: Change, username: Username) -> Person:
    """Return the one person of that username; raises NoSuchPerson or SeveralPeople."""
    people = change.people_named(username)
    if not people:
        raise NoSuchPerson(username=username)
    if len(people) > 1:
        raise SeveralPeople(username=username)
    return people[0]
