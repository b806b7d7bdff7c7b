"""The AWS identities that the portal runs as: one a partition, through boto3's own chain or a named profile."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ProfileNotFound
from botocore.loaders import Loader
from botocore.session import Session, get_session

from app.aws.called_services import reader_like
from app.aws.errors import UNFETCHED, credentials_failure
from app.aws.wire import CONNECT_TIMEOUT, IAM_READ_TIMEOUT, LIST_READ_TIMEOUT, READ_TIMEOUT, Wire
from app.domain.federation import Credentials
from app.domain.partitions import partition_of_region
from app.domain.refusals import THE_OPERATOR, Malformed
from app.domain.regions import Regions
from app.domain.words import _

if TYPE_CHECKING:
    from types_boto3_iam.client import IAMClient
    from types_boto3_organizations.client import OrganizationsClient
    from types_boto3_sts.client import STSClient

Fetched = TypeVar("Fetched")
CallerIsChained = Literal["auto", "yes", "no"]


class UnknownProfile(Malformed):
    code = "unknown-profile"
    sentence = _("There is no AWS profile “%(profile)s” for partition %(partition)s.")
    remedy = _("Check DOORSTEP_AWS_PROFILES and the files of AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE.")
    who = THE_OPERATOR


class PortalIdentities:
    """Holds one boto3 session a partition. Sessions are not safe to share while they build clients, hence the lock."""

    def __init__(self, *, regions: Regions, profiles: Mapping[str, str], caller_is_chained: CallerIsChained) -> None:
        """Raises UnknownProfile. Without profiles the default chain serves the partition of the first region."""
        self._regions = regions
        self._caller_is_chained = caller_is_chained
        self._lock = Lock()
        chosen: dict[str, str | None] = dict(profiles) or {partition_of_region(regions.codes[0]).name: None}
        self._sessions = _sessions(chosen)

    def caller_is_chained(self, partition: str) -> bool:
        """Say whether AWS will treat AssumeRole by this identity as role chaining: an hour at most.

        `auto` takes every identity that holds a session token as chained. AWS's pages except EC2 instance profiles,
        reports disagree; an operator who knows better says `no`. Raises PortalCredentialsUnusable.
        """
        if self._caller_is_chained != "auto":
            return self._caller_is_chained == "yes"
        region = self._regions.home_of(partition)
        with self._lock:
            credentials = self._fetched(self._session_of(partition, region).get_credentials, region)
        if credentials is None:
            raise credentials_failure(region, "NoCredentials")
        return bool(self._fetched(credentials.get_frozen_credentials, region).token)

    def serves(self, partition: str) -> bool:
        """Say whether there is an identity for a partition."""
        return partition in self._sessions

    def sts_client(self, region: str, *, wire: Wire) -> "STSClient":
        """Build an STS client as the portal identity of the region's partition; raises PortalCredentialsUnusable."""
        partition, endpoint = partition_of_region(region), wire.sts_endpoints.get(region)
        config = _config(wire, endpoint or partition.sts_origin(region), READ_TIMEOUT)
        session = self._session_of(partition.name, region)
        with self._lock:
            return self._fetched(
                lambda: session.client(
                    "sts", region_name=region, endpoint_url=endpoint, config=config, verify=wire.ca_bundle or True
                ),
                region,
            )

    def iam_client(self, region: str, *, wire: Wire, endpoint: str | None) -> "IAMClient":
        """Build an IAM client, likewise. IAM has one endpoint a partition, which boto3 finds by any of its regions."""
        partition, endpoint = partition_of_region(region), endpoint or wire.iam_endpoints.get(region)
        config = _config(wire, endpoint or f"https://iam.{partition.dns_suffix}", IAM_READ_TIMEOUT)
        session = self._session_of(partition.name, region)
        with self._lock:
            return self._fetched(
                lambda: session.client(
                    "iam", region_name=region, endpoint_url=endpoint, config=config, verify=wire.ca_bundle or True
                ),
                region,
            )

    def organizations_client(
        self, region: str, *, wire: Wire, credentials: Credentials | None
    ) -> "OrganizationsClient":
        """Build a client of Organizations, as the portal identity or with credentials; it is the caller's to close."""
        partition, endpoint = partition_of_region(region), wire.organizations_endpoints.get(region)
        config = _config(wire, endpoint or f"https://organizations.{partition.dns_suffix}", LIST_READ_TIMEOUT)
        session = self._session_of(partition.name, region)
        with self._lock:
            return self._fetched(
                lambda: session.client(
                    "organizations",
                    region_name=region,
                    endpoint_url=endpoint,
                    config=config,
                    verify=wire.ca_bundle or True,
                    aws_access_key_id=credentials.access_key_id if credentials else None,
                    aws_secret_access_key=credentials.secret_access_key if credentials else None,
                    aws_session_token=credentials.session_token if credentials else None,
                ),
                region,
            )

    def iam_reader(self, region: str, *, wire: Wire, credentials: Credentials) -> "IAMClient":
        """Build an IAM client with credentials of a role, likewise the caller's to close."""
        partition, endpoint = partition_of_region(region), wire.iam_endpoints.get(region)
        config = _config(wire, endpoint or f"https://iam.{partition.dns_suffix}", LIST_READ_TIMEOUT)
        session = self._session_of(partition.name, region)
        with self._lock:
            return session.client(
                "iam",
                region_name=region,
                endpoint_url=endpoint,
                config=config,
                verify=wire.ca_bundle or True,
                aws_access_key_id=credentials.access_key_id,
                aws_secret_access_key=credentials.secret_access_key,
                aws_session_token=credentials.session_token,
            )

    def _fetched(self, fetch: Callable[[], Fetched], region: str) -> Fetched:
        """Do what makes boto3 fetch credentials; raises PortalCredentialsUnusable."""
        try:
            return fetch()
        except (BotoCoreError, *UNFETCHED) as error:
            failure = credentials_failure(region, type(error).__name__)
        # Outside of the handler, for a program's output may hang on the library's error.
        raise failure

    def _session_of(self, partition: str, region: str) -> boto3.Session:
        session = self._sessions.get(partition)
        if session is None:
            raise credentials_failure(region, "NoProfileForPartition")
        return session


