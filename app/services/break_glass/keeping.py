"""Keep break-glass accounts: make one, unseal it, retire it, and review what was done with it."""

from uuid import UUID

from app.domain.admins import Admin, LastAdmin
from app.domain.break_glass import (
    LONGEST_REVIEW,
    AlreadyBreakGlass,
    BreakGlassAccount,
    NotABreakGlassAccount,
    NothingToBreakGlassWith,
    NothingToReview,
    NotSealed,
    ReviewMissing,
)
from app.domain.ledger import Action, Actor
from app.domain.people import Username
from app.services.break_glass.changing import BreakGlassChange, BreakGlassChanges
from app.services.changes import Scribe
from app.services.local_accounts.changing import ReadsFactors


class BreakGlassKeeping:
    """What admins do with them; the operator at the command line may unseal one when no admin gets in."""

    def __init__(self, *, changes: BreakGlassChanges, factors: ReadsFactors, scribe: Scribe) -> None:
        self._changes = changes
        self._factors = factors
        self._scribe = scribe

    def add(self, admin: Admin, username: Username, *, reason: str) -> None:
        """Keep somebody's local account for emergencies, and end its web sessions.

        Raises NothingToBreakGlassWith, AlreadyBreakGlass, LastAdmin, NotAnAdmin or StorageUnavailable.
        """
        now = self._scribe.clock()
        with self._changes.break_glass_change(by=admin) as change:
            principal = change.find_local_principal(username.local_subject)
            if principal is None or not self._factors.of(principal.identity_id).has_second:
                raise NothingToBreakGlassWith(username=username)
            if change.find_break_glass(principal.identity_id) is not None:
                raise AlreadyBreakGlass(username=username)
            change.keep_for_emergencies(principal.identity_id, now)
            ended = change.end_every_web_session(principal.person_id, now)
            if not change.admins_left(now):
                raise LastAdmin
            endings = self._scribe.endings(ended, admin.actor, principal.person_id, cause="kept for emergencies")
            change.record(*endings)
            self._record(change, Action.BREAK_GLASS_ADDED, admin.actor, principal.person_id, reason)

    def unseal(self, admin: Admin, identity_id: UUID, *, reason: str) -> None:
        """Let an account be used once more; raises NotABreakGlassAccount, NotSealed, NotAnAdmin, StorageUnavailable."""
        with self._changes.break_glass_change(by=admin) as change:
            self._unseal(change, _found(change, identity_id), admin.actor, reason)

    def unseal_as_operator(self, username: Username, *, actor: Actor, reason: str) -> None:
        """Likewise, of a local account by its username."""
        with self._changes.break_glass_change() as change:
            principal = change.find_local_principal(username.local_subject)
            if principal is None:
                raise NotABreakGlassAccount
            self._unseal(change, _found(change, principal.identity_id), actor, reason)

    def retire(self, admin: Admin, identity_id: UUID, *, reason: str) -> None:
        """Make it an account like others; raises NotABreakGlassAccount, NotAnAdmin or StorageUnavailable."""
        with self._changes.break_glass_change(by=admin) as change:
            account = _found(change, identity_id)
            change.retire(identity_id, self._scribe.clock())
            self._record(change, Action.BREAK_GLASS_RETIRED, admin.actor, account.person_id, reason)

    def review(self, admin: Admin, use_id: UUID, review: str) -> None:
        """Write what an admin found out about a use; raises ReviewMissing, NothingToReview, StorageUnavailable."""
        words = review.strip()
        if not 0 < len(words) <= LONGEST_REVIEW:
            raise ReviewMissing(longest=LONGEST_REVIEW)
        with self._changes.break_glass_change(by=admin) as change:
            reviewer = admin.principal.person_id
            if not change.review(use_id, by=reviewer, review=words, at=self._scribe.clock()):
                raise NothingToReview
            change.record(self._scribe.entry(Action.BREAK_GLASS_REVIEWED, admin.actor, use=str(use_id), review=words))

    def _unseal(self, change: BreakGlassChange, account: BreakGlassAccount, actor: Actor, reason: str) -> None:
        if not change.unseal(account.identity_id):
            raise NotSealed
        self._record(change, Action.BREAK_GLASS_UNSEALED, actor, account.person_id, reason)

    def _record(self, change: BreakGlassChange, action: Action, actor: Actor, person_id: UUID, reason: str) -> None:
        change.record(self._scribe.entry(action, actor, person_id=person_id, reason=reason))


def _found(change: BreakGlassChange, identity_id: UUID) -> BreakGlassAccount:
    account = change.find_break_glass(identity_id)
    if account is None:
        raise NotABreakGlassAccount
    return account
