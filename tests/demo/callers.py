"""Clients of the embedded AWS: boto3 as a portal uses it, and what came of a call as one value."""

import json
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from types_boto3_iam import IAMClient
from types_boto3_sts import STSClient

from app.demo.aws import EmbeddedAws
from app.demo.company import SampleRole

# The parameters go out as they are: it is the gate that shall judge them.
_PLAIN = Config(parameter_validation=False, retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10)

IDENTITY = "048213579604"
SANDBOX = "601957481126"
DEVELOPER = "arn:aws:iam::158402936671:role/Developer"
SANDBOX_ADMINISTRATOR = f"arn:aws:iam::{SANDBOX}:role/Administrator"
PORTAL_ARN = f"arn:aws:iam::{IDENTITY}:user/doorstep-portal"
TASK_ROLE_ARN = f"arn:aws:iam::{IDENTITY}:role/doorstep-portal-task"
TASK_ARN = f"arn:aws:sts::{IDENTITY}:assumed-role/doorstep-portal-task/task-4f1d0a"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a client signs with."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """AWS's answer where it said no."""

    code: str
    message: str
    status: int


def portal_keys(aws: EmbeddedAws, partition: str = "aws") -> Keys:
    return Keys(*aws.portal_credentials[partition])


def task_keys(aws: EmbeddedAws) -> Keys:
    """The keys of a portal that runs as a container: it is chained."""
    task = aws.task_credentials("aws")
    return Keys(task.access_key_id, task.secret_access_key, task.session_token)


def keys_of(answer: Any) -> Keys:  # Any: an answer of boto3, of any operation
    credentials = answer["Credentials"]
    return Keys(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])


def administrator_keys(aws: EmbeddedAws) -> Keys:
    """The keys of somebody who may do everything in the sandbox."""
    return keys_of(assume(sts(aws), SANDBOX_ADMINISTRATOR))


def sts(aws: EmbeddedAws, keys: Keys | None = None, *, region: str = "eu-central-1") -> STSClient:
    made: STSClient = client(aws, "sts", keys, region=region)
    return made


def iam(aws: EmbeddedAws, keys: Keys | None = None) -> IAMClient:
    made: IAMClient = client(aws, "iam", keys)
    return made


def client(aws: EmbeddedAws, service: Any, keys: Keys | None = None, *, region: str = "us-east-1") -> Any:
    """A client of any service, which is why it is typed so; it signs with the portal's keys unless told otherwise."""
    signer = keys or portal_keys(aws)
    return boto3.client(
        service,
        endpoint_url=aws.api_url,
        region_name=region,
        aws_access_key_id=signer.access_key_id,
        aws_secret_access_key=signer.secret_access_key,
        aws_session_token=signer.session_token,
        config=_PLAIN,
    )


def assume(client: STSClient, role_arn: str, **changes: Any) -> Any:  # Any: boto3's answer, or what it refuses with
    """Call AssumeRole as the portal does; answers a Refusal where AWS refused."""
    return attempt(client, "assume_role", RoleArn=role_arn, **{"RoleSessionName": "alice", **changes})


def attempt(client: Any, operation: str, **parameters: Any) -> Any:  # Any: every operation of every client
    try:
        return getattr(client, operation)(**parameters)
    except ClientError as error:
        details = error.response["Error"]
        return Refusal(details["Code"], details["Message"], error.response["ResponseMetadata"]["HTTPStatusCode"])


def role_trusting(trust: Any, *, account_id: str = IDENTITY, max_session_duration: int = 3600) -> SampleRole:
    """A role named `gate-test` with that trust policy."""
    return SampleRole(
        role_arn=f"arn:aws:iam::{account_id}:role/gate-test",
        name="gate-test",
        path="/",
        partition="aws",
        account_id=account_id,
        description="For one test",
        trust_policy=json.dumps(trust),
        managed_policies=(),
        max_session_duration=max_session_duration,
    )


def allow(principal: Any, *actions: str, condition: Any = None) -> Any:
    statement = {"Effect": "Allow", "Principal": principal, "Action": list(actions or ["sts:AssumeRole"])}
    return {**statement, "Condition": condition} if condition else statement


def deny(principal: Any, *actions: str, condition: Any = None) -> Any:
    return {**allow(principal, *actions, condition=condition), "Effect": "Deny"}


def policy(*statements: Any) -> Any:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def when(principal: Any, operator: str, key: str, value: Any) -> Any:
    """A trust policy that admits the principal on one condition."""
    return policy(allow(principal, "sts:*", condition={operator: {key: value}}))


def tagged(**tags: str) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
