"""Trust policies of the sample company, and the IAM identities that the portal runs as."""

import json
from typing import Any, Final

from app.demo.company_accounts import GOV_IDENTITY, IDENTITY, partition_of_account
from app.demo.company_values import SampleUser

Statement = dict[str, Any]  # A statement of a policy, which becomes JSON.

_USER: Final = "doorstep-portal"
_TASK_ROLE: Final = "doorstep-portal-task"


def portal_users() -> tuple[SampleUser, ...]:
    return tuple(_portal_user(account_id) for account_id in (IDENTITY, GOV_IDENTITY))


def trusting_portal(
    account_id: str,
    *,
    external_id: str | None = None,
    source_identity: str = "allowed",
) -> str:
    """A trust policy for the portal's identity; `source_identity` is `allowed`, `required` or `forgotten`.

    What comes with a session (tags, source identity) has a statement of its own: `sts:ExternalId` is no key of
    those two actions, so that one statement for all three would refuse them.
    """
    principal = _portal_principals(account_id)
    condition: Statement = {}
    if external_id is not None:
        condition["StringEquals"] = {"sts:ExternalId": external_id}
    if source_identity == "required":
        condition["Null"] = {"sts:SourceIdentity": "false"}
    enter: Statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    carried = ["sts:TagSession"] + ([] if source_identity == "forgotten" else ["sts:SetSourceIdentity"])
    carry: Statement = {"Effect": "Allow", "Principal": principal, "Action": carried}
    return _policy({**enter, "Condition": condition} if condition else enter, carry)


def trusting_account(account_id: str) -> str:
    """A trust policy for the whole account of the portal's identity, as many a wizard writes it."""
    root = f"arn:{partition_of_account(account_id)}:iam::{_identity_account(account_id)}:root"
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    return _policy({"Effect": "Allow", "Principal": {"AWS": root}, "Action": actions})


def trusting_a_stranger(account_id: str) -> str:
    """A trust policy that does not admit the portal: an engineer has tied the role to a bastion."""
    bastion = f"arn:{partition_of_account(account_id)}:iam::{account_id}:role/bastion"
    return _policy({"Effect": "Allow", "Principal": {"AWS": bastion}, "Action": "sts:AssumeRole"})


def trusting_tasks() -> str:
    """The trust policy of the role that the portal's container would run in."""
    service = {"Service": "ecs-tasks.amazonaws.com"}
    return _policy({"Effect": "Allow", "Principal": service, "Action": "sts:AssumeRole"})


def trusting_a_service(host: str) -> str:
    """A trust policy for a service of AWS: of no use to people."""
    return _policy({"Effect": "Allow", "Principal": {"Service": host}, "Action": "sts:AssumeRole"})


def trusting_portal_to_read(account_id: str) -> str:
    """The trust policy of the role that discovery reads an account with."""
    return _policy({"Effect": "Allow", "Principal": _portal_principals(account_id), "Action": "sts:AssumeRole"})


def listing_roles() -> str:
    """The policy of that role: to list roles and their tags, and nothing else."""
    return _policy({"Effect": "Allow", "Action": ["iam:ListRoles", "iam:ListRoleTags"], "Resource": "*"})


def _portal_user(account_id: str) -> SampleUser:
    partition = partition_of_account(account_id)
    return SampleUser(
        partition=partition,
        account_id=account_id,
        user_name=_USER,
        user_arn=f"arn:{partition}:iam::{account_id}:user/{_USER}",
        role_arn=f"arn:{partition}:iam::{account_id}:role/{_TASK_ROLE}",
        policy=_portal_policy(partition),
    )


def _portal_policy(partition: str) -> str:
    enter = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    look = ["iam:Get*", "iam:List*", "organizations:Describe*", "organizations:List*"]
    # `doorstep walkthrough` makes a role of its own, and takes it away again.
    make = ["iam:CreateRole", "iam:DeleteRole", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:TagRole"]
    own = f"arn:{partition}:iam::*:role/doorstep-*"
    return _policy(
        {"Effect": "Allow", "Action": enter, "Resource": f"arn:{partition}:iam::*:role/*"},
        {"Effect": "Allow", "Action": look, "Resource": "*"},
        {"Effect": "Allow", "Action": make, "Resource": own},
    )


def _portal_principals(account_id: str) -> dict[str, list[str]]:
    start = f"arn:{partition_of_account(account_id)}:iam::{_identity_account(account_id)}"
    return {"AWS": [f"{start}:user/{_USER}", f"{start}:role/{_TASK_ROLE}"]}


def _identity_account(account_id: str) -> str:
    return GOV_IDENTITY if partition_of_account(account_id) == "aws-us-gov" else IDENTITY


def _policy(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
