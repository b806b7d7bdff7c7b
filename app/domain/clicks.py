"""One click: what was asked for, and the circumstances that the ledger keeps."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.arns import RoleArn
from app.domain.destinations import Destination
from app.domain.durations import Duration
from app.domain.ledger import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to open. None means: not said, take what holds by default."""

    role_arn: RoleArn
    destination: Destination | None = None
    duration: Duration | None = None
    mapping_id: UUID | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Click:
    """The circumstances of one click. `id` joins the ledger with AWS's own log: both upstream calls carry it."""

    id: UUID
    at: datetime
    actor: Actor
    address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedConsole:
    """What the person got: the login URL (a secret), and for how long."""

    login_url: str = field(repr=False)
    console_duration: Duration
