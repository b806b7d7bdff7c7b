"""Writes drafts: every revision with its version and its entry, or nothing; and proposals likewise."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, groupby
from typing import Final, TypeGuard
from uuid import UUID

from app.domain.access_tests import AccessTest, AccessTestsBroken, broken_by
from app.domain.accounts import Role
from app.domain.admins import LastAdmin
from app.domain.drafts import Draft, NothingChanges, Proposal, Revision, Thing
from app.domain.ledger import Action, Actor, Event
from app.domain.mappings import Mapping
from app.domain.refusals import AlreadyThere, NamedAlreadyThere
from app.domain.words import _
from app.services.draft_changes import DraftChange
from app.services.draft_entries import Saving, entry_of_revision

_AT_ONCE: Final = 500


class DraftWriter:
    """Stores drafts and proposals within a change that its caller opened."""

    def __init__(self, *, clock: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._clock = clock
        self._new_id = new_id

    def store(
        self,
        change: DraftChange,
        actor: Actor,
        draft: Draft,
        *,
        despite_tests: str | None,
        without_approval: str | None = None,
        proposal: Proposal | None = None,
    ) -> tuple[Thing, ...]:
        """Store a draft; raises StaleEdit, NothingChanges, AlreadyThere, AccessTestsBroken or LastAdmin."""
        _require_changes(draft)
        now, broken = self._clock(), self._require_tests(change, draft, despite_tests)
        saving = Saving(
            actor=actor,
            at=now,
            reason=draft.reason,
            proposal=proposal,
            broken=broken,
            despite_tests=despite_tests if broken else None,
            without_approval=without_approval,
        )
        # Where all admins have an end or conditions, there is no lasting one to take away.
        keeps_an_admin = draft.is_about_portal and change.admins_left(now)
        portions = [self._store_portion(change, some, saving) for some in _portions_of(draft)]
        if keeps_an_admin and not change.admins_left(now):
            raise LastAdmin
        return tuple(chain.from_iterable(portions))

    def _store_portion(self, change: DraftChange, revisions: Sequence[Revision], saving: Saving) -> tuple[Thing, ...]:
        _require_absent(change, revisions)
        stored = change.revise_all(revisions, saving.author, saving.at, saving.reason)
        roles = change.find_roles(_roles_behind(stored))
        entries = []
        for revision, after in zip(revisions, stored, strict=True):
            # The one role that a mapping leads to, so that the ledger finds its entry by it.
            role = roles.get(UUID(after.target_id)) if _leads_to_a_role(after) else None
            entries.append(entry_of_revision(replace(revision, after=after), saving, id_=self._new_id(), role=role))
        change.record(*entries)
        return stored

    def propose(self, change: DraftChange, actor: Actor, draft: Draft, *, despite_tests: str | None) -> Proposal:
        """Store a proposal; raises NothingChanges or AccessTestsBroken."""
        _require_changes(draft)
        self._require_tests(change, draft, despite_tests)
        proposal = Proposal(id=self._new_id(), draft=draft, made_at=self._clock(), made_by=actor)
        change.add_proposal(proposal)
        change.record(self.entry_of(proposal, Action.PROPOSAL_MADE, actor, draft.reason))
        return proposal

    def entry_of(self, proposal: Proposal, action: Action, actor: Actor, reason: str) -> Event:
        """Return the entry that tells what became of a proposal."""
        body = {"proposal_id": str(proposal.id), "made_by": proposal.made_by.id, "reason": reason}
        return Event(self._new_id(), self._clock(), action, "succeeded", actor, body=body)

    def _require_tests(self, change: DraftChange, draft: Draft, despite: str | None) -> tuple[AccessTest, ...]:
        tests, world = change.tests_and_world(draft)
        broken = broken_by(draft, tests, world, self._clock())
        if broken and not (despite and despite.strip()):
            raise AccessTestsBroken(broken=broken)
        return broken


def _require_changes(draft: Draft) -> None:
    if not draft.revisions or all(_says_the_same(revision) for revision in draft.revisions):
        raise NothingChanges


def _says_the_same(revision: Revision) -> bool:
    before = revision.before
    return before is not None and replace(before, version=revision.after.version) == revision.after


def _portions_of(draft: Draft) -> Iterator[Sequence[Revision]]:
    """Cut a draft where the kind of thing or of revision changes, and where it grows long: its order stays."""
    for _kind, some in groupby(draft.revisions, lambda revision: (revision.thing, revision.before is None)):
        left = list(some)
        for start in range(0, len(left), _AT_ONCE):
            yield left[start : start + _AT_ONCE]


def _require_absent(change: DraftChange, revisions: Sequence[Revision]) -> None:
    """An equal mapping in force would only confuse; a second row of an account is refused by storage."""
    known = change.find_duplicate([one.after for one in revisions if one.before is None])
    if isinstance(known, Mapping):
        raise AlreadyThere(what=_("An equal role mapping"))
    if isinstance(known, Role):
        raise NamedAlreadyThere(kind=_("The role"), name=known.role_arn)


def _roles_behind(things: Iterable[Thing]) -> frozenset[UUID]:
    return frozenset(UUID(one.target_id) for one in things if _leads_to_a_role(one))


def _leads_to_a_role(thing: Thing) -> TypeGuard[Mapping]:
    return isinstance(thing, Mapping) and thing.target_kind == "role"
