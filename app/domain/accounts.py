"""AWS accounts and the roles in them, as admins describe them."""

import re
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.arns import AccountId, RoleArn
from app.domain.durations import Duration
from app.domain.freshness import NOTHING_ASKED, Freshness
from app.domain.refusals import Malformed
from app.domain.words import _

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


_EXTERNAL_ID: Final = re.compile(r"[A-Za-z0-9_+=,.@:/-]{2,1224}")


class MalformedExternalId(Malformed):
    code = "malformed-external-id"
    sentence = _("That is not an external ID.")
    remedy = _("An external ID has 2 to 1,224 letters, digits and characters of _+=,.@:/- and no blank.")


def parse_external_id(text: str) -> str:
    """Read an external ID; raises MalformedExternalId. Source: AWS STS API Reference, AssumeRole (ExternalId)."""
    if not _EXTERNAL_ID.fullmatch(text):
        raise MalformedExternalId
    return text


def colour_for(account_id: AccountId) -> str:
    """Return a colour that stays the same for an account until an admin chooses another."""
    return COLOURS[int(account_id.text) % len(COLOURS)]


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
    freshness: Freshness = NOTHING_ASKED
    disabled_at: datetime | None = None
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
    freshness: Freshness = NOTHING_ASKED
    disabled_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether mappings may lead to it: neither it nor its account is disabled."""
        return self.disabled_at is None and self.account.disabled_at is None

    @property
    def required_freshness(self) -> Freshness:
        """What it takes to open it: the stricter of what the role and its account say."""
        return self.freshness.and_also(self.account.freshness)
