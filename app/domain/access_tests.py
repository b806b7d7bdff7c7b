"""Access tests: what admins expect of the mappings, judged at every change."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.drafts import Draft
from app.domain.effects import Speakers, World
from app.domain.occasions import Occasions, TooManyOccasions
from app.domain.refusals import AN_ADMIN, Conflict, NotFound
from app.domain.words import _


@dataclass(frozen=True, slots=True)
class AccessTest:
    """A person, a role, and whether the person is to be able to open it, judged as if the person were enabled."""

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
    """Return the tests that do not hold now.

    Who must be able to open a role can do so from some place, with MFA or without; who must not, from nowhere. Those of
    a role whose mappings tell too many occasions apart to judge are among them.
    """
    known, speakers, roles = tuple(tests), Speakers(world), {role.id: role for role in world.roles}
    openings = {}
    for role_id in {test.role_id for test in known}:
        speaking = speakers.of_role(roles[role_id])
        with suppress(TooManyOccasions):
            openings[role_id] = world.admitted(speaking, Occasions.at(now, speaking))
    return tuple(
        test
        for test in known
        if test.role_id not in openings or (test.person_id in openings[test.role_id]) != test.expected
    )


def broken_by(draft: Draft, tests: Iterable[AccessTest], world: World, now: datetime) -> tuple[AccessTest, ...]:
    """Return the tests that, at some moment from now on, hold without the draft and do not with it.

    Those of a role whose mappings tell too many occasions apart to judge are among them.
    """
    return broken_between(tests, world, world.after(draft), now)


def broken_between(tests: Iterable[AccessTest], before: World, after: World, now: datetime) -> tuple[AccessTest, ...]:
    """Return likewise the tests that hold in the one world and do not in the other: none where both are the same."""
    if before == after:
        return ()
    known = tuple(tests)
    openings = _openings({test.role_id for test in known}, before, after, now)
    return tuple(test for test in known if test.role_id not in openings or _breaks(test, openings[test.role_id]))


class _Openings(NamedTuple):
    """Who can open a role before a change and after it, on which of some occasions."""

    occasions: Occasions
    before: ReadOnly[UUID, int]
    after: ReadOnly[UUID, int]


def _openings(role_ids: Iterable[UUID], world: World, after: World, now: datetime) -> dict[UUID, _Openings]:
    """Return of each role who can open it, unless its mappings tell too many occasions apart."""
    were_speaking, are_speaking = Speakers(world), Speakers(after)
    were, are = ({role.id: role for role in each.roles} for each in (world, after))
    found = {}
    for role_id in role_ids:
        before, then = were_speaking.of_role(were[role_id]), are_speaking.of_role(are[role_id])
        with suppress(TooManyOccasions):
            occasions = Occasions.of((*before, *then), now=now)
            found[role_id] = _Openings(occasions, world.admitted(before, occasions), after.admitted(then, occasions))
    return found


def _breaks(test: AccessTest, openings: _Openings) -> bool:
    could, can = (
        openings.occasions.moments_of(some.get(test.person_id, 0)) for some in (openings.before, openings.after)
    )
    return bool(could & ~can if test.expected else can & ~could)
