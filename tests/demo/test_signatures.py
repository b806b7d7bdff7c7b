"""Who signed, with what, and when: the gate before the simulated STS."""

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from app.demo.aws import EmbeddedAws
from tests.demo.callers import (
    DEVELOPER,
    PORTAL_ARN,
    Keys,
    administrator_keys,
    assume,
    attempt,
    iam,
    portal_keys,
    sts,
    task_keys,
)
from tests.fixtures.aws import Clock

_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
_IDENTITY = "Action=GetCallerIdentity&Version=2011-06-15"


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
    administrator = iam(aws, administrator_keys(aws))
    administrator.create_user(UserName="leaver")
    key = administrator.create_access_key(UserName="leaver")["AccessKey"]
    client = sts(aws, Keys(key["AccessKeyId"], key["SecretAccessKey"]))
    before = attempt(client, "get_caller_identity")

    administrator.update_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"], Status="Inactive")

    assert before["Arn"] == "arn:aws:iam::601957481126:user/leaver"
    assert attempt(client, "get_caller_identity").code == "InvalidClientTokenId"


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
def test_keys_of_one_partition_are_unknown_in_the_others(aws: EmbeddedAws, region: str) -> None:
    answer = attempt(sts(aws, portal_keys(aws, "aws"), region=region), "get_caller_identity")

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
        ({"Authorization": "Basic YWxpY2U6cGFzc3dvcmQ="}, "IncompleteSignature"),
        ({"X-Amz-Date": "yesterday"}, "IncompleteSignature"),
        ({"X-Amz-Date": "20200101T000000Z"}, "SignatureDoesNotMatch"),
    ],
)
def test_a_half_signed_request_is_refused(aws: EmbeddedAws, headers: dict[str, str], code: str) -> None:
    answer = requests.post(aws.api_url, data=_IDENTITY, headers={**_signed(aws), **headers}, timeout=5)

    assert f"<Code>{code}</Code>" in answer.text


def test_an_unsigned_request_is_refused(aws: EmbeddedAws) -> None:
    answer = requests.post(aws.api_url, data=_IDENTITY, headers=_FORM, timeout=5)

    assert (answer.status_code, "<Code>MissingAuthenticationToken</Code>" in answer.text) == (403, True)


def test_a_signed_request_of_which_a_letter_was_changed_is_refused(aws: EmbeddedAws) -> None:
    honest = requests.post(aws.api_url, data=_IDENTITY, headers=_signed(aws), timeout=5)
    changed = requests.post(aws.api_url, data=f"{_IDENTITY}&Extra=1", headers=_signed(aws), timeout=5)

    assert (honest.status_code, changed.status_code) == (200, 403)
    assert "<Code>SignatureDoesNotMatch</Code>" in changed.text


def test_the_query_is_signed_too(aws: EmbeddedAws) -> None:
    honest = requests.post(
        f"{aws.api_url}/?b=2&a=x%20y", data=_IDENTITY, headers=_signed(aws, query="?b=2&a=x%20y"), timeout=5
    )
    changed = requests.post(
        f"{aws.api_url}/?b=3", data=_IDENTITY, headers=_signed(aws, query="?b=2&a=x%20y"), timeout=5
    )

    assert (honest.status_code, changed.status_code) == (200, 403)


def test_the_host_must_be_signed(aws: EmbeddedAws) -> None:
    headers = _signed(aws)
    headers["Authorization"] = headers["Authorization"].replace(";host", "")

    answer = requests.post(aws.api_url, data=_IDENTITY, headers=headers, timeout=5)

    assert "must be &apos;SignedHeaders&apos;" in answer.text or "must be 'SignedHeaders'" in answer.text


def test_a_duration_that_is_no_number_is_refused(aws: EmbeddedAws) -> None:
    body = f"Action=AssumeRole&Version=2011-06-15&RoleArn={DEVELOPER}&RoleSessionName=alice&DurationSeconds=long"

    answer = requests.post(aws.api_url, data=body, headers=_signed(aws, body=body), timeout=5)

    assert "<Code>MalformedInput</Code>" in answer.text


def test_services_and_actions_that_nobody_knows_are_refused(aws: EmbeddedAws) -> None:
    keys = portal_keys(aws)
    trail = boto3.client(
        "cloudtrail",
        endpoint_url=aws.api_url,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )

    body = "Action=Open&Version=2011-06-15"
    unknown = requests.post(aws.api_url, data=body, headers=_signed(aws, body=body), timeout=5)

    assert attempt(trail, "lookup_events").status == 501
    assert "Could not find operation Open" in unknown.text


def _signed(aws: EmbeddedAws, *, body: str = _IDENTITY, query: str = "") -> dict[str, str]:
    """The headers of a request that is signed as an SDK signs."""
    keys = portal_keys(aws)
    request = AWSRequest("POST", f"{aws.api_url}/{query}", headers=_FORM, data=body)
    SigV4Auth(Credentials(keys.access_key_id, keys.secret_access_key), "sts", "us-east-1").add_auth(request)
    return dict(request.headers.items())
