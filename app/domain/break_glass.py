"""Break glass: sealed local accounts for when every identity provider is down, and what is written of their use."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.challenges import ChallengeOver
from app.domain.notices import Delivery
from app.domain.people import Username
from app.domain.refusals import AN_ADMIN, Conflict, Malformed, NotFound, NotPermitted, NotSignedIn
from app.domain.words import _

LONGEST_REVIEW: Final = 2_000


class BreakGlassRefused(NotSignedIn):
    code = "break-glass-refused"
    sentence = _("That opens no break-glass account.")
    remedy = _("It takes the account's passkey, or its password and the code of its authenticator app at this moment.")


class BreakGlassSealed(NotPermitted):
    code = "break-glass-sealed"
    sentence = _("This break-glass account was used, and nobody has unsealed it since.")
    remedy = _("Ask an admin to unseal it. Whoever runs the portal can do so at the command line: "
               "doorstep break-glass unseal.")  # fmt: skip
    who = AN_ADMIN


class BreakGlassOver(ChallengeOver):
    code = "break-glass-over"


class NotABreakGlassAccount(NotFound):
    code = "not-a-break-glass-account"
    sentence = _("There is no such break-glass account.")
    remedy = _("Look at the list of break-glass accounts.")
    who = AN_ADMIN


class AlreadyBreakGlass(Conflict):
    code = "already-break-glass"
    sentence = _("%(username)s is a break-glass account already.")
    remedy = _("Look at the list of break-glass accounts.")
    who = AN_ADMIN


class NothingToBreakGlassWith(Conflict):
    code = "nothing-to-break-glass-with"
    sentence = _("%(username)s has no local account with a passkey or an authenticator app.")
    remedy = _("Add a person with a password, sign in as them once, add a passkey on the page “Your sign-in”, and come "
               "back.")  # fmt: skip
    who = AN_ADMIN


class ReviewMissing(Malformed):
    code = "review-missing"
    sentence = _("A review has 1 to %(longest)s characters.")
    remedy = _("Write what the account was used for, and what you made sure of.")
    who = AN_ADMIN


class NothingToReview(Conflict):
    code = "nothing-to-review"
    sentence = _("There is no such use of a break-glass account, or its review is written.")
    remedy = _("Look at the list of uses.")
    who = AN_ADMIN


class NotSealed(Conflict):
    code = "not-sealed"
    sentence = _("This break-glass account is not sealed.")
    remedy = _("Nothing has to be done: it can be used once.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassAccount:
    """A local account that is kept for emergencies. It can be used once unless it is sealed."""

    identity_id: UUID
    person_id: UUID
    username: Username
    display_name: str
    added_at: datetime
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassUse:
    """One use, or a drill: who, when, why, from where, who was told, and the review if there is one."""

    id: UUID
    identity_id: UUID
    username: str
    at: datetime
    reason: str
    is_drill: bool
    address: str | None
    deliveries: tuple[Delivery, ...] = ()
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    review: str | None = None
