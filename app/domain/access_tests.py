"""Access tests: what admins expect of the mappings, judged at every change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.drafts import Draft
from app.domain.effects import World
from app.domain.moments import Moments
from app.domain.refusals import AN_ADMIN, Conflict, NotFound
from app.domain.words import _


@dataclass(frozen=True, slots=True)
class AccessTest:
    """A person, a role, and whether the person is to be able to open it."""

    id: UUID
    person_id: UUID
    role_id: UUID
    expected: bool
    note: str
    created_at: datetime
    disabled_at: datetime | None = None


class NoSuchAccessTest(NotFound):
    code = "no-such-access-test"
    sentence = _("There is no such access test, or it is disabled already.")
    remedy = _("Look at the list of access tests.")
    who = AN_ADMIN


class AccessTestsBroken(Conflict):
    """Saving would break access tests; `broken` holds them."""

    code = "access-tests-broken"
    sentence = _("Access tests that hold now would fail after this change: %(count)s.")
    remedy = _("Change the draft, or the tests if they expect the wrong thing; or save all the same, with a reason.")
    who = AN_ADMIN

    def __init__(self, *, broken: tuple[AccessTest, ...]) -> None:
        self.broken = broken
        super().__init__(count=len(broken))


def failing(tests: Iterable[AccessTest], world: World, now: datetime) -> tuple[AccessTest, ...]:
    """Return the tests that do not hold now. Conditions of the circumstances of a click count as met."""
    known = tuple(tests)
    wrong = _wrong(known, world, Moments((now,)))
    return tuple(test for test in known if wrong[test.id])


def broken_by(draft: Draft, tests: Iterable[AccessTest], world: World, now: datetime) -> tuple[AccessTest, ...]:
    """Return the tests that, at some moment from now on, hold without the draft and do not with it."""
    known, after = tuple(tests), world.after(draft)
    moments = Moments.of((*world.mappings, *after.mappings), now=now)
    were_wrong, are_wrong = _wrong(known, world, moments), _wrong(known, after, moments)
    return tuple(test for test in known if are_wrong[test.id] & ~were_wrong[test.id])


def _wrong(tests: Iterable[AccessTest], world: World, moments: Moments) -> dict[UUID, int]:
    """Return of each test the moments at which it does not hold."""
    reach = world.reach(moments)
    can_open = ((test, reach.get(test.role_id, {}).get(test.person_id, 0)) for test in tests)
    return {test.id: moments.every & ~at if test.expected else at for test, at in can_open}
