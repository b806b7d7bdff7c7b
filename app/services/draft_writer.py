"""Writes drafts: every revision with its version and its entry, or nothing; and proposals likewise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.access_tests import AccessTest, AccessTestsBroken, broken_by
from app.domain.accounts import Role
from app.domain.admins import LastAdmin
from app.domain.conditions import Circumstances
from app.domain.drafts import Draft, NothingChanges, Proposal, Revision, Thing
from app.domain.effects import moment_of
from app.domain.ledger import Action, Actor, Event
from app.domain.mappings import Mapping
from app.domain.refusals import AlreadyThere
from app.services.draft_changes import DraftChange
from app.services.draft_entries import entry_of_revision


class DraftWriter:
    """Stores drafts and proposals within a change that its caller opened."""

    def __init__(self, *, clock: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self.clock = clock
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
        now = self.clock()
        broken = self._require_tests(change, draft, despite_tests)
        # Where all admins have an end or conditions, there is no lasting one to take away.
        keeps_an_admin = any(_is_of_portal(revision) for revision in draft.revisions) and change.admins_left(now)
        things = []
        for revision in draft.revisions:
            _require_absent(change, revision)
            stored = change.revise(revision, proposal.made_by if proposal else actor, now, draft.reason)
            entry = entry_of_revision(
                replace(revision, after=stored),
                actor,
                id_=self._new_id(),
                at=now,
                reason=draft.reason,
                proposal=proposal,
                broken=broken,
                despite_tests=despite_tests if broken else None,
                without_approval=without_approval,
                role=_role_of(change, stored),
            )
            change.record(entry)
            things.append(stored)
        if keeps_an_admin and not change.admins_left(now):
            raise LastAdmin
        return tuple(things)

    def propose(self, change: DraftChange, actor: Actor, draft: Draft, *, despite_tests: str | None) -> Proposal:
        """Store a proposal; raises NothingChanges or AccessTestsBroken."""
        _require_changes(draft)
        self._require_tests(change, draft, despite_tests)
        proposal = Proposal(id=self._new_id(), draft=draft, made_at=self.clock(), made_by=actor)
        change.add_proposal(proposal)
        change.record(self.entry_of(proposal, Action.PROPOSAL_MADE, actor, draft.reason))
        return proposal

    def entry_of(self, proposal: Proposal, action: Action, actor: Actor, reason: str) -> Event:
        """Return the entry that tells what became of a proposal."""
        body = {"proposal_id": str(proposal.id), "made_by": proposal.made_by.id, "reason": reason}
        return Event(self._new_id(), self.clock(), action, "succeeded", actor, body=body)

    def _require_tests(self, change: DraftChange, draft: Draft, despite: str | None) -> tuple[AccessTest, ...]:
        tests, world = change.tests_and_world(draft)
        broken = broken_by(draft, tests, world, moment_of(draft, Circumstances(now=self.clock())))
        if broken and not (despite and despite.strip()):
            raise AccessTestsBroken(broken=broken)
        return broken


def _require_changes(draft: Draft) -> None:
    if not draft.revisions or all(_says_the_same(revision) for revision in draft.revisions):
        raise NothingChanges


def _says_the_same(revision: Revision) -> bool:
    before = revision.before
    return before is not None and replace(before, version=revision.after.version) == revision.after


def _require_absent(change: DraftChange, revision: Revision) -> None:
    """An equal mapping in force would only confuse; a second row of an account or a role is refused by storage."""
    after = revision.after
    if revision.before is None and isinstance(after, Mapping) and change.has_mapping(after):
        raise AlreadyThere(what="An equal role mapping")
    if revision.before is None and isinstance(after, Role) and change.find_role(after.role_arn) is not None:
        raise AlreadyThere(what=f"The role {after.role_arn}")


def _role_of(change: DraftChange, thing: Thing) -> Role | None:
    """Return the one role that a mapping leads to, so that the ledger finds its entry by it."""
    if isinstance(thing, Mapping) and thing.target_kind == "role":
        role = change.find_thing("role", UUID(thing.target_id))
        return role if isinstance(role, Role) else None
    return None


def _is_of_portal(revision: Revision) -> bool:
    return isinstance(revision.after, Mapping) and revision.after.target_kind == "portal"
