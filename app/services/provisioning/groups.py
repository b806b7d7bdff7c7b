"""Follows what a directory says of groups: what they are called, and who is in them."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from app.domain.ledger import Action, Actor, Plain
from app.domain.names import parse_name
from app.domain.people import Group
from app.domain.provisioning import ProvisionedGroup, SaidGroup, ScimClient
from app.domain.refusals import NotThere
from app.domain.scim_refusals import MemberNotKnown
from app.domain.words import _
from app.services.changes import Scribe
from app.services.provisioning.changes import ProvisioningChange


class ProvisionedGroups:
    """Keeps the groups of directories: mappings name the group, whatever it is called by now."""

    def __init__(self, *, scribe: Scribe) -> None:
        self._scribe = scribe

    def add(self, change: ProvisioningChange, client: ScimClient, said: SaidGroup) -> ProvisionedGroup:
        """Add a group with its members; raises MalformedName or MemberNotKnown."""
        id_, now = self._scribe.new_id(), self._scribe.clock()
        group = Group(self._scribe.new_id(), client.source, str(id_), parse_name(said.name))
        change.add_group(group)
        self._record(change, client, Action.GROUP_ADDED, group, name=group.name)
        added = ProvisionedGroup(
            id=id_,
            source=client.source,
            group_id=group.id,
            said=said,
            version=1,
            created_at=now,
            changed_at=now,
        )
        change.add_scim_group(added)
        self._join(change, client, group, said.members)
        return added

    def change(
        self, change: ProvisioningChange, client: ScimClient, known: ProvisionedGroup, said: SaidGroup
    ) -> ProvisionedGroup:
        """Store what a directory says of a group now; raises MalformedName or MemberNotKnown."""
        if said == known.said:
            return known
        group = _group_of(change, known).called(parse_name(said.name))
        if said.name != known.said.name:
            change.rename_group(group)
            self._record(change, client, Action.GROUP_RENAMED, group, before=known.said.name, after=group.name)
        self._leave(change, client, group, known.said.members - said.members)
        self._join(change, client, group, said.members - known.said.members)
        after = known.saying(said, self._scribe.clock())
        change.store_scim_group(after)
        return after

    def delete(self, change: ProvisioningChange, client: ScimClient, known: ProvisionedGroup) -> None:
        """Let a group count for nothing from now on, without members; its record and its mappings stay."""
        group, now = _group_of(change, known), self._scribe.clock()
        self._leave(change, client, group, known.said.members)
        if group.disabled_at is None:
            change.disable_group(group, now)
            self._record(change, client, Action.GROUP_DISABLED, group, name=group.name)
        change.store_scim_group(replace(known.saying(known.said, now), deleted_at=now))

    def _join(self, change: ProvisioningChange, client: ScimClient, group: Group, users: Collection[UUID]) -> None:
        people, now = change.people_of_users(client.source, users), self._scribe.clock()
        strangers = sorted(set(users) - people.keys())
        if strangers:
            raise MemberNotKnown(member=strangers[0])
        if not people:
            return
        added = {person_id: self._scribe.new_id() for person_id in sorted(people.values())}
        change.add_memberships(added, group.id, client.source, now)
        self._record_each(change, client, Action.MEMBERSHIP_ADDED, group, people.values())

    def _leave(self, change: ProvisioningChange, client: ScimClient, group: Group, users: Collection[UUID]) -> None:
        people = change.people_of_users(client.source, users).values()
        change.remove_memberships(people, group.id, client.source)
        self._record_each(change, client, Action.MEMBERSHIP_REMOVED, group, people)

    def _record_each(
        self, change: ProvisioningChange, client: ScimClient, action: Action, group: Group, people: Collection[UUID]
    ) -> None:
        """Write them all at once: one by one, those of a large group would keep every other change waiting."""
        by, told = Actor("portal", client.source), {"group_id": str(group.id), "name": group.name}
        change.record(*(self._scribe.entry(action, by, person_id=one).telling(**told) for one in sorted(people)))

    def _record(
        self,
        change: ProvisioningChange,
        client: ScimClient,
        action: Action,
        group: Group,
        **told: Plain,
    ) -> None:
        entry = self._scribe.entry(action, Actor("portal", client.source), group_id=str(group.id))
        change.record(entry.telling(**told))


def _group_of(change: ProvisioningChange, known: ProvisionedGroup) -> Group:
    group = change.find_group_by_id(known.group_id)
    if group is None:
        raise NotThere(what=_("group"))
    return group
