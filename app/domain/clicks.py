"""One click: what was asked for, and the circumstances that the ledger keeps."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.access import Grant
from app.domain.accounts import Role
from app.domain.arns import RoleArn
from app.domain.destinations import Destination
from app.domain.durations import Duration, DurationPlan
from app.domain.federation import LoginUrl
from app.domain.ledger import Event
from app.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Visit:
    """The circumstances of one request. `id` is its reference on pages, in the log and in the ledger.

    For a click it is the click id as well, which both upstream calls carry, so that it joins the ledger with AWS's log.
    """

    id: UUID
    address: str | None = None
    user_agent: str | None = None


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


@dataclass(frozen=True, slots=True)
class Intent:
    """What a click is about to do, and the entries that say so: an offer to carry out, or a refusal to raise."""

    entries: tuple[Event, ...]
    outcome: ConsoleOffer | Refusal


@dataclass(frozen=True, slots=True)
class OfferedRole:
    """A role on the portal page. `longest` is the longest console that a click can give.

    `is_shortened` says that it is shorter than what is allowed, for the portal itself runs on temporary credentials.
    """

    role: Role
    longest: Duration
    is_shortened: bool


@dataclass(frozen=True, slots=True)
class OpenedConsole:
    """What the person got: the login URL (a secret), and for how long."""

    login_url: LoginUrl
    console_duration: Duration
