"""Trust policies: moto reads them in the caller's own account only, and there wrongly; the gate answers as AWS does."""

from typing import Any

import pytest

from app.demo.aws import EmbeddedAws
from tests.demo.callers import (
    IDENTITY,
    PORTAL_ARN,
    SANDBOX,
    allow,
    assume,
    deny,
    policy,
    role_trusting,
    sts,
    tagged,
    when,
)

ROOT = {"AWS": f"arn:aws:iam::{IDENTITY}:root"}
PORTAL = {"AWS": PORTAL_ARN}
USERNAME = "${aws:username}"


@pytest.mark.parametrize("account_id", [IDENTITY, SANDBOX])
@pytest.mark.parametrize(
    ("trust", "changes", "is_admitted"),
    [
        (policy(allow(PORTAL)), {}, True),
        (policy(allow(ROOT)), {}, True),
        (policy(allow({"AWS": IDENTITY})), {}, True),
        (policy(allow({"AWS": "*"})), {}, True),
        (policy(allow("*")), {}, True),
        (policy(allow({"AWS": f"{PORTAL_ARN}-too"})), {}, False),
        (policy(allow({"AWS": PORTAL_ARN.removesuffix("-portal")})), {}, False),
        (policy(allow({"AWS": f"arn:aws:iam::{SANDBOX}:root"})), {}, False),
        (policy(allow({"Service": "ec2.amazonaws.com"})), {}, False),
        (policy(allow(PORTAL, "sts:*")), {"SourceIdentity": "alice"}, True),
        (policy(allow(PORTAL), deny(ROOT)), {}, False),
        (policy(allow(PORTAL), deny(PORTAL, condition={"StringEquals": {"sts:RoleSessionName": "bob"}})), {}, True),
        (when(PORTAL, "StringEquals", "sts:ExternalId", "right"), {"ExternalId": "right"}, True),
        (when(PORTAL, "StringEquals", "sts:ExternalId", "right"), {"ExternalId": "wrong"}, False),
        (when(PORTAL, "StringEquals", "sts:ExternalId", "right"), {}, False),
        (when(PORTAL, "StringLike", "sts:SourceIdentity", "a*"), {"SourceIdentity": "alice"}, True),
        (when(PORTAL, "StringLike", "sts:SourceIdentity", "b*"), {"SourceIdentity": "alice"}, False),
        (when(PORTAL, "Null", "sts:SourceIdentity", "false"), {}, False),
        (when(PORTAL, "StringEquals", "aws:RequestTag/Team", "rides"), tagged(team="rides"), True),
        (when(PORTAL, "StringEquals", "aws:RequestTag/Team", "rides"), tagged(team="tills"), False),
        (when(PORTAL, "ForAllValues:StringEquals", "aws:TagKeys", ["team"]), tagged(cost="1"), False),
        (when(PORTAL, "StringEquals", "sts:RoleSessionName", USERNAME), {"RoleSessionName": "doorstep-portal"}, True),
        (when(PORTAL, "StringEquals", "sts:RoleSessionName", USERNAME), {}, False),
        (policy(allow(ROOT, condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/doorstep-*"}})), {}, True),
        (policy(allow(ROOT, condition={"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::*:user/other"}})), {}, False),
        (when(PORTAL, "Bool", "aws:MultiFactorAuthPresent", "true"), {}, False),
    ],
)  # fmt: skip
def test_the_trust_policy_decides_in_its_own_account_and_in_others(
    aws: EmbeddedAws, account_id: str, trust: Any, changes: dict[str, Any], is_admitted: bool
) -> None:
    aws.put_role(role_trusting(trust, account_id=account_id))

    answer = assume(sts(aws), role_trusting({}, account_id=account_id).role_arn, **changes)

    assert isinstance(answer, dict) == is_admitted, answer
