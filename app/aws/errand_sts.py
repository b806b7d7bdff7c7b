"""Calls AssumeRole for the portal's own errands: for 900 seconds, narrowed, with credentials that open no console."""

from threading import Lock
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from app.aws.clicks import ClickHeader
from app.aws.errors import OF_STS, STS, ask
from app.aws.identities import PortalIdentities
from app.aws.wire import Wire
from app.domain.aws_failures import AwsBroken
from app.domain.errands import ERRAND_SECONDS, Errand, ErrandCredentials
from app.domain.federation import Attempt, Credentials
from app.domain.regions import Regions
from app.domain.walkthrough import CallerIdentity

if TYPE_CHECKING:
    from types_boto3_sts.client import STSClient


class ErrandGateway:
    """Assumes roles in the portal's own name."""

    def __init__(self, *, identities: PortalIdentities, regions: Regions, wire: Wire) -> None:
        self._identities = identities
        self._regions = regions
        self._wire = wire
        self._clients: dict[str, STSClient] = {}
        self._lock = Lock()
        self._errand = ClickHeader(wire=wire)

    def assume_for_errand(self, errand: Errand, *, errand_id: UUID) -> ErrandCredentials:
        """Assume the role of an errand for 900 seconds; raises AwsFailure or PartitionNotServed.

        Source: AWS STS API Reference, AssumeRole.
        """
        region = self._regions.home_of(errand.role_arn.partition)
        client = self._client(region)
        # Any: types_boto3 would have every other parameter of AssumeRole in this dictionary as well.
        optional: dict[str, Any] = {
            "ExternalId": errand.external_id,
            "SourceIdentity": errand.source_identity,
            "Tags": [{"Key": key, "Value": value} for key, value in errand.session_tags] or None,
        }
        self._errand.begin(errand_id)
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
        """Ask who the portal identity is; raises AwsFailure, CallerIsRoot, CallerCannotAssume or PartitionNotServed.

        Source: AWS STS API Reference, GetCallerIdentity, which needs no permission.
        """
        region = self._regions.home_of(partition)
        client = self._client(region)
        self._errand.begin(errand_id)
        answer = ask(client.get_caller_identity, region, OF_STS)
        return CallerIdentity.parse(str(answer.get("Arn", "")))

    def _client(self, region: str) -> "STSClient":
        with self._lock:
            if region not in self._clients:
                client = self._identities.sts_client(region, wire=self._wire)
                client.meta.events.register("before-send.sts", self._errand.put)
                self._clients[region] = client
            return self._clients[region]


def _read(
    answer: dict[str, Any], region: str
) -> ErrandCredentials:  # Any: botocore's answers are untyped dictionaries.
    metadata = answer.get("ResponseMetadata", {})
    request_id, status = metadata.get("RequestId"), metadata.get("HTTPStatusCode")
    try:
        given = answer["Credentials"]
        credentials = Credentials(
            access_key_id=given["AccessKeyId"],
            secret_access_key=given["SecretAccessKey"],
            session_token=given["SessionToken"],
            expires_at=given["Expiration"],
        )
    except KeyError:
        failure = AwsBroken(attempt=Attempt(STS, region, "unreadable", request_id, status), status=status)
    else:
        return ErrandCredentials(credentials, Attempt(STS, region, "ok", request_id, status))
    raise failure
