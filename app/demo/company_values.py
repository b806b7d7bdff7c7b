"""The kinds of thing that a sample company is made of. Plain values: who reads them decides what to do with them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAccount:
    """An AWS account of the company."""

    partition: str
    account_id: str
    name: str
    description: str
    environment: str
    colour: str
    default_region: str
    sensitive: bool = False
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRole:
    """An IAM role, and how the portal is told about it.

    `max_session_duration` is AWS's limit for credentials, `max_console_duration` the portal's for consoles; both in
    seconds. `trust_policy` and `inline_policy` are JSON.
    `source_identity` is what the portal is told, not what the trust policy allows.
    """

    role_arn: str
    name: str
    path: str
    partition: str
    account_id: str
    description: str
    trust_policy: str
    managed_policies: tuple[str, ...]
    external_id: str | None = None
    max_session_duration: int = 3600
    max_console_duration: int = 3600
    source_identity: bool = True
    session_tags: bool = False
    default_destination: str | None = None
    inline_policy: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleUser:
    """The IAM user that the portal runs as in one partition, and the role that it may run as instead (`role_arn`)."""

    partition: str
    account_id: str
    user_name: str
    user_arn: str
    role_arn: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleGroup:
    """A group of people."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """A colleague; `about` says in a few words why they are interesting."""

    username: str
    display_name: str
    email: str
    about: str
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMapping:
    """A role mapping; `target` is a role ARN, or `admin` or `auditor` of the portal. Times count from now."""

    effect: Literal["allow", "deny"] = "allow"
    subject_kind: Literal["person", "group"]
    subject: str
    target_kind: Literal["role", "portal"] = "role"
    target: str
    max_console_duration: int | None = None
    valid_from: timedelta | None = None
    valid_until: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Everything that is known of the sample company; `unknown_roles` are in AWS, and the portal is not told."""

    name: str
    accounts: tuple[SampleAccount, ...]
    roles: tuple[SampleRole, ...]
    portal_users: tuple[SampleUser, ...]
    unknown_roles: tuple[SampleRole, ...] = ()
    people: tuple[SamplePerson, ...] = ()
    groups: tuple[SampleGroup, ...] = ()
    mappings: tuple[SampleMapping, ...] = field(default=())
