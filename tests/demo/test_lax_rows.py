"""Every place where moto's STS is laxer than AWS, driven over HTTP: at the gate the answer is AWS's.

What moto lets pass was found by trying moto 5.2.5; what AWS answers is in its STS API reference and its user guide.
"""

from typing import Any

import pytest

from app.demo.aws import EmbeddedAws
from tests.demo.callers import (
    DEVELOPER,
    IDENTITY,
    PORTAL_ARN,
    SANDBOX,
    Keys,
    Refusal,
    administrator_keys,
    allow,
    assume,
    attempt,
    iam,
    policy,
    portal_keys,
    role_trusting,
    sts,
    task_keys,
)

PORTAL = {"AWS": PORTAL_ARN}
MAX_DURATION = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
CHAINING = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
NAME_PATTERN = r"Member must satisfy regular expression pattern: [\w+=,.@-]*"


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"DurationSeconds": 60}, "ValidationError", "Member must have value greater than or equal to 900"),
        ({"DurationSeconds": 43201}, "ValidationError", "Member must have value less than or equal to 43200"),
        ({"RoleSessionName": "a" * 65}, "ValidationError", "Member must have length less than or equal to 64"),
        ({"RoleSessionName": "a"}, "ValidationError", "Member must have length greater than or equal to 2"),
        ({"RoleSessionName": "al ice"}, "ValidationError", NAME_PATTERN),
        ({"RoleSessionName": "al;ice"}, "ValidationError", NAME_PATTERN),
        ({"RoleSessionName": "PowerUser/alice"}, "ValidationError", NAME_PATTERN),
        ({"RoleSessionName": "jörg"}, "ValidationError", NAME_PATTERN),
        ({"RoleSessionName": "alice\n"}, "ValidationError", NAME_PATTERN),
        ({"SourceIdentity": "al ice"}, "ValidationError", "at 'sourceIdentity' failed to satisfy constraint"),
        ({"SourceIdentity": "aws:alice"}, "ValidationError", "at 'sourceIdentity' failed to satisfy constraint"),
        ({"ExternalId": "x"}, "ValidationError", "at 'externalId' failed to satisfy constraint"),
        ({"ExternalId": "a b"}, "ValidationError", r"pattern: [\w+=,.@:\/-]*"),
        ({"Tags": [{"Key": f"k{n}", "Value": "v"} for n in range(51)]}, "ValidationError", "equal to 50"),
        ({"Tags": [{"Key": "a;b", "Value": "v"}]}, "ValidationError", r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"),
        ({"Tags": [{"Key": "", "Value": "v"}]}, "ValidationError", "at 'tags.1.member.key'"),
        ({"Tags": [{"Key": "k", "Value": "v" * 257}]}, "ValidationError", "at 'tags.1.member.value'"),
        ({"Tags": [{"Key": "aws:x", "Value": "v"}]}, "ValidationError", "reserved"),
        ({"Tags": [{"Key": k, "Value": "v"} for k in ("A", "a")]}, "InvalidParameterValue", "Duplicate tag keys"),
        ({"TransitiveTagKeys": ["nowhere"]}, "InvalidParameterValue", "must be included in the requested tags"),
        ({"Policy": "a policy? no"}, "MalformedPolicyDocument", "Unexpected character ('a' (code 97))"),
        ({"Policy": "{"}, "MalformedPolicyDocument", "Unexpected end-of-input"),
        ({"Policy": "{}"}, "MalformedPolicyDocument", "Syntax errors in policy."),
        ({"Policy": "x" * 2049}, "ValidationError", "Member must have length less than or equal to 2048"),
        ({"Policy": '{"Statement": "→"}'}, "ValidationError", "at 'policy' failed to satisfy constraint"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/x"}] * 11}, "ValidationError", "equal to 10"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/NoSuch"}]}, "ValidationError", "does not exist"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/odd/ReadOnlyAccess"}]}, "ValidationError", "does not exist"),
        ({"PolicyArns": [{"arn": "nonsense"}]}, "ValidationError", "does not exist"),
        ({"SerialNumber": "arn:aws:iam::1:mfa/x", "TokenCode": "123456"}, "AccessDenied", "MultiFactorAuthentication"),
        ({"RoleArn": "alice-is-no-role-at-all"}, "ValidationError", "alice-is-no-role-at-all is invalid"),
        ({"RoleArn": "arn:aws-us-gov:iam::823179603348:role/GovReadOnly"}, "ValidationError", "ARN is invalid"),
    ],
)  # fmt: skip
def test_what_is_out_of_limits_is_refused_in_the_words_of_aws(
    aws: EmbeddedAws, changes: dict[str, Any], code: str, words: str
) -> None:
    answer = attempt(sts(aws), "assume_role", **{"RoleArn": DEVELOPER, "RoleSessionName": "alice", **changes})

    assert (answer.code, words in answer.message) == (code, True), answer


def test_every_mistake_is_listed_at_once(aws: EmbeddedAws) -> None:
    answer = assume(sts(aws), DEVELOPER, RoleSessionName="jörg", DurationSeconds=60)

    assert answer.message.startswith("2 validation errors detected: Value 'jörg' at 'roleSessionName'")


def test_a_missing_parameter_is_named(aws: EmbeddedAws) -> None:
    answer = attempt(sts(aws), "assume_role", RoleArn=DEVELOPER)

    words = "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null"
    assert answer.message == f"1 validation error detected: {words}"


