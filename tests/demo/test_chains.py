"""Sessions that lead to sessions: what goes on through a chain, and what a session policy leaves."""

import hashlib
import json
from typing import Any

import pytest

from app.demo.aws import EmbeddedAws
from tests.demo.callers import (
    DEVELOPER,
    PORTAL_ARN,
    SANDBOX,
    SANDBOX_ADMINISTRATOR,
    TASK_ARN,
    TASK_ROLE_ARN,
    administrator_keys,
    allow,
    assume,
    attempt,
    client,
    iam,
    keys_of,
    policy,
    role_trusting,
    sts,
    task_keys,
)

EVERYBODY = policy(allow("*", "sts:*"))
NEXT = f"arn:aws:iam::{SANDBOX}:role/gate-test"


def test_the_source_identity_goes_on_through_a_chain_and_never_changes(aws: EmbeddedAws) -> None:
    aws.put_role(role_trusting(EVERYBODY, account_id=SANDBOX))
    first = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, SourceIdentity="alice")))

    inherited, changed = assume(first, NEXT), assume(first, NEXT, SourceIdentity="bob")

    assert inherited["SourceIdentity"] == "alice"
    assert (changed.code, "sts:SetSourceIdentity" in changed.message) == ("AccessDenied", True)


def test_an_inherited_source_identity_needs_a_permission_too(aws: EmbeddedAws) -> None:
    aws.put_role(role_trusting(policy(allow("*", "sts:AssumeRole")), account_id=SANDBOX))
    first = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, SourceIdentity="alice")))

    assert "sts:SetSourceIdentity" in assume(first, NEXT).message


def test_transitive_tags_go_on_through_a_chain(aws: EmbeddedAws) -> None:
    team = {"Tags": [{"Key": "team", "Value": "rides"}]}
    first = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, **team, TransitiveTagKeys=["Team"])))
    aws.put_role(role_trusting(EVERYBODY, account_id=SANDBOX))

    again, plain = assume(first, NEXT, **team), assume(first, NEXT)
    aws.put_role(role_trusting(policy(allow("*", "sts:AssumeRole")), account_id=SANDBOX))
    untaggable = assume(first, NEXT)

    assert again.code == "InvalidParameterValue"
    assert plain["PackedPolicySize"] > 0
    assert "sts:TagSession" in untaggable.message


def test_a_trust_policy_may_ask_for_a_tag_of_the_calling_session(aws: EmbeddedAws) -> None:
    wanted = {"StringEquals": {"aws:PrincipalTag/team": "rides"}}
    aws.put_role(role_trusting(policy(allow("*", condition=wanted)), account_id=SANDBOX))
    tags = {"Tags": [{"Key": "team", "Value": "rides"}]}
    tagged = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, **tags)))
    plain = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR)))

    assert assume(tagged, NEXT)["AssumedRoleUser"]["Arn"].endswith("assumed-role/gate-test/alice")
    assert assume(plain, NEXT).code == "AccessDenied"


def test_the_organization_may_be_asked_for(aws: EmbeddedAws) -> None:
    organization = client(aws, "organizations").describe_organization()["Organization"]["Id"]
    own = {"StringEquals": {"aws:PrincipalOrgID": organization}}
    aws.put_role(role_trusting(policy(allow("*", condition=own))))

    assert assume(sts(aws), role_trusting({}).role_arn)["Credentials"]["SessionToken"]


def test_a_container_s_role_is_named_by_its_arn_and_by_its_session(aws: EmbeddedAws) -> None:
    client = sts(aws, task_keys(aws))

    assert client.get_caller_identity()["Arn"] == TASK_ARN
    assert [_is_let_in(aws, client, {"AWS": arn}) for arn in (TASK_ROLE_ARN, TASK_ARN, f"{TASK_ARN}x")] == [
        True,
        True,
        False,
    ]


def test_a_session_policy_that_denies_everything_leaves_only_the_identity(aws: EmbeddedAws) -> None:
    nothing = json.dumps(policy({"Effect": "Deny", "Action": "*", "Resource": "*"}))
    answer = assume(sts(aws), SANDBOX_ADMINISTRATOR, Policy=nothing, DurationSeconds=900)
    keys = keys_of(answer)

    assert answer["PackedPolicySize"] > 0
    assert sts(aws, keys).get_caller_identity()["Account"] == SANDBOX
    assert attempt(iam(aws, keys), "list_users").code == "AccessDenied"


def test_policies_and_arns_have_2048_characters_together(aws: EmbeddedAws) -> None:
    roomy = json.dumps(policy({"Effect": "Deny", "Action": "*", "Resource": "*"})) + " " * 1940
    arns = [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]

    assert "2048 characters" in assume(sts(aws), SANDBOX_ADMINISTRATOR, Policy=roomy, PolicyArns=arns).message
    assert assume(sts(aws), SANDBOX_ADMINISTRATOR, Policy=roomy[:2000])["PackedPolicySize"] > 0
    assert assume(sts(aws), SANDBOX_ADMINISTRATOR, PolicyArns=arns)["PackedPolicySize"] > 0


def test_more_tags_than_can_be_packed_are_refused(aws: EmbeddedAws) -> None:
    tags = [{"Key": f"key-{n}", "Value": hashlib.sha256(bytes([n])).hexdigest()} for n in range(50)]

    answer = assume(sts(aws), DEVELOPER, Tags=tags)

    assert (answer.code, answer.message.startswith("Packed size of session tags consumes ")) == (
        "PackedPolicyTooLarge",
        True,
    )


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ({"Effect": "Perhaps", "Action": "*", "Resource": "*"}, "Syntax errors in policy."),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Colour": "red"}, "unknown element Colour"),
        ({"Effect": "Deny", "Resource": "*"}, "must contain actions"),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"}, "should not specify a principal"),
        ({"Effect": "Deny", "Action": "*"}, "Missing Resource"),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": ["x"]}, "Syntax errors in policy."),
    ],
)
def test_a_malformed_session_policy_is_refused(aws: EmbeddedAws, statement: Any, words: str) -> None:
    answer = assume(sts(aws), DEVELOPER, Policy=json.dumps(policy(statement)))

    assert (answer.code, words in answer.message) == ("MalformedPolicyDocument", True)


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*", "Resource": "*"},
    ],
)
def test_a_malformed_trust_policy_is_refused_when_it_is_stored(aws: EmbeddedAws, statement: Any) -> None:
    client = iam(aws, administrator_keys(aws))

    document = json.dumps(policy(statement))

    assert attempt(client, "create_role", RoleName="odd", AssumeRolePolicyDocument=document).code == (
        "MalformedPolicyDocument"
    )


@pytest.mark.parametrize(
    "trust",
    [
        policy(allow("*", condition={"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}})),
        policy({"Effect": "Allow", "NotPrincipal": {"AWS": PORTAL_ARN}, "Action": "sts:AssumeRole"}),
    ],
)
def test_what_the_gate_cannot_judge_it_does_not_guess(aws: EmbeddedAws, trust: Any) -> None:
    aws.put_role(role_trusting(trust))

    assert assume(sts(aws), role_trusting({}).role_arn).code == "NotImplemented"


def _is_let_in(aws: EmbeddedAws, client: Any, principal: Any) -> bool:
    aws.put_role(role_trusting(policy(allow(principal))))
    return isinstance(assume(client, role_trusting({}).role_arn), dict)
