"""Walk the whole way once with a role of one's own: make it, wait until AWS knows it, open it, take it away."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import chain, repeat
from typing import Final, Protocol
from uuid import UUID

from app.domain.arns import RoleArn
from app.domain.aws_failures import AssumeRoleDenied, AwsFailure
from app.domain.clicks import OpenedConsole
from app.domain.destinations import Destination
from app.domain.durations import DEFAULT_MAX_CONSOLE_DURATION, Duration, DurationPlan, plan_durations
from app.domain.federation import AssumedRole, SignInToken, login_url_for
from app.domain.iam_failures import NotInIam
from app.domain.partitions import partition_named
from app.domain.regions import Regions
from app.domain.walkthrough import CallerIdentity, CleanUp, CreatedRole, PlannedRole, RoleStillRefused
from app.services.clean_up import CleanUps, RoleRemover, Traces

# There is no portal to go back to: AWS prints this where it says which link to click when the console has ended.
ISSUER: Final = "doorstep walkthrough"
_SLICE: Final = 0.25


class RoleMaker(RoleRemover, Protocol):
    """Speaks to IAM. Raises AwsFailure."""

    def create_role(self, planned: PlannedRole) -> RoleArn: ...

    def attach_policy(self, planned: PlannedRole) -> None: ...


class RoleAssumer(Protocol):
    """Calls STS. Raises AwsFailure; for a caller who can assume nothing, CallerIsRoot or CallerCannotAssume."""

    def caller_identity(self, partition: str, *, click_id: UUID) -> CallerIdentity: ...

    def caller_is_chained(self, partition: str) -> bool: ...

    def assume_role(self, created: CreatedRole, plan: DurationPlan, *, click_id: UUID) -> AssumedRole: ...


class TokenIssuer(Protocol):
    """Calls the federation endpoint. Raises AwsFailure."""

    def sign_in_token(
        self, assumed: AssumedRole, created: CreatedRole, plan: DurationPlan, *, click_id: UUID
    ) -> SignInToken: ...


class Guide(Protocol):
    """Goes along with whoever walks: shows each thing as it happens, and listens when they want to stop.

    Inside of `interruptible`, and nowhere else, the wish to stop may arise as an exception. `waiting` takes the limit
    and gives what is told the seconds so far. `opened` returns when the person has seen enough.
    """

    def interruptible(self) -> AbstractContextManager[None]: ...

    def creating(self, planned: PlannedRole) -> None: ...

    def waiting(self, limit: float) -> AbstractContextManager[Callable[[float], None]]: ...

    def opened(self, console: OpenedConsole) -> None: ...

    def cleaning_up(self, planned: PlannedRole) -> None: ...

    def cleaned_up(self, clean_up: CleanUp) -> None: ...

    def kept(self, planned: PlannedRole) -> None: ...


class Walkthrough:
    """The scenario of AWS's sample for custom identity brokers, for the caller of this machine's credentials."""

    def __init__(
        self,
        *,
        iam: RoleMaker,
        sts: RoleAssumer,
        signin: TokenIssuer,
        regions: Regions,
        role_session_name: str,
        limit: float,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        new_id: Callable[[], UUID],
    ) -> None:
        """`limit` is how many seconds IAM has to make the role assumable; `monotonic` returns seconds."""
        self._iam = iam
        self._sts = sts
        self._signin = signin
        self._regions = regions
        self._role_session_name = role_session_name
        self._limit = limit
        self._monotonic = monotonic
        self._sleep = sleep
        self._new_id = new_id
        self._clean_ups = CleanUps(iam=iam, sleep=sleep)

    def walk(self, guide: Guide, *, keep: bool = False) -> None:
        """Walk once in the partition of the first region; whatever happens, delete what was made, or `keep` it.

        Raises AwsFailure, CallerIsRoot, CallerCannotAssume or RoleStillRefused, and what the guide raises.
        """
        partition = self._regions.partitions[0].name
        click_id, traces = self._new_id(), Traces()
        with guide.interruptible():
            planned = PlannedRole(click_id, self._sts.caller_identity(partition, click_id=click_id))
        try:
            with guide.interruptible():
                guide.creating(planned)
                guide.opened(self._open(self._create(planned, traces), planned, guide))
        finally:
            if keep and traces.may_have_role:
                guide.kept(planned)
            elif traces.may_have_role:
                guide.cleaning_up(planned)
                guide.cleaned_up(self._clean_ups.after(planned, traces))

    def _create(self, planned: PlannedRole, traces: Traces) -> CreatedRole:
        traces.may_have_role = True
        try:
            created = CreatedRole(self._iam.create_role(planned), self._role_session_name)
        except AwsFailure as failure:
            # Everything else may mean that IAM did it and its answer was lost.
            traces.may_have_role = failure.way not in {"refused", "throttled", "not usable"}
            raise
        traces.may_have_attachment = True
        self._attach(planned)
        return created

    def _attach(self, planned: PlannedRole) -> None:
        """IAM may not show a role yet that it has just created."""
        for pause in (1.0, 2.0, 4.0):
            try:
                return self._iam.attach_policy(planned)
            except NotInIam:
                self._sleep(pause)
        return self._iam.attach_policy(planned)

    def _open(self, created: CreatedRole, planned: PlannedRole, guide: Guide) -> OpenedConsole:
        plan = plan_durations(
            asked=None,
            longest=Duration.of_seconds(DEFAULT_MAX_CONSOLE_DURATION),
            caller_is_chained=self._sts.caller_is_chained(planned.partition),
        )
        with guide.waiting(self._limit) as tell:
            assumed = self._try_until_assumed(created, plan, planned.click_id, tell)
        token = self._signin.sign_in_token(assumed, created, plan, click_id=planned.click_id)
        partition = partition_named(planned.partition)
        home = Destination.console_home(partition=partition, region=self._regions.home_of(partition.name))
        return OpenedConsole(login_url_for(token, home, ISSUER), plan.console_duration)

    def _try_until_assumed(
        self, created: CreatedRole, plan: DurationPlan, click_id: UUID, tell: Callable[[float], None]
    ) -> AssumedRole:
        """Try until it works: that AWS denies a new role means "not yet", until the limit is reached.

        Source: AWS IAM User Guide, "Changes that I make are not always immediately visible".
        """
        begun, pauses = self._monotonic(), _back_off()
        while True:
            try:
                return self._sts.assume_role(created, plan, click_id=click_id)
            except AssumeRoleDenied as denied:
                if self._monotonic() - begun >= self._limit:
                    raise RoleStillRefused(seconds=round(self._limit)) from denied
            self._pause(next(pauses), begun, tell)

    def _pause(self, pause: float, begun: float, tell: Callable[[float], None]) -> None:
        """Sleep in slices, so that the person sees time pass, and not beyond the limit: the last try is made there."""
        until = min(self._monotonic() + pause, begun + self._limit)
        while (left := until - self._monotonic()) > 0:
            self._sleep(min(left, _SLICE))
            tell(self._monotonic() - begun)


def _back_off() -> Iterator[float]:
    return chain((0.5, 1.0, 2.0, 3.0), repeat(5.0))