def test_a_role_that_does_not_exist_is_refused_like_one_that_does_not_trust(aws: EmbeddedAws) -> None:
    nowhere = "arn:aws:iam::158402936671:role/Nowhere"

    answer = assume(sts(aws), nowhere)

    words = f"User: {PORTAL_ARN} is not authorized to perform: sts:AssumeRole on resource: {nowhere}"
    assert answer == Refusal("AccessDenied", words, 403)


def test_a_role_in_an_account_that_nobody_has_is_refused(aws: EmbeddedAws) -> None:
    assert assume(sts(aws), "arn:aws:iam::999999999999:role/Developer").code == "AccessDenied"


def test_a_role_in_a_path_is_found_by_its_whole_arn_only(aws: EmbeddedAws) -> None:
    found = assume(sts(aws), "arn:aws:iam::306617249958:role/depots/eu/VpnOperator")
    lost = assume(sts(aws), "arn:aws:iam::306617249958:role/VpnOperator")

    assert found["AssumedRoleUser"]["Arn"] == "arn:aws:sts::306617249958:assumed-role/VpnOperator/alice"
    assert lost.code == "AccessDenied"


def test_twelve_hours_in_a_one_hour_role_are_refused(aws: EmbeddedAws) -> None:
    aws.put_role(role_trusting(policy(allow(PORTAL))))

    assert assume(sts(aws), role_trusting({}).role_arn, DurationSeconds=43200) == Refusal(
        "ValidationError", MAX_DURATION, 400
    )


def test_twelve_hours_in_a_twelve_hour_role_are_given(aws: EmbeddedAws) -> None:
    answer = assume(sts(aws), DEVELOPER, DurationSeconds=43200)

    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::158402936671:assumed-role/Developer/alice"


def test_a_chained_caller_gets_an_hour_and_no_more(aws: EmbeddedAws) -> None:
    client = sts(aws, task_keys(aws))

    assert assume(client, DEVELOPER, DurationSeconds=3601) == Refusal("ValidationError", CHAINING, 400)
    assert assume(client, DEVELOPER, DurationSeconds=3600)["Credentials"]["AccessKeyId"].startswith("ASIA")


def test_source_identity_comes_back_in_the_answer(aws: EmbeddedAws) -> None:
    assert assume(sts(aws), DEVELOPER, SourceIdentity="alice")["SourceIdentity"] == "alice"


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        ({"Tags": [{"Key": "click", "Value": "1"}]}, "sts:TagSession"),
        ({"SourceIdentity": "alice"}, "sts:SetSourceIdentity"),
        ({"SourceIdentity": "alice", "Tags": [{"Key": "click", "Value": "1"}]}, "sts:TagSession"),
    ],
)
def test_what_a_session_carries_needs_a_permission_of_its_own(
    aws: EmbeddedAws, changes: dict[str, Any], action: str
) -> None:
    aws.put_role(role_trusting(policy(allow(PORTAL))))

    answer = assume(sts(aws), role_trusting({}).role_arn, **changes)

    assert (answer.code, f"is not authorized to perform: {action} on resource:" in answer.message) == (
        "AccessDenied",
        True,
    )


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("assume_role_with_web_identity", {"RoleArn": DEVELOPER, "RoleSessionName": "al", "WebIdentityToken": "junk"}),
        ("assume_role_with_saml", {"RoleArn": DEVELOPER, "PrincipalArn": DEVELOPER, "SAMLAssertion": "no xml"}),
        ("get_session_token", {}),
        ("get_federation_token", {"Name": "alice"}),
        ("get_access_key_info", {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}),
        ("decode_authorization_message", {"EncodedMessage": "x"}),
        ("assume_root", {"TargetPrincipal": IDENTITY, "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/x"}}),
    ],
)  # fmt: skip
def test_what_is_not_simulated_says_so(aws: EmbeddedAws, operation: str, parameters: dict[str, Any]) -> None:
    answer = attempt(sts(aws), operation, **parameters)

    assert (answer.code, answer.status) == ("NotImplemented", 501)


def test_what_moto_leaves_out_of_iam_says_so(aws: EmbeddedAws) -> None:
    keys = administrator_keys(aws)

    answer = attempt(
        iam(aws, keys), "simulate_principal_policy", PolicySourceArn=PORTAL_ARN, ActionNames=["s3:GetObject"]
    )

    assert (answer.code, answer.status) == ("NotImplemented", 501)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda keys: Keys(keys.access_key_id, "a wrong secret access key"), "SignatureDoesNotMatch"),
        (lambda keys: Keys("AKIAIOSFODNN7EXAMPLE", keys.secret_access_key), "InvalidClientTokenId"),
        (lambda keys: Keys(keys.access_key_id, keys.secret_access_key, "bogus"), "InvalidClientTokenId"),
    ],
)
def test_wrong_credentials_are_refused(aws: EmbeddedAws, spoil: Any, code: str) -> None:
    answer = attempt(sts(aws, spoil(portal_keys(aws))), "get_caller_identity")

    assert (answer.code, answer.status) == (code, 403)


def test_the_identity_policy_is_asked_also_for_roles_that_trust_the_whole_world(aws: EmbeddedAws) -> None:
    reader = assume(sts(aws), "arn:aws:iam::733920185546:role/LogReader")["Credentials"]
    aws.put_role(role_trusting(policy(allow("*")), account_id=SANDBOX))

    keys = Keys(reader["AccessKeyId"], reader["SecretAccessKey"], reader["SessionToken"])
    answer = assume(sts(aws, keys), role_trusting({}, account_id=SANDBOX).role_arn)

    assert answer.code == "AccessDenied"
