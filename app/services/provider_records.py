"""Keeps the people, groups and memberships that identity providers vouch for; local ones are the admins' affair."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.ledger import Action, Actor, Event, Plain
from app.domain.people import Group, Identity, Person, role_session_name_of
from app.domain.vouching import Known, Vouched, VouchedGroup


class Arrival(Protocol):
    """One transaction in which somebody's record is brought up to date; it counts as a whole or not at all."""

    def find_known(self, identity: Identity, source: str) -> Known | None: ...

    def is_taken(self, role_session_name: str) -> bool: ...

    def add_person(self, person: Person) -> None: ...

    def add_identity(self, identity_id: UUID, person_id: UUID, issuer: str, subject: str) -> None: ...

    def rename_person(self, person: Person) -> None: ...

    def find_group(self, source: str, external_id: str) -> Group | None: ...

    def add_group(self, group: Group) -> None: ...

    def rename_group(self, group: Group) -> None: ...

    def add_membership(
        self, membership_id: UUID, person_id: UUID, group_id: UUID, source: str, at: datetime
    ) -> None: ...

    def remove_membership(self, person_id: UUID, group_id: UUID, source: str) -> None: ...

    def record(self, event: Event) -> None: ...


class Arrivals(Protocol):
    """Opens such transactions, one after the other; raises StorageUnavailable."""

    def arrival(self) -> AbstractContextManager[Arrival]: ...


class ProviderRecords:
    """Brings what is kept of somebody to what their provider says now."""

    def __init__(self, *, arrivals: Arrivals, clock: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._arrivals = arrivals
        self._clock = clock
        self._new_id = new_id

    def bring_up_to_date(self, identity: Identity, vouched: Vouched) -> Known:
        """Keep what a provider vouches for and return what is kept; raises StorageUnavailable.

        It is looked up anew within the change: somebody may have arrived in another tab meanwhile.
        """
        with self._arrivals.arrival() as arrival:
            known = arrival.find_known(identity, vouched.source) or self._added(arrival, vouched)
            if not known.is_as(vouched):
                self._rename(arrival, known.person, vouched)
                self._regroup(arrival, known, vouched)
            found = arrival.find_known(identity, vouched.source)
        return found or known

    def _added(self, arrival: Arrival, vouched: Vouched) -> Known:
        name = role_session_name_of(vouched.username, vouched.issuer, vouched.subject, is_taken=arrival.is_taken)
        person = Person(self._new_id(), vouched.username, vouched.display_name, vouched.email, name)
        known = Known(person, self._new_id(), frozenset())
        arrival.add_person(person)
        arrival.add_identity(known.identity_id, person.id, vouched.issuer, vouched.subject)
        told = {"username": person.username.text, "role_session_name": name, "issuer": vouched.issuer}
        arrival.record(self._entry(Action.PERSON_ADDED, vouched, person.id, **told))
        return known

    def _rename(self, arrival: Arrival, before: Person, vouched: Vouched) -> None:
        after = before.vouched_for_as(vouched.username, vouched.display_name, vouched.email)
        if after == before:
            return
        arrival.rename_person(after)
        told: dict[str, Plain] = {"before": before.names, "after": after.names}
        arrival.record(self._entry(Action.PERSON_CHANGED, vouched, before.id, **told))

    def _regroup(self, arrival: Arrival, known: Known, vouched: Vouched) -> None:
        if vouched.groups is None:
            return
        now_in = {one.external_id for one in vouched.groups}
        for group in sorted(known.groups, key=lambda one: one.external_id):
            if group.external_id not in now_in:
                arrival.remove_membership(known.person.id, group.id, vouched.source)
                arrival.record(self._entry_of(group, Action.MEMBERSHIP_REMOVED, vouched, known.person.id))
        were_in = {one.external_id for one in known.groups}
        for one in vouched.groups:
            group = self._group(arrival, one, vouched)
            if one.external_id not in were_in:
                arrival.add_membership(self._new_id(), known.person.id, group.id, vouched.source, self._clock())
                arrival.record(self._entry_of(group, Action.MEMBERSHIP_ADDED, vouched, known.person.id))

    def _group(self, arrival: Arrival, wanted: VouchedGroup, vouched: Vouched) -> Group:
        known = arrival.find_group(vouched.source, wanted.external_id)
        if known is None:
            known = Group(self._new_id(), vouched.source, wanted.external_id, wanted.name)
            arrival.add_group(known)
            arrival.record(self._entry_of(known, Action.GROUP_ADDED, vouched))
        elif known.name != wanted.name:
            known = known.called(wanted.name)
            arrival.rename_group(known)
        return known

    def _entry_of(self, group: Group, action: Action, vouched: Vouched, person_id: UUID | None = None) -> Event:
        return self._entry(action, vouched, person_id, group_id=str(group.id), name=group.name)

    def _entry(self, action: Action, vouched: Vouched, person_id: UUID | None, **body: Plain) -> Event:
        """The portal does it, because a provider said so."""
        actor = Actor("portal", vouched.source)
        return Event(self._new_id(), self._clock(), action, "succeeded", actor, person_id=person_id, body=body)