def _config(wire: Wire, address: str, read_timeout: float) -> Config:
    """No hidden retries, no endpoint from the environment, short waits."""
    proxy = wire.proxy_for(address)
    return Config(  # type: ignore[call-arg]  # the stubs lack ignore_configured_endpoint_urls
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=read_timeout,
        retries={"total_max_attempts": 1, "mode": "standard"},
        max_pool_connections=wire.pool_size,
        tcp_keepalive=True,
        # botocore would put a long one together for each request, only for the click's to take its place.
        user_agent=wire.product,
        ignore_configured_endpoint_urls=True,
        proxies={"https": proxy, "http": proxy} if proxy else {},
    )


def _sessions(profiles: Mapping[str, str | None]) -> Mapping[str, boto3.Session]:
    """Make the sessions, all with one reader of botocore's data: each would read and keep its megabytes anew."""
    sessions: dict[str, boto3.Session] = {}
    loader: Loader | None = None
    for partition, profile in profiles.items():
        session = get_session()
        # Before the reader is taken: with a reader at hand boto3 would not look whether there is such a profile.
        sessions[partition] = _session(session, partition, profile)
        loader = loader or reader_like(session.get_component("data_loader"))
        session.register_component("data_loader", loader)
    return sessions


def _session(session: Session, partition: str, profile: str | None) -> boto3.Session:
    try:
        return boto3.Session(botocore_session=session, profile_name=profile)
    except ProfileNotFound as error:
        raise UnknownProfile(profile=error.kwargs["profile"], partition=partition) from error
