"""IAM and Organizations behind the gate: what is refused, what takes a while, what is gone."""

import json
from typing import Any
from uuid import uuid4

import pytest

from app.demo.aws import EmbeddedAws
from tests.demo.callers import (
    IDENTITY,
    PORTAL_ARN,
    SANDBOX,
    Keys,
    administrator_keys,
    allow,
    assume,
    attempt,
    client,
    iam,
    keys_of,
    policy,
    portal_keys,
    role_trusting,
    sts,
)
from tests.fixtures.aws import Clock

NEXT = f"arn:aws:iam::{SANDBOX}:role/gate-test"


def test_a_new_role_can_be_assumed_only_after_a_while(aws: EmbeddedAws, clock: Clock) -> None:
    aws.switches.role_delay = 8.0
    keys = administrator_keys(aws)
    client = iam(aws, keys)
    trust = json.dumps(policy(allow({"AWS": "arn:aws:iam::601957481126:root"})))
    role_arn = client.create_role(RoleName="fresh", AssumeRolePolicyDocument=trust)["Role"]["Arn"]

    at_once = assume(sts(aws, keys), role_arn)
    clock.advance(seconds=9)
    later = assume(sts(aws, keys), role_arn)

    assert at_once.code == "AccessDenied"
    assert later["AssumedRoleUser"]["Arn"] == "arn:aws:sts::601957481126:assumed-role/fresh/alice"


@pytest.mark.parametrize(
    ("resource", "is_let_in"),
    [
        ({"NotResource": "arn:aws:iam::*:role/Administrator"}, True),
        ({"NotResource": "arn:aws:iam::*:role/gate-*"}, False),
        ({"Resource": "arn:aws:iam::*:role/gate-${aws:PrincipalTag/role, 'test'}"}, True),
        ({"Resource": "arn:aws:iam::*:role/${aws:PrincipalTag/role}"}, False),
    ],
)
def test_an_identity_policy_names_resources(aws: EmbeddedAws, resource: dict[str, str], is_let_in: bool) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **resource}
    aws.put_role(role_trusting(policy(allow({"AWS": SANDBOX})), account_id=SANDBOX))

    answer = assume(sts(aws, _user(aws, policy(statement))), NEXT)

    assert isinstance(answer, dict) == is_let_in


def test_the_portal_may_make_and_unmake_roles_for_its_walkthrough(aws: EmbeddedAws) -> None:
    client, s3 = iam(aws), "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    trust = json.dumps(policy(allow({"AWS": PORTAL_ARN})))
    role_arn = client.create_role(RoleName="doorstep-walk", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    client.attach_role_policy(RoleName="doorstep-walk", PolicyArn=s3)
    attached = client.list_attached_role_policies(RoleName="doorstep-walk")["AttachedPolicies"]
    opened = assume(sts(aws), role_arn)

    client.detach_role_policy(RoleName="doorstep-walk", PolicyArn=s3)
    client.delete_role(RoleName="doorstep-walk")

    assert (attached[0]["PolicyArn"], role_arn) == (s3, f"arn:aws:iam::{IDENTITY}:role/doorstep-walk")
    assert opened["AssumedRoleUser"]["Arn"].startswith(f"arn:aws:sts::{IDENTITY}:assumed-role/doorstep-walk/")
    assert assume(sts(aws), role_arn).code == "AccessDenied"


def test_a_session_of_a_deleted_role_can_do_nothing_more(aws: EmbeddedAws) -> None:
    administrator = iam(aws, administrator_keys(aws))
    trust = json.dumps(policy(allow({"AWS": "*"})))
    role = administrator.create_role(RoleName="brief", AssumeRolePolicyDocument=trust)["Role"]
    administrator.attach_role_policy(RoleName="brief", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    client = iam(aws, keys_of(assume(sts(aws), role["Arn"])))
    before = attempt(client, "list_users")

    administrator.detach_role_policy(RoleName="brief", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    administrator.delete_role(RoleName="brief")

    assert "Users" in before
    assert attempt(client, "list_users").code == "AccessDenied"


def test_iam_keeps_to_the_actions_of_the_identity_policy(aws: EmbeddedAws) -> None:
    answer = attempt(iam(aws), "create_user", UserName="mallory")

    assert answer.message == f"User: {PORTAL_ARN} is not authorized to perform: iam:CreateUser"


def test_organizations_answers_those_who_may_read_it(aws: EmbeddedAws) -> None:
    accounts = client(aws, "organizations").list_accounts()["Accounts"]
    member = client(aws, "organizations", administrator_keys(aws))
    wrong = client(aws, "organizations", Keys(portal_keys(aws).access_key_id, "wrong"))

    assert {account["Name"] for account in accounts} > {"Identity", "Management", "Rides production"}
    assert attempt(member, "list_accounts").code == "AccessDeniedException"
    assert attempt(wrong, "list_accounts").code == "InvalidSignatureException"


def _user(aws: EmbeddedAws, document: Any) -> Keys:
    """The keys of a new user in the sandbox, with that identity policy."""
    administrator, name = iam(aws, administrator_keys(aws)), f"user-{uuid4().hex}"
    administrator.create_user(UserName=name)
    administrator.put_user_policy(UserName=name, PolicyName="it", PolicyDocument=json.dumps(document))
    key = administrator.create_access_key(UserName=name)["AccessKey"]
    return Keys(key["AccessKeyId"], key["SecretAccessKey"])
