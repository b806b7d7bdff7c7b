"""Discoveries over the embedded AWS, with a time that goes when calls wait for their turn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.demo.aws import EmbeddedAws
from app.demo.company import SampleRole
from app.demo.company_trust import trusting_a_service, trusting_portal
from app.domain.discovery import Discovery, DiscoverySettings, FoundAccount
from app.joints.aws import discovery_gateway_of, errand_gateway_of
from app.joints.discovery import discovering_of
from app.settings import AwsSettings
from tests.services.ordering import admin_of, visit_of
from tests.web.world import World

GOV_IDENTITY, GOV_PROGRAMS = "712068592237", "823179603348"
IN_GOV = DiscoverySettings(partition="aws-us-gov", read_role="DoorstepReadOnly")


class Killed(BaseException):
    """What no code of ours catches, as nothing catches a kill."""


class Time:
    """Goes when it is waited for; `kill_at` kills the worker that waits for its so-manieth turn."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits = 0
        self.kill_at: int | None = None

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waits += 1
        if self.waits == self.kill_at:
            raise Killed


class Run:
    """One discovery in a world, and what is to be seen of it."""

    def __init__(self, world: World, settings: AwsSettings, *, time: Time | None = None) -> None:
        self.world = world
        self.time = time or Time()
        self._discovering = discovering_of(
            errand_gateway_of(settings),
            discovery_gateway_of(settings),
            settings.regions,
            database=world.database,
            clock=world.clock,
            monotonic=self.time,
            sleep=self.time.sleep,
        )
        self._id = UUID(int=0)

    def order(self, settings: DiscoverySettings = IN_GOV, **changes: object) -> "Run":
        """Let ada order one."""
        ordered = replace(settings, **changes)  # type: ignore[arg-type]  # the names are checked when the test runs
        self._id = self._discovering.errands.order(admin_of(self.world), ordered, visit=visit_of()).id
        return self

    def work(self, times: int = 1) -> None:
        """Let ada's browser ask so often to go on."""
        for _ in range(times):
            self._discovering.errands.work(admin_of(self.world), self._id, visit=visit_of())

    def work_for_hours(self) -> None:
        """Let the browser ask again and again, each time long after AWS may be asked again."""
        for _ in range(20):
            self.work()
            self.world.clock.advance(timedelta(minutes=30))

    def resume(self) -> None:
        """Let ada try again what failed."""
        self._discovering.errands.resume(admin_of(self.world), self._id, visit=visit_of())

    @property
    def discovery(self) -> Discovery:
        found = self._discovering.found.find(self._id)
        assert found is not None
        return found

    @property
    def accounts(self) -> dict[str, FoundAccount]:
        """The accounts by their numbers."""
        return {one.account_id.text: one for one in self._discovering.found.accounts(self._id, limit=1000)}

    @property
    def states(self) -> dict[str, str]:
        """How the accounts stand, by their numbers."""
        return {number: one.state for number, one in self.accounts.items()}

    @property
    def troubles(self) -> dict[str, str]:
        """What is wrong with accounts, by their numbers."""
        return {number: one.trouble.code for number, one in self.accounts.items() if one.trouble}

    @property
    def actions(self) -> list[str]:
        """The ledger's verbs about discoveries."""
        told = ("discovery:", "account-list:", "account-scan:")
        return [entry.action for entry in self.world.entries() if entry.action.startswith(told)]


def gov_role(name: str, *, inline_policy: str | None = None, for_people: bool = False) -> SampleRole:
    """A role of the portal's own account in GovCloud."""
    return SampleRole(
        role_arn=f"arn:aws-us-gov:iam::{GOV_IDENTITY}:role/{name}",
        name=name,
        path="/",
        partition="aws-us-gov",
        account_id=GOV_IDENTITY,
        description="For one test",
        trust_policy=trusting_portal(GOV_IDENTITY) if for_people else trusting_a_service("glue.amazonaws.com"),
        managed_policies=(),
        inline_policy=inline_policy,
    )


def put_many_roles(aws: EmbeddedAws, many: int) -> None:
    """Fill the portal's own account in GovCloud."""
    for number in range(many):
        aws.put_role(gov_role(f"Many{number:02}", for_people=True))


NewRun = Callable[..., Run]
