"""What else the simulated STS keeps to: signatures and clocks, chains, tags, session policies, slow IAM."""

import hashlib
import json
from typing import Any

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from app.demo.aws import EmbeddedAws
from tests.demo.callers import (
    IDENTITY,
    PORTAL_ARN,
    TASK_ARN,
    TASK_ROLE_ARN,
    Keys,
    allow,
    assume,
    attempt,
    iam,
    keys_of,
    policy,
    portal_keys,
    role_trusting,
    sts,
    task_keys,
)
from tests.demo.conftest import Clock

DEVELOPER = "arn:aws:iam::158402936671:role/Developer"
SANDBOX_ADMINISTRATOR = "arn:aws:iam::601957481126:role/Administrator"
EVERYBODY = policy(allow("*", "sts:*"))
NEXT = "arn:aws:iam::601957481126:role/gate-test"


@pytest.mark.parametrize(("minutes", "words"), [(16, "Signature expired: "), (-16, "Signature not yet current: ")])
def test_a_clock_a_quarter_of_an_hour_wrong_breaks_every_signature(
    aws: EmbeddedAws, clock: Clock, minutes: int, words: str
) -> None:
    clock.advance(minutes=minutes)

    answer = attempt(sts(aws), "get_caller_identity")

    assert (answer.code, answer.message.startswith(words)) == ("SignatureDoesNotMatch", True)


def test_ten_minutes_are_forgiven(aws: EmbeddedAws, clock: Clock) -> None:
    clock.advance(minutes=10)

    assert attempt(sts(aws), "get_caller_identity")["Arn"] == PORTAL_ARN


def test_expired_credentials_of_the_portal_are_told_apart(aws: EmbeddedAws) -> None:
    keys = task_keys(aws)
    aws.expire_credentials(keys.access_key_id)

    answer = assume(sts(aws, keys), DEVELOPER)

    assert (answer.code, answer.message) == ("ExpiredToken", "The security token included in the request is expired")


def test_an_inactive_key_opens_nothing(aws: EmbeddedAws) -> None:
    administrator = iam(aws, _administrator(aws))
    administrator.create_user(UserName="leaver")
    key = administrator.create_access_key(UserName="leaver")["AccessKey"]
    client = sts(aws, Keys(key["AccessKeyId"], key["SecretAccessKey"]))
    before = attempt(client, "get_caller_identity")

    administrator.update_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"], Status="Inactive")

    assert before["Arn"] == "arn:aws:iam::601957481126:user/leaver"
    assert attempt(client, "get_caller_identity").code == "InvalidClientTokenId"


def test_keys_of_one_partition_are_unknown_in_the_other(aws: EmbeddedAws) -> None:
    answer = attempt(sts(aws, portal_keys(aws, "aws"), region="us-gov-west-1"), "get_caller_identity")

    assert answer.code == "InvalidClientTokenId"


def test_each_partition_has_a_portal_identity_of_its_own(aws: EmbeddedAws) -> None:
    client = sts(aws, portal_keys(aws, "aws-us-gov"), region="us-gov-west-1")

    answer = assume(client, "arn:aws-us-gov:iam::823179603348:role/GovOperator", RoleSessionName="wendy")

    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws-us-gov:sts::823179603348:assumed-role/GovOperator/wendy"


def test_a_region_that_nobody_has_is_refused(aws: EmbeddedAws) -> None:
    assert "valid region" in attempt(sts(aws, region="mars-north-1"), "get_caller_identity").message


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "MissingAuthenticationToken"),
        ({"Authorization": "Basic YWxpY2U6cGFzc3dvcmQ="}, "IncompleteSignature"),
        ({"X-Amz-Date": "yesterday"}, "IncompleteSignature"),
        ({"X-Amz-Date": "20200101T000000Z"}, "SignatureDoesNotMatch"),
    ],
)
def test_an_unsigned_or_half_signed_request_is_refused(aws: EmbeddedAws, headers: dict[str, str], code: str) -> None:
    signed = {"Authorization": _signed(aws)["Authorization"], **headers} if headers else {}

    answer = requests.post(aws.api_url, data=_IDENTITY, headers={**_FORM, **signed}, timeout=5)

    assert f"<Code>{code}</Code>" in answer.text


def test_a_signed_request_of_which_a_letter_was_changed_is_refused(aws: EmbeddedAws) -> None:
    honest = requests.post(aws.api_url, data=_IDENTITY, headers=_signed(aws), timeout=5)
    changed = requests.post(aws.api_url, data=f"{_IDENTITY}&Extra=1", headers=_signed(aws), timeout=5)

    assert (honest.status_code, changed.status_code) == (200, 403)
    assert "<Code>SignatureDoesNotMatch</Code>" in changed.text


def test_services_and_actions_that_nobody_knows_are_refused(aws: EmbeddedAws) -> None:
    keys = portal_keys(aws)
    trail = boto3.client(
        "cloudtrail",
        endpoint_url=aws.api_url,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )

    unknown = requests.post(aws.api_url, data="Action=Open&Version=2011-06-15", headers=_signed(aws, "Open"), timeout=5)

    assert attempt(trail, "lookup_events").status == 501
    assert "Could not find operation Open" in unknown.text


