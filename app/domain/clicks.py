"""One click: what was asked for, and the circumstances that the ledger keeps."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.access import Grant
from app.domain.accounts import Role
from app.domain.admins import Rank
from app.domain.arns import RoleArn
from app.domain.client_addresses import throttle_key_of
from app.domain.conditions import Circumstances
from app.domain.destinations import Destination
from app.domain.durations import SHORTEST, Duration, DurationPlan, plan_durations
from app.domain.federation import LoginUrl
from app.domain.freshness import Word
from app.domain.ledger import Event
from app.domain.mappings import Mapping
from app.domain.reasons import ReasonRule
from app.domain.refusals import Refusal
from app.domain.web_sessions import Proof


@dataclass(frozen=True, slots=True)
class Visit:
    """The circumstances of one request. `id` is its reference on pages, in the log and in the ledger.

    `word` is the provider's on which its web session rests, None for a local account; `proofs` are all of the session.

    For a click it is the click id as well, which both upstream calls carry, so that it joins the ledger with AWS's log.
    """

    id: UUID
    address: str | None = None
    user_agent: str | None = None
    used_mfa: bool | None = None
    web_session_ends: datetime | None = None
    word: Word | None = None
    proofs: tuple[Proof, ...] = ()

    @property
    def counted_as(self) -> str:
        """What tries from its address are counted under, each kind of them with words of its own before it."""
        return throttle_key_of(self.address) if self.address else "unknown"

    def at(self, now: datetime) -> Circumstances:
        """Return what a decision at that moment may take into account."""
        return Circumstances(
            now=now, address=self.address, used_mfa=self.used_mfa, web_session_ends=self.web_session_ends
        )


class Shortened(StrEnum):
    """Why a console is shorter than the rules allow."""

    CHAINED = "chained"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to open. None means: not said, take what holds by default."""

    role_arn: RoleArn
    destination: Destination | None = None
    duration: Duration | None = None
    mapping_id: UUID | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ConsoleOffer:
    """What a click would give right now: shown before it, and carried out by it."""

    grant: Grant
    plan: DurationPlan
    destination: Destination
    longest: Duration
    shortened: Shortened | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """An offer as it is shown before the click.

    `proof` is the one that opens a role which asks for one; `still_needed` is what else it takes: a fresher proof, or a
    provider's fresher word.
    """

    offer: ConsoleOffer
    proof: Proof | None = None
    still_needed: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """What a click is about to do, and the entries that say so: an offer to carry out, or a refusal to raise."""

    entries: tuple[Event, ...]
    outcome: ConsoleOffer | Refusal


@dataclass(frozen=True, slots=True)
class OfferedRole:
    """A role on the portal page. `longest` is the longest console that a click can give.

    `reason_rule` is there where a reason has to be given first.
    """

    role: Role
    longest: Duration
    shortened: Shortened | None = None
    reason_rule: ReasonRule | None = None


@dataclass(frozen=True, slots=True)
class PortalView:
    """What a person finds at the portal: the roles that they may open now, in no order, and their rank."""

    roles: tuple[OfferedRole, ...]
    rank: Rank | None


@dataclass(frozen=True, slots=True)
class OpenedConsole:
    """What the person got: the login URL (a secret), and for how long."""

    login_url: LoginUrl
    console_duration: Duration


def longest_of(longest: Duration, seconds_left: int, *, caller_is_chained: bool) -> tuple[Duration, Shortened | None]:
    """Return the longest console that a click can give where the rules allow `longest`, and what shortens it."""
    plan = plan_durations(asked=None, longest=longest, seconds_left=seconds_left, caller_is_chained=caller_is_chained)
    if plan.console_duration == longest:
        return longest, None
    by_clock = plan.console_duration.seconds == seconds_left
    return plan.console_duration, Shortened.CLOCK if by_clock else Shortened.CHAINED


def offered_role(role: Role, mapping: Mapping, circumstances: Circumstances, chained: bool) -> OfferedRole | None:
    """Return a role as its first offer gives it; None where too little time is left to open it."""
    left = mapping.seconds_left(role, circumstances)
    if left < SHORTEST:
        return None
    longest, shortened = longest_of(mapping.longest_for(role), left, caller_is_chained=chained)
    return OfferedRole(role, longest, shortened, mapping.conditions.reason)
