"""Errands: what the portal asks AWS in its own name, on an admin's authority; nobody gets a console of one."""

import json
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from app.domain.admins import Admin
from app.domain.arns import RoleArn
from app.domain.federation import Attempt, Credentials

ErrandKind = Literal["role-test", "discovery"]
# The shortest that STS gives, in seconds. Source: AWS STS API Reference, AssumeRole (DurationSeconds).
ERRAND_SECONDS: Final = 900
# What discovery asks of IAM and of Organizations, and all that it asks.
LISTS_ROLES: Final = ("iam:ListRoles", "iam:ListRoleTags")
LISTS_ACCOUNTS: Final = ("organizations:ListAccounts", "organizations:ListTagsForResource")
_TAGS: Final = (("doorstep", "role-test"),)


def _policy(effect: Literal["Allow", "Deny"], *actions: str) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


# Whoever got hold of the credentials of an errand could do nothing with those of a role test, and only list with those
# of a discovery.
SESSION_POLICIES: Final[ReadOnly[ErrandKind, str]] = MappingProxyType(
    {"role-test": _policy("Deny", "*"), "discovery": _policy("Allow", *LISTS_ROLES, *LISTS_ACCOUNTS)}
)


@dataclass(frozen=True, slots=True)
class Carried:
    """What an errand brings along when it assumes a role, beside its name."""

    external_id: bool
    source_identity: bool
    session_tags: bool


NOTHING_MORE: Final = Carried(external_id=False, source_identity=False, session_tags=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Authority to assume one role once in the portal's own name. Only the errand services make one, for an Admin.

    `known_external_id` is the role's external ID; whether it is sent is one of the things that `carried` says.
    """

    kind: ErrandKind
    admin: Admin
    role_arn: RoleArn
    known_external_id: str | None = field(default=None, repr=False)
    carried: Carried = NOTHING_MORE

    @property
    def role_session_name(self) -> str:
        return self.admin.principal.role_session_name

    @property
    def external_id(self) -> str | None:
        return self.known_external_id if self.carried.external_id else None

    @property
    def source_identity(self) -> str | None:
        return self.role_session_name if self.carried.source_identity else None

    @property
    def session_tags(self) -> tuple[tuple[str, str], ...]:
        return _TAGS if self.carried.session_tags else ()

    @property
    def session_policy(self) -> str:
        return SESSION_POLICIES[self.kind]


@dataclass(frozen=True, slots=True)
class ErrandCredentials:
    """The credentials of an errand: no AssumedRole, and so of no use to the federation endpoint."""

    credentials: Credentials = field(repr=False)
    attempt: Attempt
