"""Access tests: what admins expect of the mappings, judged at every change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.conditions import Circumstances
from app.domain.drafts import Draft
from app.domain.effects import World
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


def failing(tests: Iterable[AccessTest], world: World, circumstances: Circumstances) -> tuple[AccessTest, ...]:
    """Return the tests that do not hold. Conditions of the moment of a click count as met."""
    reach = world.reach(circumstances)
    return tuple(
        test for test in tests if (test.person_id in reach.get(test.role_id, frozenset())) is not test.expected
    )


def broken_by(
    draft: Draft, tests: Iterable[AccessTest], world: World, circumstances: Circumstances
) -> tuple[AccessTest, ...]:
    """Return the tests that hold now and would not after the draft."""
    known = tuple(tests)
    failed_before = {test.id for test in failing(known, world, circumstances)}
    return tuple(test for test in failing(known, world.after(draft), circumstances) if test.id not in failed_before)
