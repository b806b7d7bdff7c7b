"""Calls AssumeRole: one shared client a region, no retries of its own, a user agent that names the click."""

from typing import Any, Final, cast
from uuid import UUID

import structlog

from app.aws.errors import OF_STS, ask
from app.aws.identities import PortalIdentities
from app.aws.sts_clients import StsClients, attempt_of, credentials_in, unreadable
from app.aws.wire import Wire
from app.domain.access import Grant
from app.domain.aws_failures import PortalCredentialsUnusable
from app.domain.durations import DurationPlan
from app.domain.federation import AssumedRole
from app.domain.regions import Regions
from app.domain.walkthrough import CallerIdentity, CreatedRole

log: Final = structlog.stdlib.get_logger(__name__)


class StsGateway:
    """Assumes roles in people's names."""

    def __init__(self, *, identities: PortalIdentities, regions: Regions, wire: Wire) -> None:
        self._identities = identities
        self._regions = regions
        self._clients = StsClients(identities=identities, regions=regions, wire=wire)

    def prepare(self) -> None:
        """Build the clients of the home regions now: it takes time that no click should pay.

        boto3 fetches credentials for it. Where they cannot be had, the portal starts all the same: whoever clicks is
        told, and by then they may be there.
        """
        for partition in self._regions.partitions:
            if self._identities.serves(partition.name):
                self._prepare(partition.name)

    def _prepare(self, partition: str) -> None:
        try:
            self._clients.client(self._clients.region_of(partition))
        except PortalCredentialsUnusable as failure:
            log.warning("portal-credentials.unusable", partition=partition, aws_code=failure.values["aws_code"])

    def caller_is_chained(self, partition: str) -> bool:
        """Say whether the portal identity of a partition gets an hour at most; raises PortalCredentialsUnusable."""
        return self._identities.caller_is_chained(partition)

    def assume_role(self, authority: Grant | CreatedRole, plan: DurationPlan, *, click_id: UUID) -> AssumedRole:
        """Assume the role of a grant for `plan.credential_lifetime` seconds; raises AwsFailure.

        Source: AWS STS API Reference, AssumeRole.
        """
        region = self._clients.region_of(authority.role_arn.partition)
        client = self._clients.client(region)
        # Any: types_boto3 would have every other parameter of AssumeRole in this dictionary as well.
        optional: dict[str, Any] = {
            "ExternalId": authority.external_id,
            "SourceIdentity": authority.source_identity,
            **_session_policy(authority),
        }
        self._clients.begin(click_id)
        answer = ask(
            lambda: client.assume_role(
                RoleArn=authority.role_arn.text,
                RoleSessionName=authority.role_session_name,
                DurationSeconds=plan.credential_lifetime,
                **{name: value for name, value in optional.items() if value is not None},
            ),
            region,
            OF_STS,
        )
        return _read(cast("dict[str, Any]", answer), region)

    def caller_identity(self, partition: str, *, click_id: UUID) -> CallerIdentity:
        """Ask who the portal identity of a partition is; raises AwsFailure, CallerIsRoot or CallerCannotAssume."""
        return self._clients.caller_identity(partition, click_id=click_id)


def _session_policy(authority: Grant | CreatedRole) -> dict[str, Any]:  # Any: as below.
    """Return what narrows the credentials to less than the role may do, where the mapping has it."""
    policy = authority.session_policy
    if policy is None:
        return {}
    arns = [{"arn": arn} for arn in policy.policy_arns]
    return {"Policy": policy.document, "PolicyArns": arns or None}


def _read(answer: dict[str, Any], region: str) -> AssumedRole:  # Any: botocore's answers are untyped dictionaries.
    """Read AWS's answer; one that lacks what it must have is an unusable answer, not a KeyError."""
    try:
        credentials, assumed_role_id = credentials_in(answer), answer["AssumedRoleUser"]["AssumedRoleId"]
    except KeyError:
        failure = unreadable(answer, region)
    else:
        return AssumedRole(credentials, assumed_role_id, answer.get("PackedPolicySize"), attempt_of(answer, region))
    raise failure
