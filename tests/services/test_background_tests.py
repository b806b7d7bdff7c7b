"""Runs of background tests: on a standing order only, each role once a day, paced, and ended between two roles."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.aws_failures import AssumeRoleDenied, AwsUnreachable
from app.domain.background_tests import PACE, BackgroundTestsOff, NothingHeard, OrderVoid, Ran
from app.domain.conditions import Conditions
from app.domain.drafts import ChangeReasonMissing, changed
from app.domain.federation import Attempt
from app.domain.regions import Regions
from app.joints.role_health import background_tests_of
from app.services.background_tests import BackgroundTests
from app.storage.registry import Registry
from tests.services.ordering import WITH_MFA, admin_of, map_with_mfa, principal, turn_off, turn_on, visit_of
from tests.storage.company import OPERATOR
from tests.web.world import World

REGIONS = Regions.of(("eu-central-1",))
UPSTREAM = Attempt("STS", "eu-central-1", "AccessDenied")
ROLES = ["Developer", "ReadOnly", "Support"]


class Ended(Exception):
    """A signal that is felt between two roles."""


class EndsAtTheSecond:
    """Lets the first role be tested, and raises before the second."""

    def __init__(self) -> None:
        self._ways = iter([None, Ended()])

    def __call__(self, _seconds: float) -> None:
        ending = next(self._ways)
        if ending is not None:
            raise ending


@pytest.fixture
def waits() -> list[float]:
    """How long a run waited, each time."""
    return []


@pytest.fixture
def tests(world: World, waits: list[float]) -> BackgroundTests:
    return background_tests_of(
        world.errand_sts, REGIONS, database=world.database, sleep=waits.append, clock=world.clock
    )


def names(ran: Iterator[Ran]) -> list[str]:
    """The names of the roles that were tested."""
    return [one.role_arn.name for one in ran if one.test]


def entries(world: World) -> list[tuple[str, object]]:
    """What the ledger has of role tests, and whether in the background."""
    told = [entry for entry in world.entries() if entry.action.startswith("role-test:")]
    return [(entry.action, entry.parsed_body().get("in_background")) for entry in told]


def test_nothing_is_tested_until_an_admin_turns_it_on(tests: BackgroundTests, world: World) -> None:
    with pytest.raises(BackgroundTestsOff):
        next(tests.run())

    assert world.errand_sts.errands == []


def test_every_role_is_tested_on_the_authority_of_whoever_turned_it_on(tests: BackgroundTests, world: World) -> None:
    turn_on(world)

    tested = names(tests.run())

    assert tested == ROLES
    assert {errand.admin.principal.username.text for errand in world.errand_sts.errands} == {"ada"}
    assert entries(world) == [("role-test:requested", True), ("role-test:passed", True)] * 3


def test_a_role_is_tested_once_a_day(tests: BackgroundTests, world: World) -> None:
    turn_on(world)

    assert names(tests.run()) == ROLES
    assert names(tests.run()) == []
    world.clock.advance(timedelta(hours=24))
    assert names(tests.run()) == ROLES


def test_two_runs_at_once_share_the_roles(tests: BackgroundTests, world: World) -> None:
    turn_on(world)

    with ThreadPoolExecutor(2) as machines:
        first, second = machines.map(lambda _machine: names(tests.run()), range(2))

    assert sorted(first + second) == ROLES
    assert len(world.errand_sts.errands) == 3


def test_a_limit_leaves_the_rest_for_the_next_run(tests: BackgroundTests, world: World) -> None:
    turn_on(world)

    assert names(tests.run(limit=2)) == ROLES[:2]
    assert names(tests.run(limit=2)) == ROLES[2:]


def test_the_tests_are_spread(tests: BackgroundTests, world: World, waits: list[float]) -> None:
    turn_on(world)

    names(tests.run())

    assert waits == [0.0, PACE, PACE]


def test_a_run_that_is_ended_between_two_roles_leaves_nothing_half_done(world: World) -> None:
    turn_on(world)
    tests = background_tests_of(
        world.errand_sts, REGIONS, database=world.database, sleep=EndsAtTheSecond(), clock=world.clock
    )
    with pytest.raises(Ended):
        names(tests.run())

    assert entries(world) == [("role-test:requested", True), ("role-test:passed", True)]
    assert len(world.errand_sts.errands) == 1


def test_turning_it_off_ends_a_run_before_the_next_role(tests: BackgroundTests, world: World) -> None:
    turn_on(world)
    run = tests.run()
    next(run)

    turn_off(world)

    with pytest.raises(BackgroundTestsOff):
        next(run)


def test_an_admin_who_is_none_any_more_gives_no_authority(tests: BackgroundTests, world: World) -> None:
    world.map_to_portal("bob", "admin")
    turn_on(world, "bob")
    world.directory.disable_person(admin_of(world), principal(world, "bob").person_id, reason="left")

    with pytest.raises(OrderVoid, match="bob, who turned the background role tests on, is not an admin any more"):
        next(tests.run())
    assert world.errand_sts.errands == []

    turn_on(world, "ada")
    assert names(tests.run()) == ROLES


def test_an_order_that_was_given_with_mfa_meets_a_mapping_that_needs_it(tests: BackgroundTests, world: World) -> None:
    map_with_mfa(world, "alice")

    turn_on(world, "alice", visit_of(used_mfa=True))

    assert names(tests.run()) == ROLES


def test_an_order_that_was_given_without_mfa_is_void_once_it_is_needed(tests: BackgroundTests, world: World) -> None:
    mapping = map_with_mfa(world, "alice", Conditions())
    turn_on(world, "alice", visit_of(used_mfa=False))
    with Registry(database=world.database).change() as change:
        change.revise(changed(mapping, replace(mapping, conditions=WITH_MFA)), OPERATOR, world.clock(), "safer")

    with pytest.raises(OrderVoid):
        next(tests.run())


def test_a_role_of_a_partition_that_is_not_served_is_skipped_and_stays_due(
    tests: BackgroundTests, world: World
) -> None:
    world.add_account("823179603348", "Gov", partition="aws-us-gov")
    world.add_role("arn:aws-us-gov:iam::823179603348:role/GovReadOnly")
    turn_on(world)

    skipped = [(one.role_arn.name, one.skipped.code) for one in tests.run() if one.skipped is not None]

    assert skipped == [("GovReadOnly", "partition-not-served")]
    assert [one.role_arn.name for one in tests.run()] == ["GovReadOnly"]


def test_a_role_that_aws_denies_fails_and_the_run_goes_on(tests: BackgroundTests, world: World) -> None:
    turn_on(world)
    world.errand_sts.failure = AssumeRoleDenied(attempt=UPSTREAM, action="sts:AssumeRole")

    verdicts = [one.test.verdict.outcome for one in tests.run() if one.test]

    assert verdicts == ["failed"] * 3


def test_where_aws_cannot_be_asked_the_run_ends_early(tests: BackgroundTests, world: World) -> None:
    world.add_role("arn:aws:iam::111122223333:role/Zebra")
    turn_on(world)
    world.errand_sts.failure = AwsUnreachable(attempt=UPSTREAM)

    run = tests.run()
    done = [next(run) for _ in range(3)]

    with pytest.raises(NothingHeard, match="3 tests in a row"):
        next(run)
    assert [one.role_arn.name for one in done] == ["Developer", "ReadOnly", "Zebra"]


def test_an_order_needs_a_reason(world: World) -> None:
    with pytest.raises(ChangeReasonMissing):
        world.portal.role_health.orders.turn_on(admin_of(world), " ", visit=visit_of())

    assert world.portal.role_health.orders.find() is None


def test_what_is_off_is_not_turned_off_again(world: World) -> None:
    with pytest.raises(BackgroundTestsOff):
        turn_off(world)
