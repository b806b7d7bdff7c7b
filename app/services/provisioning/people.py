"""Follows what a directory says of people: their names, and whether they may be here at all."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.ledger import Action, Actor, Event, Plain
from app.domain.people import Identity, Person, Username, role_session_name_of
from app.domain.provisioning import ProvisionedUser, SaidUser, ScimClient, Sought
from app.domain.scim_refusals import KeptByThePortal, ProvisionedAlready, SubjectFixed, UsernameTaken
from app.services.changes import Scribe
from app.services.provisioning.changes import ProvisioningChange


class ProvisionedPeople:
    """Keeps the people of directories.

    What a directory says is followed and not weighed: who has left has left, whatever access tests or ranks would miss
    them, as with what a provider says when somebody signs in. It enables nobody whom somebody else has disabled.
    """

    def __init__(self, *, scribe: Scribe) -> None:
        self._scribe = scribe

    def add(self, change: ProvisioningChange, client: ScimClient, said: SaidUser) -> ProvisionedUser:
        """Provision somebody: whoever is known by that subject already, or somebody new.

        Raises SubjectMissing, MalformedUsername, UsernameTaken, ProvisionedAlready or KeptByThePortal.
        """
        identity, username = said.known_at(client), Username.parse(said.user_name)
        _require_free_name(change, client, said)
        known = change.find_known(identity, client.source)
        person = known.person if known else self._new_person(change, client, said, identity)
        earlier, now = self._require_not_here(change, client, person, identity), self._scribe.clock()
        user = ProvisionedUser(
            id=earlier.id if earlier else self._scribe.new_id(),
            source=client.source,
            person_id=person.id,
            said=said,
            version=earlier.version + 1 if earlier else 1,
            created_at=now,
            changed_at=now,
            deactivated_at=earlier.deactivated_at if earlier else None,
        )
        self._rename(change, client, person, username, said)
        user = self._activate(change, client, user, person, now)
        (change.store_user if earlier else change.add_user)(user)
        return user

    def change(
        self, change: ProvisioningChange, client: ScimClient, user: ProvisionedUser, said: SaidUser
    ) -> ProvisionedUser:
        """Store what a directory says of somebody now; raises likewise, or SubjectFixed."""
        if said.known_at(client) != user.said.known_at(client):
            raise SubjectFixed(attribute=client.subject_attribute)
        if said == user.said:
            return user
        username = Username.parse(said.user_name)
        if said.key != user.said.key:
            _require_free_name(change, client, said)
        person, now = self._person_of(change, user), self._scribe.clock()
        self._rename(change, client, person, username, said)
        after = user.saying(said, now)
        if said.is_active != user.said.is_active:
            after = self._activate(change, client, after, person, now)
        change.store_user(after)
        return after

    def delete(self, change: ProvisioningChange, client: ScimClient, user: ProvisionedUser) -> None:
        """Shut somebody out, and take them out of the directory's groups and sight; their record stays.

        Raises KeptByThePortal.
        """
        person, now = self._person_of(change, user), self._scribe.clock()
        for group in change.groups_of_person(client.source, person.id):
            change.remove_membership(person.id, group.group_id, client.source)
            change.store_scim_group(group.saying(group.said, now))
            told: dict[str, Plain] = {"group_id": str(group.group_id), "name": group.said.name}
            change.record(self._entry(Action.MEMBERSHIP_REMOVED, client, person.id, **told))
        after = self._disable(change, client, user.saying(user.said, now), person, now)
        change.store_user(replace(after, deleted_at=now))

    def _new_person(self, change: ProvisioningChange, client: ScimClient, said: SaidUser, identity: Identity) -> Person:
        username = Username.parse(said.user_name)
        name = role_session_name_of(username, identity.issuer, identity.subject, is_taken=change.is_taken)
        person = Person(self._scribe.new_id(), username, said.display_name, said.email, name)
        change.add_person(person)
        change.add_identity(self._scribe.new_id(), person.id, identity.issuer, identity.subject)
        told: dict[str, Plain] = {"username": username.text, "role_session_name": name, "issuer": identity.issuer}
        change.record(self._entry(Action.PERSON_ADDED, client, person.id, **told))
        return person

    def _require_not_here(
        self, change: ProvisioningChange, client: ScimClient, person: Person, identity: Identity
    ) -> ProvisionedUser | None:
        """Return how the directory knew somebody whom it deleted."""
        if change.is_local(person.id):
            raise KeptByThePortal
        earlier = change.user_of_person(client.source, person.id)
        if earlier is not None and earlier.deleted_at is None:
            raise ProvisionedAlready(subject=identity.subject)
        return earlier

    def _person_of(self, change: ProvisioningChange, user: ProvisionedUser) -> Person:
        person = change.find_person(user.person_id)
        if person is None or change.is_local(user.person_id):
            raise KeptByThePortal
        return person

    def _rename(
        self, change: ProvisioningChange, client: ScimClient, before: Person, username: Username, said: SaidUser
    ) -> None:
        after = before.vouched_for_as(username, said.display_name, said.email)
        if after == before:
            return
        change.rename_person(after)
        told: dict[str, Plain] = {"before": before.names, "after": after.names}
        change.record(self._entry(Action.PERSON_CHANGED, client, before.id, **told))

    def _activate(
        self, change: ProvisioningChange, client: ScimClient, user: ProvisionedUser, person: Person, now: datetime
    ) -> ProvisionedUser:
        """Let in or shut out; only what the directory itself has done is undone."""
        if not user.said.is_active:
            return self._disable(change, client, user, person, now)
        if user.has_disabled(person):
            # The names may have been stored just now.
            change.change_person((change.find_person(person.id) or person).enabled())
            change.record(self._entry(Action.PERSON_ENABLED, client, person.id))
        return replace(user, deactivated_at=None)

    def _disable(
        self, change: ProvisioningChange, client: ScimClient, user: ProvisionedUser, person: Person, now: datetime
    ) -> ProvisionedUser:
        if person.disabled_at is not None:
            return user
        actor = Actor("portal", client.source)
        ended = change.disable_person(person.id, now)
        change.record(*self._scribe.endings(ended, actor, person.id, cause="person disabled"))
        change.record(self._entry(Action.PERSON_DISABLED, client, person.id))
        return replace(user, deactivated_at=now)

    def _entry(self, action: Action, client: ScimClient, person_id: UUID, **told: Plain) -> Event:
        """The portal does it, because a directory said so."""
        return self._scribe.entry(action, Actor("portal", client.source), person_id=person_id).telling(**told)


def _require_free_name(change: ProvisioningChange, client: ScimClient, said: SaidUser) -> None:
    if change.count_users(client.source, Sought(key=said.key)):
        raise UsernameTaken(username=said.user_name)
