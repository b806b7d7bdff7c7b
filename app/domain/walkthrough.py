"""The walkthrough's own role: made a moment ago for whoever walks, opened once, and deleted again."""

import json
import re
from dataclasses import dataclass
from typing import Final, Literal, Self
from uuid import UUID

from app.domain.arns import RoleArn
from app.domain.aws_failures import AwsFailure
from app.domain.iam_failures import NotInIam
from app.domain.refusals import THE_OPERATOR, Malformed, Unavailable
from app.domain.words import _

_PREFIX: Final = "doorstep-walkthrough-"
_CALLER: Final = re.compile(
    r"arn:(?P<partition>[a-z-]+):(?:iam::(?P<user_account>\d{12}):user/.+|sts::(?P<role_account>\d{12}):assumed-role/.+)",
    re.ASCII,
)
_SESSION: Final = re.compile(r"arn:[a-z-]+:sts::(?P<account>\d{12}):assumed-role/(?P<role>[^/]+)/.+", re.ASCII)
_ROOT: Final = re.compile(r"arn:[a-z-]+:iam::\d{12}:root", re.ASCII)


class CallerIsRoot(Malformed):
    code = "caller-is-root"
    sentence = _("These are the credentials of an account's root user, and AWS lets no root user assume a role.")
    remedy = _("Take the credentials of an IAM user or of a role, for example from IAM Identity Center.")
    who = THE_OPERATOR


class CallerCannotAssume(Malformed):
    code = "caller-cannot-assume"
    sentence = _("These credentials belong to “%(arn)s”, which is neither an IAM user nor a role's session.")
    remedy = CallerIsRoot.remedy
    who = THE_OPERATOR


class RoleStillRefused(Unavailable):
    code = "role-still-refused"
    sentence = _("After %(seconds)s seconds AWS still does not let you assume the new role.")
    remedy = _("IAM mostly needs a few seconds, rarely a minute: try again with a larger --limit. If it happens "
               "again, a service control policy, a permissions boundary or a session policy keeps you from "
               "sts:AssumeRole.")  # fmt: skip
    who = THE_OPERATOR


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """Who AWS takes us for: the ARN of an IAM user or of a role's session, which a trust policy can name."""

    arn: str
    partition: str

    @classmethod
    def parse(cls, arn: str) -> Self:
        """Read an ARN of GetCallerIdentity; raises CallerIsRoot or CallerCannotAssume.

        Source: AWS IAM User Guide, "AWS JSON policy elements: Principal" (users, role sessions); AWS STS API
        Reference, AssumeRole: not with the credentials of a root user.
        """
        if _ROOT.fullmatch(arn):
            raise CallerIsRoot
        match = _CALLER.fullmatch(arn)
        if match is None:
            raise CallerCannotAssume(arn=arn[:200])
        return cls(arn, match["partition"])

    @property
    def principal_arn(self) -> str:
        """The ARN that a lasting trust policy names: of a role's session, the role, whose path AWS does not tell."""
        match = _SESSION.fullmatch(self.arn)
        return f"arn:{self.partition}:iam::{match['account']}:role/{match['role']}" if match else self.arn

    @property
    def trust_policy(self) -> str:
        """The trust policy, as JSON, that admits exactly this caller.

        A caller whose session carries a source identity or transitive tags can assume nothing without the other two
        actions. Source: AWS IAM User Guide, "Monitor and control actions taken with assumed roles".
        """
        actions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
        statement = {"Effect": "Allow", "Principal": {"AWS": self.arn}, "Action": actions}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass(frozen=True, slots=True)
class PlannedRole:
    """The role that a walk is about to make; its name holds the end of the click's id, and so is never another's."""

    click_id: UUID
    caller: CallerIdentity

    @property
    def name(self) -> str:
        return f"{_PREFIX}{self.click_id.hex[-12:]}"

    @property
    def partition(self) -> str:
        return self.caller.partition

    @property
    def trust_policy(self) -> str:
        return self.caller.trust_policy

    @property
    def policy_name(self) -> str:
        return "AmazonS3ReadOnlyAccess"

    @property
    def policy_arn(self) -> str:
        return f"arn:{self.partition}:iam::aws:policy/{self.policy_name}"

    @property
    def description(self) -> str:
        return "Made by doorstep walkthrough, which deletes it again. If it is still here, it can be deleted."


@dataclass(frozen=True, slots=True)
class CreatedRole:
    """A role that this process has just created. Only the walkthrough makes one, from IAM's answer to CreateRole."""

    role_arn: RoleArn
    role_session_name: str

    @property
    def external_id(self) -> str | None:
        return None

    @property
    def source_identity(self) -> str | None:
        return None

    @property
    def session_policy(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class CleanUpStep:
    """One thing that had to go; `failure` is the last of the tries to delete it, None once it was deleted."""

    thing: Literal["attachment", "role"]
    failure: AwsFailure | None = None

    @property
    def outcome(self) -> Literal["deleted", "not found", "left"]:
        if self.failure is None:
            return "deleted"
        return "not found" if isinstance(self.failure, NotInIam) else "left"


@dataclass(frozen=True, slots=True)
class CleanUp:
    """What became of everything that a walk made, or may have made where an answer was lost."""

    planned: PlannedRole
    steps: tuple[CleanUpStep, ...]

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is left, as far as IAM tells."""
        return all(step.outcome != "left" for step in self.steps)
