"""Decide on what another admin proposed."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.admins import Admin
from app.domain.drafts import (
    NoSuchProposal,
    NotWhatWasShown,
    NotYourProposal,
    OwnProposal,
    Proposal,
    ProposalDecided,
    ProposalState,
    Thing,
    UnreadableProposal,
)
from app.domain.fingerprints import fingerprint_of_effects
from app.domain.ledger import Action
from app.services.draft_changes import DraftChange, DraftChanges
from app.services.draft_writer import DraftWriter
from app.services.drafts import Drafts

_ACTION_OF_STATE: Final[ReadOnly[ProposalState, Action]] = MappingProxyType(
    {
        "approved": Action.PROPOSAL_APPROVED,
        "rejected": Action.PROPOSAL_REJECTED,
        "withdrawn": Action.PROPOSAL_WITHDRAWN,
    }
)


class Proposals:
    """Approves, rejects and withdraws proposals."""

    def __init__(
        self, *, changes: DraftChanges, writer: DraftWriter, drafts: Drafts, clock: Callable[[], datetime]
    ) -> None:
        self._changes = changes
        self._writer = writer
        self._drafts = drafts
        self._clock = clock

    def approve(
        self, admin: Admin, proposal_id: UUID, reason: str, *, shown: str | None, despite_tests: str | None = None
    ) -> tuple[Thing, ...]:
        """Let a proposal of somebody else take effect, and return the things as they are then.

        `shown` is the fingerprint of the effects that the admin looked at: while they did, somebody may have joined a
        group that the proposal maps. Raises NoSuchProposal, ProposalDecided, OwnProposal, UnreadableProposal,
        NotWhatWasShown, ChangeReasonMissing, ChangeReasonTooLong, StaleEdit, AlreadyThere, AccessTestsBroken,
        LastAdmin or StorageUnavailable, and then nothing is stored.
        """
        with self._changes.change(by=admin) as change:
            proposal = _require_open_proposal(change, proposal_id)
            if proposal.is_by(admin.principal):
                raise OwnProposal
            if not proposal.is_readable:
                raise UnreadableProposal
            # Within the change: nobody else changes anything meanwhile.
            if fingerprint_of_effects(self._drafts.preview(admin, proposal.draft).effects) != shown:
                raise NotWhatWasShown
            self._decide(change, admin, proposal, "approved", reason)
            return self._writer.store(
                change, admin.actor, proposal.draft, despite_tests=despite_tests, proposal=proposal
            )

    def reject(self, admin: Admin, proposal_id: UUID, reason: str) -> None:
        """Refuse a proposal; raises NoSuchProposal, ProposalDecided, StorageUnavailable, or like `parse_reason`."""
        self._end(admin, proposal_id, "rejected", reason)

    def withdraw(self, admin: Admin, proposal_id: UUID, reason: str) -> None:
        """Take one's own proposal back; raises likewise, or NotYourProposal."""
        with self._changes.change(by=admin) as change:
            proposal = _require_open_proposal(change, proposal_id)
            if not proposal.is_by(admin.principal):
                raise NotYourProposal
            self._decide(change, admin, proposal, "withdrawn", reason)

    def _end(self, admin: Admin, proposal_id: UUID, state: ProposalState, reason: str) -> None:
        with self._changes.change(by=admin) as change:
            self._decide(change, admin, _require_open_proposal(change, proposal_id), state, reason)

    def _decide(self, change: DraftChange, admin: Admin, proposal: Proposal, state: ProposalState, reason: str) -> None:
        decided = proposal.decided(state, at=self._clock(), by=admin.actor, reason=reason)
        if not change.decide_proposal(decided):
            raise ProposalDecided
        change.record(self._writer.entry_of(proposal, _ACTION_OF_STATE[state], admin.actor, reason))


def _require_open_proposal(change: DraftChange, proposal_id: UUID) -> Proposal:
    proposal = change.find_proposal(proposal_id)
    if proposal is None:
        raise NoSuchProposal
    if proposal.state != "open":
        raise ProposalDecided
    return proposal
