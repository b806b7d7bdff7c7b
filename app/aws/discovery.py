"""Lists accounts of an organization and roles of an account, with tags: nothing else, and nothing is changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar  # Any: botocore's answers are untyped dictionaries.
from uuid import UUID

from app.aws.clicks import ClickHeader
from app.aws.errors import Answer, Meaning, Vocabulary, ask
from app.aws.identities import PortalIdentities
from app.aws.wire import Wire
from app.domain.arns import AccountId, MalformedAccountId, MalformedRoleArn, RoleArn
from app.domain.aws_failures import AwsBroken, AwsFailure
from app.domain.discovery_failures import ListingDenied, ListingRefused, NotInOrganization
from app.domain.discovery_lists import AccountPage, ListedAccount, ListedRole, Read, RolePage
from app.domain.errands import ErrandCredentials
from app.domain.federation import Attempt
from app.domain.regions import Regions

if TYPE_CHECKING:
    from types_boto3_iam.client import IAMClient
    from types_boto3_organizations.client import OrganizationsClient

IAM: Final = "IAM"
ORGANIZATIONS: Final = "Organizations"
# With the tags of each, a page of accounts is read within the time that one request works.
_ACCOUNTS_A_PAGE: Final = 10
# Source: AWS Organizations API Reference, Account (State; an older Organizations has Status instead).
_CLOSING: Final = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED"})
# Source: AWS IAM API Reference and AWS Organizations API Reference, "Errors" of the four actions.
_KINDS: Final = (
    (ListingDenied, ("AccessDenied", "AccessDeniedException")),
    (NotInOrganization, ("AWSOrganizationsNotInUseException",)),
)
_UNREADABLE: Final = (KeyError, TypeError, ValueError, AttributeError, MalformedAccountId, MalformedRoleArn)
Value = TypeVar("Value")


class OrganizationReader:
    """Reads one organization; each method raises AwsFailure."""

    def __init__(self, client: "OrganizationsClient", *, region: str) -> None:
        self._client = client
        self._region = region

    def accounts(self, token: str | None) -> Read[AccountPage]:
        """Return a page of accounts. Source: AWS Organizations API Reference, ListAccounts."""
        more: dict[str, Any] = {"NextToken": token} if token else {}
        call = partial(self._client.list_accounts, MaxResults=_ACCOUNTS_A_PAGE, **more)
        return _read("organizations:ListAccounts", ORGANIZATIONS, self._region, call, _accounts_in)

    def tags_of(self, account_id: AccountId) -> Read[dict[str, str]]:
        """Return the tags of an account: there are 50 at most, in one page. Source: likewise, ListTagsForResource."""
        call = partial(self._client.list_tags_for_resource, ResourceId=account_id.text)
        return _read("organizations:ListTagsForResource", ORGANIZATIONS, self._region, call, _tags_in)


class RoleReader:
    """Reads the roles of one account; each method raises AwsFailure."""

    def __init__(self, client: "IAMClient", *, region: str) -> None:
        self._client = client
        self._region = region

    def roles(self, marker: str | None) -> Read[RolePage]:
        """Return a page of roles, without their tags. Source: AWS IAM API Reference, ListRoles."""
        more: dict[str, Any] = {"Marker": marker} if marker else {}
        return _read("iam:ListRoles", IAM, self._region, partial(self._client.list_roles, **more), _roles_in)

    def tags_of(self, role_arn: RoleArn) -> Read[dict[str, str]]:
        """Return the tags of a role: 50 at most, in one page. Source: AWS IAM API Reference, ListRoleTags."""
        call = partial(self._client.list_role_tags, RoleName=role_arn.name)
        return _read("iam:ListRoleTags", IAM, self._region, call, _tags_in)


class DiscoveryGateway:
    """Opens readers. Each has a client of its own, whose connections end with it."""

    def __init__(self, *, identities: PortalIdentities, regions: Regions, wire: Wire) -> None:
        self._identities = identities
        self._regions = regions
        self._wire = wire

    @contextmanager
    def organization(
        self, partition: str, credentials: ErrandCredentials | None, *, errand_id: UUID
    ) -> Iterator[OrganizationReader]:
        """Read as the portal identity, or with an errand's credentials; raises AwsFailure or PartitionNotServed."""
        region = self._regions.home_of(partition)
        keys = credentials.credentials if credentials else None
        client = self._identities.organizations_client(region, wire=self._wire, credentials=keys)
        try:
            client.meta.events.register("before-send.organizations", self._header(errand_id).put)
            yield OrganizationReader(client, region=region)
        finally:
            client.close()

    @contextmanager
    def roles(self, partition: str, credentials: ErrandCredentials, *, errand_id: UUID) -> Iterator[RoleReader]:
        """Read with the credentials of the account's read-only role; raises AwsFailure or PartitionNotServed."""
        region = self._regions.home_of(partition)
        client = self._identities.iam_reader(region, wire=self._wire, credentials=credentials.credentials)
        try:
            client.meta.events.register("before-send.iam", self._header(errand_id).put)
            yield RoleReader(client, region=region)
        finally:
            client.close()

    def _header(self, errand_id: UUID) -> ClickHeader:
        header = ClickHeader(wire=self._wire)
        header.begin(errand_id)
        return header


def _read(
    action: str, service: str, region: str, call: Callable[[], Answer], value_of: Callable[[dict[str, Any]], Value]
) -> Read[Value]:
    answer: Any = ask(call, region, _vocabulary_for(action, service))
    metadata = answer.get("ResponseMetadata", {})
    request_id, status = metadata.get("RequestId"), metadata.get("HTTPStatusCode")
    try:
        return Read(value_of(answer), Attempt(service, region, "ok", request_id, status))
    except _UNREADABLE:
        failure = AwsBroken(attempt=Attempt(service, region, "unreadable", request_id, status), status=status)
    # Outside of the handler, for the library's error may quote the answer.
    raise failure


def _accounts_in(answer: dict[str, Any]) -> AccountPage:
    accounts = tuple(
        ListedAccount(AccountId.parse(one["Id"]), str(one.get("Name", "")), _is_closing(one))
        for one in answer["Accounts"]
    )
    return AccountPage(accounts, answer.get("NextToken") or None)


def _is_closing(account: dict[str, Any]) -> bool:
    return (account.get("State") or account["Status"]) in _CLOSING


def _roles_in(answer: dict[str, Any]) -> RolePage:
    roles = tuple(
        ListedRole(
            role_arn=RoleArn.parse(one["Arn"]),
            description=str(one.get("Description", "")),
            max_session_duration=int(one.get("MaxSessionDuration", 3600)),
            trust_policy=one.get("AssumeRolePolicyDocument"),
        )
        for one in answer["Roles"]
    )
    return RolePage(roles, answer["Marker"] if answer.get("IsTruncated") else None)


def _tags_in(answer: dict[str, Any]) -> dict[str, str]:
    return {str(tag["Key"]): str(tag["Value"]) for tag in answer["Tags"]}


def _vocabulary_for(action: str, service: str) -> Vocabulary:
    meanings: dict[str, Meaning] = {code: partial(_failure, kind, action) for kind, codes in _KINDS for code in codes}
    return Vocabulary(service=service, meanings=meanings, otherwise=partial(_failure, ListingRefused, action))


def _failure(kind: type[AwsFailure], action: str, attempt: Attempt, _message: str) -> AwsFailure:
    return kind(attempt=attempt, action=action, aws_code=attempt.result)
