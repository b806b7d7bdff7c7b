"""Discovery: an admin's order to read accounts and roles from AWS, and how far it has come."""

import re
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID

from app.domain.arns import AccountId, MalformedRoleArn, RoleArn
from app.domain.ledger import Actor
from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.trust_readings import Admission
from app.domain.words import _

DiscoveryState = Literal["listing", "scanning", "ended", "failed"]
AccountState = Literal["waiting", "done", "failed", "skipped"]
DEFAULT_READ_ROLE: Final = "DoorstepReadOnly"
# Roles that only an AWS service assumes, and those of IAM Identity Center, which people enter through it.
# Source: AWS IAM User Guide, "Using service-linked roles"; AWS IAM Identity Center User Guide, "Permission sets".
_OF_SERVICES: Final = "/aws-service-role/"
_OF_IDENTITY_CENTER: Final = "/aws-reserved/sso.amazonaws.com/"
_ROLE_PART: Final = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/(?P<role>.+)")
_NO_VALUES: Final[ReadOnly[str, str]] = MappingProxyType({})


class MalformedReadRole(Malformed):
    code = "malformed-read-role"
    sentence = _("“%(text)s” is not the name of a role.")
    remedy = _("Write the name that the role has in each account, with its path if it has one: DoorstepReadOnly, or "
               "tools/DoorstepReadOnly.")  # fmt: skip
    who = AN_ADMIN


class ForeignOrganizationRole(Malformed):
    code = "foreign-organization-role"
    sentence = _("That role is not in the partition %(partition)s.")
    remedy = _("Name a role of the organization's management account, or leave it empty.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoverySettings:
    """What an admin ordered. Without `read_role` only accounts are read.

    `read_role` is the path and name of a role that is in each account; `organization_role` lists the accounts, and
    without it the portal identity does. `external_id` is sent to both.
    """

    partition: str
    read_role: str | None = None
    organization_role: RoleArn | None = None
    external_id: str | None = field(default=None, repr=False)
    identity_center_roles: bool = False

    def read_role_in(self, account_id: AccountId) -> RoleArn | None:
        """Return the ARN of the read-only role in an account."""
        if self.read_role is None:
            return None
        return RoleArn.parse(f"arn:{self.partition}:iam::{account_id}:role/{self.read_role}")

    def leaves_out(self, role_arn: RoleArn) -> bool:
        """Say whether a role is of no use to people.

        It is one of an AWS service, or of IAM Identity Center unless wanted, or the portal's own to read with.
        """
        if role_arn in {self.read_role_in(role_arn.account_id), self.organization_role}:
            return True
        path = role_arn.text.partition(":role")[2]
        return path.startswith(_OF_SERVICES) or (
            path.startswith(_OF_IDENTITY_CENTER) and not self.identity_center_roles
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A failure as it is kept: the code of its words, and the values in them."""

    code: str
    values: ReadOnly[str, str] = field(default_factory=lambda: _NO_VALUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRole:
    """A role in AWS; `max_session_duration` in seconds. `tags` are None until they have been read."""

    role_arn: RoleArn
    description: str
    max_session_duration: int
    admission: Admission = field(default_factory=Admission)
    tags: ReadOnly[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What has been read of one account so far, and where to go on: an account may be too large for one go.

    `left_out` counts the roles that are of no use to people.
    """

    roles: tuple[FoundRole, ...] = ()
    left_out: int = 0
    marker: str | None = None
    is_listed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every role and every tag has been read."""
        return self.is_listed and all(role.tags is not None for role in self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAccount:
    """An account of the organization in one discovery. `tries` counts how often AWS wanted it to be slower."""

    account_id: AccountId
    name: str
    tags: ReadOnly[str, str]
    state: AccountState = "waiting"
    scan: Scan = field(default_factory=Scan)
    trouble: Trouble | None = None
    not_before: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """An order and how far it has come: first accounts are listed, then each is scanned for roles."""

    id: UUID
    at: datetime
    actor: Actor
    settings: DiscoverySettings
    state: DiscoveryState = "listing"
    portal_identity: str | None = None
    next_token: str | None = None
    trouble: Trouble | None = None
    not_before: datetime | None = None
    tries: int = 0
    ended_at: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether there is more to do."""
        return self.state in {"listing", "scanning"}


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on an account, from when, and until when nobody else does: a worker that was killed lets go then."""

    id: UUID
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many accounts stand how; `next_at` is when the next may be worked on, None where one may be now."""

    waiting: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    next_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.waiting + self.done + self.failed + self.skipped

    @property
    def finished(self) -> int:
        return self.total - self.waiting


def parse_read_role(text: str) -> str:
    """Read a role's name, its path and name, or an ARN of it in any account; raises MalformedReadRole."""
    match = _ROLE_PART.fullmatch(text)
    role = match["role"] if match else text.removeprefix("/")
    if role.startswith("arn:"):
        raise MalformedReadRole(text=text[:80])
    try:
        RoleArn.parse(f"arn:aws:iam::000000000000:role/{role}")
    except MalformedRoleArn:
        raise MalformedReadRole(text=text[:80]) from None
    return role


def parse_organization_role(text: str, *, partition: str) -> RoleArn:
    """Read the ARN of the role that lists accounts; raises MalformedRoleArn or ForeignOrganizationRole."""
    role_arn = RoleArn.parse(text)
    if role_arn.partition != partition:
        raise ForeignOrganizationRole(partition=partition)
    return role_arn
