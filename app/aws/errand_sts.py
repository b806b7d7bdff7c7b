"""Calls AssumeRole for the portal's own errands: for 900 seconds, narrowed, with credentials that open no console."""

from typing import Any, cast
from uuid import UUID

from app.aws.errors import OF_STS, ask
from app.aws.identities import PortalIdentities
from app.aws.sts_clients import StsClients, attempt_of, credentials_in, unreadable
from app.aws.wire import Wire
from app.domain.errands import ERRAND_SECONDS, Errand, ErrandCredentials
from app.domain.regions import Regions
from app.domain.walkthrough import CallerIdentity


class ErrandGateway:
    """Assumes roles in the portal's own name."""

    def __init__(self, *, identities: PortalIdentities, regions: Regions, wire: Wire) -> None:
        self._clients = StsClients(identities=identities, regions=regions, wire=wire)

    def assume_for_errand(self, errand: Errand, *, errand_id: UUID) -> ErrandCredentials:
        """Assume the role of an errand for 900 seconds; raises AwsFailure or PartitionNotServed.

        Source: AWS STS API Reference, AssumeRole.
        """
        region = self._clients.region_of(errand.role_arn.partition)
        client = self._clients.client(region)
        # Any: types_boto3 would have every other parameter of AssumeRole in this dictionary as well.
        optional: dict[str, Any] = {
            "ExternalId": errand.external_id,
            "SourceIdentity": errand.source_identity,
            "Tags": [{"Key": key, "Value": value} for key, value in errand.session_tags] or None,
        }
        self._clients.begin(errand_id)
        answer = ask(
            lambda: client.assume_role(
                RoleArn=errand.role_arn.text,
                RoleSessionName=errand.role_session_name,
                DurationSeconds=ERRAND_SECONDS,
                Policy=errand.session_policy,
                **{name: value for name, value in optional.items() if value is not None},
            ),
            region,
            OF_STS,
        )
        return _read(cast("dict[str, Any]", answer), region)

    def caller_identity(self, partition: str, *, errand_id: UUID) -> CallerIdentity:
        """Ask who the portal identity is; raises AwsFailure, CallerIsRoot, CallerCannotAssume or PartitionNotServed."""
        return self._clients.caller_identity(partition, click_id=errand_id)


# Any: botocore's answers are untyped dictionaries.
def _read(answer: dict[str, Any], region: str) -> ErrandCredentials:
    try:
        credentials = credentials_in(answer)
    except KeyError:
        failure = unreadable(answer, region)
    else:
        return ErrandCredentials(credentials, attempt_of(answer, region))
    raise failure
