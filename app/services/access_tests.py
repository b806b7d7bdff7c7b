"""Access tests: what admins expect of the mappings, kept beside them and run at every change."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.access_tests import AccessTest, NoSuchAccessTest, failing
from app.domain.admins import Admin, Operator
from app.domain.drafts import parse_reason
from app.domain.ledger import Action, Event, Plain
from app.services.drafts import TestReader


class TestChange(Protocol):
    """One transaction in which a test is added or disabled."""

    def find_test(self, id_: UUID) -> AccessTest | None: ...

    def add_test(self, test: AccessTest) -> None: ...

    def disable_test(self, id_: UUID, at: datetime) -> None: ...

    def record(self, event: Event) -> None: ...


class TestChanges(Protocol):
    def change(self, by: Admin | Operator | None = None) -> AbstractContextManager[TestChange]: ...


@dataclass(frozen=True, slots=True)
class Results:
    """Every test that is not disabled, and those of them that fail."""

    tests: tuple[AccessTest, ...]
    failing: tuple[AccessTest, ...]


class AccessTests:
    """Adds, disables and runs access tests."""

    def __init__(
        self,
        *,
        changes: TestChanges,
        reader: TestReader,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._changes = changes
        self._reader = reader
        self._clock = clock
        self._new_id = new_id

    def run(self) -> Results:
        """Judge every test by what holds now; raises StorageUnavailable."""
        tests, world = self._reader.tests_and_world()
        return Results(tests, failing(tests, world, self._clock()))

    def add(self, admin: Admin, *, person_id: UUID, role_id: UUID, expected: bool, note: str) -> AccessTest:
        """Add a test about a person and a role that are there; raises StorageUnavailable."""
        test = AccessTest(self._new_id(), person_id, role_id, expected, note, self._clock())
        with self._changes.change(by=admin) as change:
            change.add_test(test)
            change.record(self._entry(Action.ACCESS_TEST_ADDED, admin, test))
        return test

    def disable(self, admin: Admin, id_: UUID, *, reason: str) -> None:
        """Let a test count no more; raises NoSuchAccessTest or StorageUnavailable, and like `parse_reason`."""
        told = parse_reason(reason)
        with self._changes.change(by=admin) as change:
            test = change.find_test(id_)
            if test is None or test.disabled_at is not None:
                raise NoSuchAccessTest
            change.disable_test(id_, self._clock())
            change.record(self._entry(Action.ACCESS_TEST_DISABLED, admin, test, reason=told))

    def _entry(self, action: Action, admin: Admin, test: AccessTest, **more: Plain) -> Event:
        body: dict[str, Plain] = {
            "access_test_id": str(test.id),
            "role_id": str(test.role_id),
            "expected": test.expected,
        }
        return Event(
            id=self._new_id(),
            at=self._clock(),
            action=action,
            outcome="succeeded",
            actor=admin.actor,
            person_id=test.person_id,
            body=body | more,
        )
