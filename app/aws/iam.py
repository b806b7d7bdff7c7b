"""Calls IAM: makes the walkthrough's role, and takes it away again."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from app.aws.clicks import ClickHeader
from app.aws.errors import Answer, Meaning, Vocabulary, ask
from app.aws.identities import PortalIdentities
from app.aws.wire import Wire
from app.domain.arns import MalformedRoleArn, RoleArn
from app.domain.aws_failures import AwsBroken, AwsFailure
from app.domain.federation import Attempt
from app.domain.iam_failures import IamBusy, IamDenied, IamLimitReached, IamRefused, NotInIam
from app.domain.regions import Regions
from app.domain.walkthrough import PlannedRole

if TYPE_CHECKING:
    from types_boto3_iam.client import IAMClient

IAM: Final = "IAM"
# Source: AWS IAM API Reference, "Errors" of the four actions.
_KINDS: Final = (
    (IamDenied, ("AccessDenied", "AccessDeniedException")),
    (IamLimitReached, ("LimitExceeded",)),
    (IamBusy, ("DeleteConflict", "ConcurrentModification", "EntityTemporarilyUnmodifiable", "EntityAlreadyExists")),
    (NotInIam, ("NoSuchEntity",)),
)


class IamGateway:
    """Makes and deletes roles as the portal identity of a partition. Each method raises AwsFailure."""

    def __init__(
        self, *, identities: PortalIdentities, regions: Regions, wire: Wire, endpoint: str | None = None
    ) -> None:
        """`endpoint` is the address of IAM where it is not AWS's public one."""
        self._identities = identities
        self._regions = regions
        self._wire = wire
        self._endpoint = endpoint
        self._click = ClickHeader(wire=wire)
        self._clients: dict[str, IAMClient] = {}

    def create_role(self, planned: PlannedRole) -> RoleArn:
        """Create the role and return the ARN that IAM gave it. Source: AWS IAM API Reference, CreateRole."""
        client = self._client(planned)
        answer = self._ask(
            "CreateRole",
            planned,
            lambda: client.create_role(
                RoleName=planned.name,
                AssumeRolePolicyDocument=planned.trust_policy,
                Description=planned.description,
            ),
        )
        try:
            return RoleArn.parse(answer["Role"]["Arn"])
        except (KeyError, MalformedRoleArn):
            attempt = Attempt(IAM, self._region(planned), "unreadable", status=200)
        raise AwsBroken(attempt=attempt, status=200)

    def attach_policy(self, planned: PlannedRole) -> None:
        """Attach the managed policy; doing it again does no harm. Source: as above, AttachRolePolicy."""
        client = self._client(planned)
        self._ask(
            "AttachRolePolicy",
            planned,
            lambda: client.attach_role_policy(RoleName=planned.name, PolicyArn=planned.policy_arn),
        )

    def detach_policy(self, planned: PlannedRole) -> None:
        """Detach the managed policy. Source: as above, DetachRolePolicy."""
        client = self._client(planned)
        self._ask(
            "DetachRolePolicy",
            planned,
            lambda: client.detach_role_policy(RoleName=planned.name, PolicyArn=planned.policy_arn),
        )

    def delete_role(self, planned: PlannedRole) -> None:
        """Delete the role, by its name. Source: as above, DeleteRole, which wants every policy detached before."""
        client = self._client(planned)
        self._ask("DeleteRole", planned, lambda: client.delete_role(RoleName=planned.name))

    def _ask(self, action: str, planned: PlannedRole, call: Callable[[], Answer]) -> Answer:
        self._click.begin(planned.click_id)
        return ask(call, self._region(planned), _vocabulary_for(f"iam:{action}"))

    def _client(self, planned: PlannedRole) -> "IAMClient":
        region = self._region(planned)
        if region not in self._clients:
            client = self._identities.iam_client(region, wire=self._wire, endpoint=self._endpoint)
            client.meta.events.register("before-send.iam", self._click.put)
            self._clients[region] = client
        return self._clients[region]

    def _region(self, planned: PlannedRole) -> str:
        return self._regions.home_of(planned.partition)


def _vocabulary_for(action: str) -> Vocabulary:
    meanings: dict[str, Meaning] = {code: partial(_failure, kind, action) for kind, codes in _KINDS for code in codes}
    return Vocabulary(service=IAM, meanings=meanings, otherwise=partial(_failure, IamRefused, action))


def _failure(kind: type[AwsFailure], action: str, attempt: Attempt, _message: str) -> AwsFailure:
    return kind(attempt=attempt, action=action, aws_code=attempt.result)
