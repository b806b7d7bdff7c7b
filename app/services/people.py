"""Add people: their local account, their groups, and the first admin."""

from app.domain.ledger import Action, Actor
from app.domain.mappings import Mapping, PortalTarget
from app.domain.people import LOCAL_ISSUER, LOCAL_SOURCE, Group, Person, Principal, Username, role_session_name_for
from app.domain.refusals import AlreadyThere
from app.services.changes import Change, Changes, NoSuchPerson, Scribe, SeveralPeople


class People:
    """Writes down people and their groups."""

    def __init__(self, *, changes: Changes, scribe: Scribe) -> None:
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
    ) -> Principal:
        """Add a person with a local account, and to local groups, which begin with their first member.

        Raises AlreadyThere or StorageUnavailable. Without a password hash nobody can sign in to the account.
        """
        with self._changes.change() as change:
            if change.find_local_principal(username.local_subject) is not None:
                raise AlreadyThere(what=f"The person “{username}”")
            principal = self._add(change, username, display_name, actor, email)
            if password_hash is not None:
                self._set_password(change, principal, password_hash, actor)
            for group in dict.fromkeys(groups):
                self._join(change, principal, group, actor)
        return principal

    def make_admin(self, username: Username, *, actor: Actor, password_hash: str) -> Principal:
        """Map a local person to `portal:admin`, with that password, adding them if need be.

        Raises StorageUnavailable.
        """
        with self._changes.change() as change:
            known = change.find_local_principal(username.local_subject)
            principal = known or self._add(change, username, None, actor)
            self._set_password(change, principal, password_hash, actor)
            self._map_to_portal(change, principal, "admin", actor)
        return principal

    def set_password(self, username: Username, password_hash: str, *, actor: Actor) -> Principal:
        """Give a local person a new password, and end their web sessions; raises NoSuchPerson or StorageUnavailable."""
        with self._changes.change() as change:
            principal = self._known(change, username)
            self._set_password(change, principal, password_hash, actor)
        return principal

    def map_to_portal(self, username: Username, target: PortalTarget, *, actor: Actor) -> None:
        """Make a local person an admin or an auditor; raises NoSuchPerson or StorageUnavailable."""
        with self._changes.change() as change:
            self._map_to_portal(change, self._known(change, username), target, actor)

    def disable(self, username: Username, *, actor: Actor) -> None:
        """Shut a local person out from the next request on; raises NoSuchPerson or StorageUnavailable."""
        with self._changes.change() as change:
            person_id = self._known(change, username).person_id
            change.disable_person(person_id, self._scribe.clock())
            change.record(self._scribe.entry(Action.PERSON_DISABLED, actor, person_id=person_id))

    def _known(self, change: Change, username: Username) -> Principal:
        principal = change.find_local_principal(username.local_subject)
        if principal is None:
            raise NoSuchPerson(username=username)
        return principal

    def _map_to_portal(self, change: Change, principal: Principal, target: PortalTarget, actor: Actor) -> None:
        mapping = Mapping(self._scribe.new_id(), "allow", "person", principal.person_id, "portal", target)
        if change.has_mapping(mapping):
            return
        change.add_mapping(mapping, actor, self._scribe.clock(), "")
        entry = self._scribe.entry(
            Action.MAPPING_ADDED, actor, person_id=principal.person_id, mapping=mapping, target=f"portal:{target}"
        )
        change.record(entry)

    def _add(
        self, change: Change, username: Username, display_name: str | None, actor: Actor, email: str | None = None
    ) -> Principal:
        role_session_name = role_session_name_for(username)
        person = Person(self._scribe.new_id(), username, display_name or username.text, email, role_session_name)
        identity_id = self._scribe.new_id()
        change.add_person(person)
        change.add_identity(identity_id, person.id, LOCAL_ISSUER, username.local_subject)
        entry = self._scribe.entry(
            Action.PERSON_ADDED, actor, person_id=person.id, username=username.text, role_session_name=role_session_name
        )
        change.record(entry)
        return Principal(person.id, identity_id, username, person.display_name, role_session_name)

    def _set_password(self, change: Change, principal: Principal, password_hash: str, actor: Actor) -> None:
        change.set_password(principal.identity_id, password_hash, self._scribe.clock())
        change.record(self._scribe.entry(Action.PASSWORD_SET, actor, person_id=principal.person_id))

    def _join(self, change: Change, principal: Principal, name: str, actor: Actor) -> None:
        group = change.find_group(LOCAL_SOURCE, name)
        if group is None:
            group = Group(self._scribe.new_id(), LOCAL_SOURCE, name, name)
            change.add_group(group)
            change.record(self._scribe.entry(Action.GROUP_ADDED, actor, group_id=str(group.id), name=name))
        change.add_membership(self._scribe.new_id(), principal.person_id, group.id, LOCAL_SOURCE, self._scribe.clock())
        entry = self._scribe.entry(
            Action.MEMBERSHIP_ADDED, actor, person_id=principal.person_id, group_id=str(group.id), name=name
        )
        change.record(entry)


def only_person(change: Change, username: Username) -> Person:
    """Return the one person of that username; raises NoSuchPerson or SeveralPeople."""
    people = change.people_named(username)
    if not people:
        raise NoSuchPerson(username=username)
    if len(people) > 1:
        raise SeveralPeople(username=username)
    return people[0]
