"""Errands: what the portal asks AWS in its own name, on an admin's authority; nobody gets a console of one."""

import json
from dataclasses import dataclass, field
from typing import Final, Literal

from app.domain.accounts import Role
from app.domain.admins import Admin
from app.domain.arns import RoleArn
from app.domain.federation import Attempt, Credentials

ErrandKind = Literal["role-test"]
# The shortest that STS gives, in seconds. Source: AWS STS API Reference, AssumeRole (DurationSeconds).
ERRAND_SECONDS: Final = 900
# Whoever got hold of the credentials of a role test could do nothing with them.
DENY_EVERYTHING: Final = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
)
_TAGS: Final = (("doorstep", "role-test"),)


@dataclass(frozen=True, slots=True)
class Carried:
    """What an errand brings along when it assumes a role, beside its name."""

    external_id: bool
    source_identity: bool
    session_tags: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Authority to assume one role once in the portal's own name. Only the errand service makes one, for an Admin."""

    kind: ErrandKind
    admin: Admin
    role: Role
    carried: Carried

    @property
    def role_arn(self) -> RoleArn:
        return self.role.role_arn

    @property
    def role_session_name(self) -> str:
        return self.admin.principal.role_session_name

    @property
    def external_id(self) -> str | None:
        return self.role.external_id if self.carried.external_id else None

    @property
    def source_identity(self) -> str | None:
        return self.role_session_name if self.carried.source_identity else None

    @property
    def session_tags(self) -> tuple[tuple[str, str], ...]:
        return _TAGS if self.carried.session_tags else ()

    @property
    def session_policy(self) -> str:
        return DENY_EVERYTHING


@dataclass(frozen=True, slots=True)
class ErrandCredentials:
    """The credentials of an errand: no AssumedRole, and so of no use to the federation endpoint."""

    credentials: Credentials = field(repr=False)
    attempt: Attempt
