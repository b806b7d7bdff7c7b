"""Changes of people and groups that take away no last admin, and break no access test unless somebody says why."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.access_tests import AccessTest, AccessTestsBroken, broken_between
from app.domain.admins import Admin, LastAdmin
from app.domain.effects import World
from app.domain.ledger import Event
from app.services.changes import Change, Changes, Scribe


@dataclass(frozen=True, slots=True)
class Guarded:
    """A change, and the entries that are written once it turns out to be permitted."""

    change: Change
    entries: list[Event] = field(default_factory=list)


class Guard:
    """Opens such changes."""

    def __init__(self, *, changes: Changes, scribe: Scribe) -> None:
        self._changes = changes
        self._scribe = scribe

    @contextmanager
    def change(self, admin: Admin, *, despite_tests: str | None = None) -> Iterator[Guarded]:
        """Give a change; `despite_tests` is why access tests may break, and goes into its entries.

        Raises LastAdmin or AccessTestsBroken when it ends, and then nothing is stored.
        """
        with self._changes.change(by=admin) as change:
            guarded, now = Guarded(change), self._scribe.clock()
            were_left, (tests, before) = change.admins_left(now), change.tests_and_world()
            yield guarded
            if were_left and not change.admins_left(now):
                raise LastAdmin
            broken = _broken(change, tests, before, now)
            if broken and not (despite_tests and despite_tests.strip()):
                raise AccessTestsBroken(broken=broken)
            for entry in guarded.entries:
                change.record(_with_why(entry, broken, despite_tests) if broken else entry)


def _broken(change: Change, tests: tuple[AccessTest, ...], before: World, now: datetime) -> tuple[AccessTest, ...]:
    if not tests:
        return ()
    _same_tests, after = change.tests_and_world()
    return broken_between(tests, before, after, now)


def _with_why(entry: Event, broken: tuple[AccessTest, ...], despite_tests: str | None) -> Event:
    return entry.telling(despite_tests=despite_tests, broken_tests=[str(test.id) for test in broken])
