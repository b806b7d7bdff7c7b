"""Background role tests: the order that an admin gave, and what a run did with each role."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.arns import RoleArn
from app.domain.aws_failures import failure_with_code
from app.domain.conditions import Circumstances
from app.domain.ledger import Actor
from app.domain.people import Principal
from app.domain.refusals import AN_ADMIN, THE_OPERATOR, Conflict, NotPermitted, Refusal, Unavailable
from app.domain.role_tests import RoleTest, Verdict
from app.domain.words import _

# A role is tested in the background at most once in this time, and not within it after a test by hand.
REST: Final = timedelta(hours=24)
# In seconds, between two roles: their tests are spread, so that nobody's CloudTrail and no quota sees a burst.
PACE: Final = 1.0
# So many tests in a row that tell nothing of their roles end a run.
SILENT_IN_A_ROW: Final = 3


class BackgroundTestsOff(Conflict):
    code = "background-tests-off"
    sentence = _("Background role tests are turned off.")
    remedy = _("An admin turns them on in the portal, under Role health.")
    who = AN_ADMIN


class OrderVoid(NotPermitted):
    code = "order-void"
    sentence = _("%(username)s, who turned the background role tests on, is not an admin any more.")
    remedy = _("Nothing is tested until another admin turns them on in the portal, under Role health.")
    who = AN_ADMIN


class NothingHeard(Unavailable):
    code = "nothing-heard"
    sentence = _("%(count)s tests in a row told nothing of their roles, the last with the code %(code)s.")
    remedy = _("The run has ended early. See under Role health what the last tests say; the portal's credentials, its "
               "network or AWS itself may be the cause.")  # fmt: skip
    who = THE_OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an admin ordered last: background tests on or off, with what was known of them at that moment."""

    is_on: bool
    principal: Principal
    given_at: datetime
    reason: str
    address: str | None = None
    used_mfa: bool | None = None

    @property
    def actor(self) -> Actor:
        """Whoever gave it, as the ledger names them."""
        return Actor("person", str(self.principal.person_id))

    def circumstances(self, now: datetime) -> Circumstances:
        """Return what decides now whether whoever gave it is an admin.

        Nobody is at the keyboard in the background: network and MFA are those of the moment when the order was given.
        """
        return Circumstances(now=now, address=self.address, used_mfa=self.used_mfa)


@dataclass(frozen=True, slots=True)
class DueRole:
    """A role that was not tested within the last day."""

    id: UUID
    role_arn: RoleArn


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did with a role: tested it, or skipped it, and why. `skipped` is None where there is a test."""

    role_arn: RoleArn
    test: RoleTest | None
    skipped: Refusal | None = None


class AlreadyTested(Conflict):
    code = "already-tested"
    sentence = _("Another run tests it, somebody has tested it meanwhile, or it was disabled.")
    remedy = _("Nothing has to be done.")


def tells_nothing(verdict: Verdict) -> bool:
    """Say whether a test failed for a reason that lies before AWS's decision on the role."""
    return verdict.code is not None and failure_with_code(verdict.code).way != "refused"
