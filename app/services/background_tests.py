"""A run of background role tests: every role that is due, one after the other, on an admin's stored order."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import structlog

from app.domain.admins import Admin
from app.domain.background_tests import (
    PACE,
    SILENT_IN_A_ROW,
    AlreadyTested,
    DueRole,
    NothingHeard,
    Ran,
    tells_nothing,
)
from app.domain.clicks import Visit
from app.domain.regions import PartitionNotServed, Regions
from app.services.background_orders import BackgroundOrders
from app.services.errands.role_tests import RoleTests

_USER_AGENT: Final = "doorstep role-tests run"
log: Final = structlog.stdlib.get_logger(__name__)


class ClaimsRoles(Protocol):
    """Says which roles are due, and gives each to one run only; raises StorageUnavailable."""

    def due(self, now: datetime) -> tuple[DueRole, ...]: ...

    def claim(self, role_id: UUID, now: datetime) -> bool: ...


class BackgroundTests:
    """Tests every role that is due. `sleep` may raise: between two roles, where nothing is half done."""

    def __init__(
        self,
        *,
        orders: BackgroundOrders,
        claims: ClaimsRoles,
        tests: RoleTests,
        regions: Regions,
        sleep: Callable[[float], None],
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._orders = orders
        self._claims = claims
        self._tests = tests
        self._regions = regions
        self._sleep = sleep
        self._clock = clock
        self._new_id = new_id

    def run(self, *, limit: int | None = None) -> Iterator[Ran]:
        """Test the roles that are due, `limit` of them at most, and give each as soon as it is done.

        The order is asked for anew before each role. Raises BackgroundTestsOff, OrderVoid, NothingHeard or
        StorageUnavailable, also in the middle; what was given until then is done.
        """
        self._orders.require_admin()
        tested, silent = 0, 0
        for role in self._claims.due(self._clock()):
            if tested == limit:
                return
            self._sleep(PACE if tested else 0.0)
            ran = self._ran(self._orders.require_admin(), role)
            yield ran
            if ran.test is None:
                continue
            tested += 1
            silent = silent + 1 if tells_nothing(ran.test.verdict) else 0
            if silent == SILENT_IN_A_ROW:
                raise NothingHeard(count=silent, code=ran.test.verdict.code)

    def _ran(self, admin: Admin, role: DueRole) -> Ran:
        try:
            self._regions.home_of(role.role_arn.partition)
        except PartitionNotServed as refusal:
            return Ran(role.role_arn, None, refusal)
        # The claim stands for a day, whatever becomes of the test: a run that is killed tests nothing twice.
        if not self._claims.claim(role.id, self._clock()):
            return Ran(role.role_arn, None, AlreadyTested())
        visit = Visit(id=self._new_id(), user_agent=_USER_AGENT)
        test = self._tests.test(admin, role.id, visit=visit, in_background=True)
        if test.verdict.outcome == "failed":
            log.warning(
                "role-test.failed",
                role_arn=role.role_arn.text,
                code=test.verdict.code,
                missing=list(test.verdict.missing),
                click_id=str(visit.id),
            )
        return Ran(role.role_arn, test)
