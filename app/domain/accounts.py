"""AWS accounts and the roles in them, as admins describe them."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.arns import AccountId, RoleArn
from app.domain.durations import Duration

COLOURS: Final = (
    "red",
    "orange",
    "amber",
    "yellow",
    "lime",
    "green",
    "teal",
    "cyan",
    "blue",
    "indigo",
    "violet",
    "pink",
)
_NO_TAGS: Final[ReadOnly[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account; `colour` is one of COLOURS, a class name in the pages."""

    id: UUID
    partition: str
    account_id: AccountId
    name: str
    description: str = ""
    environment: str = ""
    colour: str = "blue"
    tags: ReadOnly[str, str] = field(default_factory=lambda: _NO_TAGS)
    sensitive: bool = False
    default_region: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role that mappings may lead to; `max_console_duration` is the longest console, not the credentials."""

    id: UUID
    account: Account
    role_arn: RoleArn
    max_console_duration: Duration
    description: str = ""
    external_id: str | None = field(default=None, repr=False)
    source_identity: bool = True
    session_tags: bool = False
    default_destination: str | None = None
    disabled_at: datetime | None = None
    version: int = 1
