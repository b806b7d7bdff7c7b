"""What every gateway to STS shares: one client a region, the user agent of each call, and how an answer is read."""

from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.aws.clicks import ClickHeader
from app.aws.errors import OF_STS, STS, ask
from app.aws.identities import PortalIdentities
from app.aws.wire import Wire
from app.domain.aws_failures import AwsBroken
from app.domain.federation import Attempt, Credentials
from app.domain.regions import Regions
from app.domain.walkthrough import CallerIdentity

if TYPE_CHECKING:
    from types_boto3_sts.client import STSClient


class StsClients:
    """Clients that many threads share, each made when it is first asked for."""

    def __init__(self, *, identities: PortalIdentities, regions: Regions, wire: Wire) -> None:
        self._identities = identities
        self._regions = regions
        self._wire = wire
        self._clients: dict[str, STSClient] = {}
        self._lock = Lock()
        self._click = ClickHeader(wire=wire)

    def region_of(self, partition: str) -> str:
        """Return the region whose STS a partition is asked in; raises PartitionNotServed."""
        return self._regions.home_of(partition)

    def client(self, region: str) -> "STSClient":
        """Return the client of a region; raises PortalCredentialsUnusable."""
        with self._lock:
            if region not in self._clients:
                client = self._identities.sts_client(region, wire=self._wire)
                client.meta.events.register("before-send.sts", self._click.put)
                self._clients[region] = client
            return self._clients[region]

    def begin(self, click_id: UUID) -> None:
        """Name what this thread's next calls are for: CloudTrail keeps it."""
        self._click.begin(click_id)

    def caller_identity(self, partition: str, *, click_id: UUID) -> CallerIdentity:
        """Ask who the portal identity is; raises AwsFailure, CallerIsRoot, CallerCannotAssume or PartitionNotServed.

        Source: AWS STS API Reference, GetCallerIdentity, which needs no permission.
        """
        region = self.region_of(partition)
        client = self.client(region)
        self.begin(click_id)
        answer = ask(client.get_caller_identity, region, OF_STS)
        return CallerIdentity.parse(str(answer.get("Arn", "")))


# Any: botocore's answers are untyped dictionaries.
def attempt_of(answer: dict[str, Any], region: str, result: str = "ok") -> Attempt:
    """Say what was called for an answer."""
    metadata = answer.get("ResponseMetadata", {})
    return Attempt(STS, region, result, metadata.get("RequestId"), metadata.get("HTTPStatusCode"))


def credentials_in(answer: dict[str, Any]) -> Credentials:
    """Return the credentials of an answer; raises KeyError where it lacks what it must have."""
    given = answer["Credentials"]
    return Credentials(
        access_key_id=given["AccessKeyId"],
        secret_access_key=given["SecretAccessKey"],
        session_token=given["SessionToken"],
        expires_at=given["Expiration"],
    )


def unreadable(answer: dict[str, Any], region: str) -> AwsBroken:
    """Return the failure of an answer that lacks what it must have."""
    attempt = attempt_of(answer, region, "unreadable")
    return AwsBroken(attempt=attempt, status=attempt.status)
