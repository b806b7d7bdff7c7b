"""Role tests: an intent in the ledger, the calls of AWS, and the outcome, on an admin's authority."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.accounts import Role
from app.domain.admins import Admin
from app.domain.aws_failures import AwsFailure
from app.domain.clicks import Visit
from app.domain.errands import Carried, Errand, ErrandCredentials
from app.domain.federation import Attempt
from app.domain.ledger import Action, Event, Plain
from app.domain.ledger import Outcome as EntryOutcome
from app.domain.refusals import NotThere, Refusal
from app.domain.regions import Regions
from app.domain.role_tests import RoleTest, TestedRole, next_try, verdict_of
from app.domain.walkthrough import CallerIdentity
from app.domain.words import _

# So long does an admin wait for some roles; a test that was begun is finished.
SOME_SECONDS: Final = 10


class ErrandLedger(Protocol):
    """Appends entries in one transaction; raises StorageUnavailable, and then nothing was written."""

    def append(self, *events: Event) -> None: ...


class KeepsRoleTests(Protocol):
    """Keeps the last test of each role, in one transaction with its entry; raises StorageUnavailable."""

    def find(self, role_id: UUID) -> TestedRole | None: ...

    def record(self, test: RoleTest, entry: Event) -> None: ...


class ErrandRunner(Protocol):
    """Calls STS. Raises AwsFailure, and for a caller that no policy can name a kind of Malformed."""

    def assume_for_errand(self, errand: Errand, *, errand_id: UUID) -> ErrandCredentials: ...

    def caller_identity(self, partition: str, *, errand_id: UUID) -> CallerIdentity: ...


@dataclass(frozen=True, slots=True)
class Tried:
    """The answers of a role test, and what was called for them."""

    answers: dict[Carried, AwsFailure | None]
    attempts: list[Attempt]


@dataclass(frozen=True, slots=True)
class EntriesOfOneTest:
    """Makes the entries of one role test; they share its id, actor, role and address."""

    admin: Admin
    role: Role
    visit: Visit
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    in_background: bool

    def requested(self) -> Event:
        """The intent, written before AWS is asked for anything."""
        return self._entry(Action.ROLE_TEST_REQUESTED, "requested", {})

    def ended(self, test: RoleTest, tried: Tried) -> Event:
        """What was found, and what was called for it."""
        verdict = test.verdict
        body: dict[str, Plain] = {
            "code": verdict.code,
            "missing": list(verdict.missing),
            "external_id_unchecked": verdict.external_id_unchecked,
            "attempts": [attempt.plain() for attempt in tried.attempts],
        }
        if verdict.outcome == "passed":
            return self._entry(Action.ROLE_TEST_PASSED, "succeeded", body)
        return self._entry(Action.ROLE_TEST_FAILED, "failed", body)

    def _entry(self, action: Action, outcome: EntryOutcome, body: dict[str, Plain]) -> Event:
        return Event(
            id=self.new_id(),
            at=self.clock(),
            action=action,
            outcome=outcome,
            actor=self.admin.actor,
            click_id=self.visit.id,
            role_arn=self.role.role_arn.text,
            account_id=self.role.role_arn.account_id.text,
            address=self.visit.address,
            body={**body, "in_background": True} if self.in_background else body,
        )


class RoleTests:
    """Tests whether AWS lets the portal into a role as the role is set up here."""

    def __init__(
        self,
        *,
        tests: KeepsRoleTests,
        ledger: ErrandLedger,
        sts: ErrandRunner,
        regions: Regions,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._tests = tests
        self._ledger = ledger
        self._sts = sts
        self._regions = regions
        self._clock = clock
        self._new_id = new_id

    def test(self, admin: Admin, role_id: UUID, *, visit: Visit, in_background: bool = False) -> RoleTest:
        """Test a role now and keep what was found; raises NotThere, PartitionNotServed or StorageUnavailable."""
        tested = self._tests.find(role_id)
        if tested is None:
            raise NotThere(what=_("role"))
        role = tested.role
        self._regions.home_of(role.role_arn.partition)
        entries = EntriesOfOneTest(admin, role, visit, self._clock, self._new_id, in_background)
        self._ledger.append(entries.requested())
        tried = self._try(admin, role, visit)
        test = RoleTest(
            id=visit.id,
            role_id=role.id,
            at=self._clock(),
            actor=admin.actor,
            verdict=verdict_of(role, tried.answers),
            portal_identity=self._portal_identity(role, visit),
            in_background=in_background,
        )
        self._tests.record(test, entries.ended(test, tried))
        return test

    def test_some(self, admin: Admin, role_ids: Iterable[UUID], *, visit: Visit) -> None:
        """Test roles one after the other, each as a visit of its own; after `SOME_SECONDS` seconds none is begun.

        What was not reached stays as it was. Raises likewise.
        """
        until = self._clock() + timedelta(seconds=SOME_SECONDS)
        for role_id in role_ids:
            if self._clock() >= until:
                return
            its_own = Visit(id=self._new_id(), address=visit.address, user_agent=visit.user_agent)
            self.test(admin, role_id, visit=its_own)

    def _try(self, admin: Admin, role: Role, visit: Visit) -> Tried:
        tried = Tried({}, [])
        while (carried := next_try(role, tried.answers)) is not None:
            errand = Errand(
                kind="role-test",
                admin=admin,
                role_arn=role.role_arn,
                known_external_id=role.external_id,
                carried=carried,
            )
            try:
                tried.attempts.append(self._sts.assume_for_errand(errand, errand_id=visit.id).attempt)
                tried.answers[carried] = None
            except AwsFailure as failure:
                tried.attempts.extend(failure.attempts)
                tried.answers[carried] = failure
        return tried

    def _portal_identity(self, role: Role, visit: Visit) -> str | None:
        """Return the ARN that a trust policy has to name; without it the page says so."""
        try:
            return self._sts.caller_identity(role.role_arn.partition, errand_id=visit.id).principal_arn
        except Refusal:
            return None
