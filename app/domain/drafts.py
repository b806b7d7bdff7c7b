"""Drafts: changes of mappings, accounts and roles, thought out before anything is stored."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.ledger import Actor
from app.domain.mappings import Mapping
from app.domain.people import Principal
from app.domain.refusals import AN_ADMIN, Conflict, Malformed, NotFound, NotPermitted
from app.domain.words import _

Thing = Mapping | Account | Role
ThingKind = Literal["mapping", "account", "role"]
RevisionKind = Literal["added", "changed", "disabled", "enabled"]
ProposalState = Literal["open", "approved", "rejected", "withdrawn"]
LONGEST_REASON = 500
AnyThing = TypeVar("AnyThing", Mapping, Account, Role)


class StaleEdit(Conflict):
    """Somebody saved meanwhile; `current` is what holds now, for both to be shown side by side."""

    code = "stale-edit"
    sentence = _("Somebody changed this while you were editing it.")
    remedy = _("Compare your version with the one that holds now, and save again if yours should replace it.")
    who = AN_ADMIN

    def __init__(self, *, current: Thing) -> None:
        self.current = current
        super().__init__()


class ChangeReasonMissing(Malformed):
    code = "change-reason-missing"
    sentence = _("Say why you change this.")
    remedy = _("The reason stands in the history and in the ledger, beside your name.")
    who = AN_ADMIN


class ChangeReasonTooLong(Malformed):
    code = "change-reason-too-long"
    sentence = _("The reason has %(length)s characters, and %(longest)s at most are kept.")
    remedy = _("Shorten it, or name a ticket that says the rest.")
    who = AN_ADMIN


class NothingChanges(Malformed):
    code = "nothing-changes"
    sentence = _("There is nothing to save: the draft says what holds already.")
    remedy = _("Change something first.")
    who = AN_ADMIN


class NotWhatWasShown(Conflict):
    code = "not-what-was-shown"
    sentence = _("This is not what the preview showed.")
    remedy = _("Somebody changed meanwhile what a name stands for, or the preview was left out. Look at what would be "
               "saved now, and save again if you want it.")  # fmt: skip
    who = AN_ADMIN


class NoSuchProposal(NotFound):
    code = "no-such-proposal"
    sentence = _("There is no such proposal.")
    remedy = _("Look for it among the proposals.")
    who = AN_ADMIN


class ProposalDecided(Conflict):
    code = "proposal-decided"
    sentence = _("This proposal has been decided on already.")
    remedy = _("Open it again to see by whom and why.")
    who = AN_ADMIN


class UnreadableProposal(Conflict):
    code = "unreadable-proposal"
    sentence = _("This version of Doorstep cannot read what this proposal would change.")
    remedy = _("Reject it, and propose the change once more.")
    who = AN_ADMIN


class NotYourProposal(NotPermitted):
    code = "not-your-proposal"
    sentence = _("Only who made a proposal takes it back.")
    remedy = _("Reject it instead, and say why.")
    who = AN_ADMIN


class SecondAdminNeeded(NotPermitted):
    """`change` is a marked word such as “A new member of the mapped group”, and `name` whom or what it is about."""

    code = "second-admin-needed"
    sentence = _("%(change)s %(name)s would change who can open what, and no second admin would have seen it.")
    remedy = _("Propose a role mapping of the person instead, for a second admin to approve. On the command line the "
               "operator may do it with --without-approval and a reason.")  # fmt: skip
    who = AN_ADMIN


class EnabledUnseen(NotPermitted):
    """`kind` is a marked word such as “The group”, and `name` what it is called."""

    code = "enabled-unseen"
    sentence = _("%(kind)s %(name)s has role mappings, and no second admin would see who gains what by them now.")
    remedy = _("Propose to disable those mappings first, and to enable them again afterwards: a second admin sees then "
               "who gains. Somebody in groups that are mapped may also be taken out of them first.")  # fmt: skip
    who = AN_ADMIN


class RenamedUnseen(NotPermitted):
    code = "renamed-unseen"
    sentence = _("“%(name)s” has role mappings, and whoever approved them saw it under this name.")
    remedy = _(
        "Add a group with the other name and propose its role mappings; a second admin sees then whom they name."
    )
    who = AN_ADMIN


class OwnProposal(NotPermitted):
    code = "own-proposal"
    sentence = _("Nobody approves their own change.")
    remedy = _("Ask another admin to look at it.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class Revision:
    """One thing as it was (None: not there yet) and as it is to be. Nothing is deleted, only disabled."""

    before: Thing | None
    after: Thing

    @property
    def thing(self) -> ThingKind:
        """What it is that changes."""
        if isinstance(self.after, Mapping):
            return "mapping"
        return "account" if isinstance(self.after, Account) else "role"

    @property
    def kind(self) -> RevisionKind:
        """How it changes."""
        if self.before is None:
            return "added"
        if (self.before.disabled_at is None) == (self.after.disabled_at is None):
            return "changed"
        return "enabled" if self.after.disabled_at is None else "disabled"


@dataclass(frozen=True, slots=True)
class Draft:
    """Revisions that count together or not at all, and why they are made."""

    revisions: tuple[Revision, ...]
    reason: str

    @property
    def is_about_portal(self) -> bool:
        """Whether one of its mappings leads to the portal itself, or did before: it may make or unmake an admin."""
        things = [thing for one in self.revisions for thing in (one.before, one.after)]
        return any(isinstance(thing, Mapping) and thing.target_kind == "portal" for thing in things)

    @property
    def only_takes_away(self) -> bool:
        """Whether nobody can gain by it: it disables accounts, roles and mappings that allow something."""
        return all(
            one.kind == "disabled" and not (isinstance(one.after, Mapping) and one.after.effect == "deny")
            for one in self.revisions
        )

    def with_reason(self) -> "Draft":
        """Return the draft with its reason as it is kept; raises like `parse_reason`."""
        return replace(self, reason=parse_reason(self.reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft that waits for a second admin, or that one has decided on.

    One whose stored form cannot be read is not readable: its draft is empty, and it is only rejected or withdrawn.
    """

    id: UUID
    draft: Draft
    made_at: datetime
    made_by: Actor
    is_readable: bool = True
    state: ProposalState = "open"
    decided_at: datetime | None = None
    decided_by: Actor | None = None
    decision_reason: str | None = None

    def is_by(self, principal: Principal) -> bool:
        """Say whether this person made it, as far as can be known: an operator of their username counts as them."""
        if self.made_by.kind == "operator":
            return self.made_by.id.casefold() == principal.username.text.casefold()
        return self.made_by == Actor("person", str(principal.person_id))

    def decided(self, state: ProposalState, *, at: datetime, by: Actor, reason: str) -> "Proposal":
        """Return the proposal as somebody decided on it; raises like `parse_reason`."""
        return replace(self, state=state, decided_at=at, decided_by=by, decision_reason=parse_reason(reason))


def added(thing: Thing) -> Revision:
    """Return the revision that adds a thing."""
    return Revision(None, replace(thing, version=1))


def changed(before: AnyThing, after: AnyThing) -> Revision:
    """Return the revision that puts `after` in the place of `before`, as its next version."""
    return Revision(before, replace(after, id=before.id, version=before.version + 1))


def disabled(before: AnyThing, at: datetime) -> Revision:
    """Return the revision that disables a thing."""
    return changed(before, replace(before, disabled_at=at))


def parse_reason(text: str | None) -> str:
    """Read the reason of a change; raises ChangeReasonMissing or ChangeReasonTooLong."""
    reason = (text or "").strip()
    if not reason:
        raise ChangeReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ChangeReasonTooLong(length=len(reason), longest=LONGEST_REASON)
    return reason