def test_the_source_identity_goes_on_through_a_chain_and_never_changes(aws: EmbeddedAws) -> None:
    aws.put_role(role_trusting(EVERYBODY, account_id="601957481126"))
    first = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, SourceIdentity="alice")))

    inherited, changed = assume(first, NEXT), assume(first, NEXT, SourceIdentity="bob")

    assert inherited["SourceIdentity"] == "alice"
    assert (changed.code, "sts:SetSourceIdentity" in changed.message) == ("AccessDenied", True)


def test_an_inherited_source_identity_needs_a_permission_too(aws: EmbeddedAws) -> None:
    aws.put_role(role_trusting(policy(allow("*", "sts:AssumeRole")), account_id="601957481126"))
    first = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, SourceIdentity="alice")))

    assert "sts:SetSourceIdentity" in assume(first, NEXT).message


def test_transitive_tags_go_on_through_a_chain(aws: EmbeddedAws) -> None:
    team = {"Tags": [{"Key": "team", "Value": "rides"}]}
    first = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, **team, TransitiveTagKeys=["Team"])))
    aws.put_role(role_trusting(EVERYBODY, account_id="601957481126"))

    again, plain = assume(first, NEXT, **team), assume(first, NEXT)
    aws.put_role(role_trusting(policy(allow("*", "sts:AssumeRole")), account_id="601957481126"))
    untaggable = assume(first, NEXT)

    assert again.code == "InvalidParameterValue"
    assert plain["PackedPolicySize"] > 0
    assert "sts:TagSession" in untaggable.message


def test_a_trust_policy_may_ask_for_a_tag_of_the_calling_session(aws: EmbeddedAws) -> None:
    wanted = {"StringEquals": {"aws:PrincipalTag/team": "rides"}}
    aws.put_role(role_trusting(policy(allow("*", condition=wanted)), account_id="601957481126"))
    tags = {"Tags": [{"Key": "team", "Value": "rides"}]}
    tagged = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR, **tags)))
    plain = sts(aws, keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR)))

    assert assume(tagged, NEXT)["AssumedRoleUser"]["Arn"].endswith("assumed-role/gate-test/alice")
    assert assume(plain, NEXT).code == "AccessDenied"


def test_the_organization_may_be_asked_for(aws: EmbeddedAws) -> None:
    organization = boto3.client("organizations", **_client(aws)).describe_organization()["Organization"]["Id"]
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
    assert sts(aws, keys).get_caller_identity()["Account"] == "601957481126"
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
    client = iam(aws, _administrator(aws))

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


def test_a_new_role_can_be_assumed_only_after_a_while(aws: EmbeddedAws, clock: Clock) -> None:
    aws.switches.role_delay = 8.0
    keys = _administrator(aws)
    client = iam(aws, keys)
    trust = json.dumps(policy(allow({"AWS": "arn:aws:iam::601957481126:root"})))
    role_arn = client.create_role(RoleName="fresh", AssumeRolePolicyDocument=trust)["Role"]["Arn"]

    at_once = assume(sts(aws, keys), role_arn)
    clock.advance(seconds=9)
    later = assume(sts(aws, keys), role_arn)

    assert at_once.code == "AccessDenied"
    assert later["AssumedRoleUser"]["Arn"] == "arn:aws:sts::601957481126:assumed-role/fresh/alice"


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
    administrator = iam(aws, _administrator(aws))
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
    accounts = boto3.client("organizations", **_client(aws)).list_accounts()["Accounts"]
    member = boto3.client("organizations", **_client(aws, _administrator(aws)))
    wrong = boto3.client("organizations", **_client(aws, Keys(portal_keys(aws).access_key_id, "wrong")))

    assert {account["Name"] for account in accounts} > {"Identity", "Management", "Rides production"}
    assert attempt(member, "list_accounts").code == "AccessDeniedException"
    assert attempt(wrong, "list_accounts").code == "InvalidSignatureException"


_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
_IDENTITY = "Action=GetCallerIdentity&Version=2011-06-15"


def _signed(aws: EmbeddedAws, action: str = "GetCallerIdentity") -> dict[str, str]:
    """The headers of a request that is signed as an SDK signs."""
    keys = portal_keys(aws)
    request = AWSRequest("POST", f"{aws.api_url}/", headers=_FORM, data=f"Action={action}&Version=2011-06-15")
    SigV4Auth(Credentials(keys.access_key_id, keys.secret_access_key), "sts", "us-east-1").add_auth(request)
    return dict(request.headers.items())


def _client(aws: EmbeddedAws, keys: Keys | None = None) -> dict[str, Any]:
    signer = keys or portal_keys(aws)
    return {
        "endpoint_url": aws.api_url,
        "region_name": "us-east-1",
        "aws_access_key_id": signer.access_key_id,
        "aws_secret_access_key": signer.secret_access_key,
        "aws_session_token": signer.session_token,
    }


def _administrator(aws: EmbeddedAws) -> Keys:
    """The keys of somebody who may do everything in the sandbox."""
    return keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR))


def _is_let_in(aws: EmbeddedAws, client: Any, principal: Any) -> bool:
    aws.put_role(role_trusting(policy(allow(principal))))
    return isinstance(assume(client, role_trusting({}).role_arn), dict)
