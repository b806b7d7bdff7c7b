"""Discovery goes on in pieces: interrupted, killed, throttled, twice at once; and each trouble has its words."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.demo import switches
from app.demo.aws import EmbeddedAws
from app.domain.arns import RoleArn
from app.domain.refusals import NotThere
from app.domain.regions import PartitionNotServed
from app.services.errands.discovery import LEASE, WORK_SECONDS
from app.storage.ids import new_id
from tests.fixtures.between import Between
from tests.services.discovering import GOV_IDENTITY, GOV_PROGRAMS, Killed, NewRun, Run, Time
from tests.services.ordering import admin_of, visit_of
from tests.web.world import World

ORGANIZATION_READER = RoleArn.parse("arn:aws:iam::590184273315:role/OrganizationReader")


def test_it_lists_then_scans_then_ends(run: Run) -> None:
    run.work()

    assert run.states == {GOV_IDENTITY: "done", GOV_PROGRAMS: "done"}
    assert run.discovery.state == "ended"
    assert run.discovery.portal_identity == f"arn:aws-us-gov:iam::{GOV_IDENTITY}:user/doorstep-portal"
    assert run.actions == [
        "discovery:requested",
        "account-list:requested",
        "account-list:read",
        *["account-scan:requested", "account-scan:completed"] * 2,
        "discovery:ended",
    ]


def test_what_is_over_is_over(run: Run, aws: EmbeddedAws) -> None:
    run.work()
    aws.forget_seen()

    run.work()

    assert aws.seen == []
    assert run.actions.count("discovery:ended") == 1


def test_without_a_read_only_role_it_reads_accounts_and_asks_iam_for_nothing(new_run: NewRun, aws: EmbeddedAws) -> None:
    run = new_run().order(read_role=None)

    run.work()

    assert run.states == {GOV_IDENTITY: "done", GOV_PROGRAMS: "done"}
    assert run.discovery.state == "ended"
    assert {seen.service for seen in aws.seen} == {"sts", "organizations"}
    assert run.accounts[GOV_PROGRAMS].tags["environment"] == "prod"


def test_a_role_in_the_management_account_lists_where_the_portal_may_not(new_run: NewRun, aws: EmbeddedAws) -> None:
    run = new_run().order(partition="aws", organization_role=ORGANIZATION_READER, read_role=None)

    run.work(2)

    entered = [seen.role_arn for seen in aws.seen if seen.action == "AssumeRole"]
    assert set(entered) == {ORGANIZATION_READER.text}
    assert len(run.accounts) == 10


def test_the_external_id_is_sent_to_both_roles_and_stays_out_of_the_ledger(new_run: NewRun, aws: EmbeddedAws) -> None:
    run = new_run().order(partition="aws", organization_role=ORGANIZATION_READER, external_id="shop-17")

    run.work(2)

    sent = {seen.parameters.get("ExternalId") for seen in aws.seen if seen.action == "AssumeRole"}
    assert sent == {"shop-17"}
    assert "shop-17" not in "".join(entry.body for entry in run.world.entries())


def test_one_request_makes_as_many_calls_as_fit_into_its_seconds(new_run: NewRun, aws: EmbeddedAws) -> None:
    run = new_run().order(partition="aws")

    run.work()

    paced = [seen for seen in aws.seen if seen.service in {"iam", "organizations"}]
    assert len(paced) <= 10 * WORK_SECONDS + 1
    assert "waiting" in run.states.values()


@pytest.mark.parametrize("turn", [1, 3, 5, 7])
def test_a_worker_that_was_killed_is_replaced_and_nothing_is_lost(new_run: NewRun, turn: int) -> None:
    time = Time()
    run = new_run(time=time).order()
    time.kill_at = turn
    with pytest.raises(Killed):
        run.work(2)

    run.world.clock.advance(LEASE)
    run.work(4)

    assert run.states == {GOV_IDENTITY: "done", GOV_PROGRAMS: "done"}
    assert run.discovery.state == "ended"


def test_before_its_claim_is_over_nobody_takes_the_account_of_a_killed_worker(
    new_run: NewRun, aws: EmbeddedAws
) -> None:
    time = Time()
    run = new_run(time=time).order()
    time.kill_at = 4
    with pytest.raises(Killed):
        run.work()

    run.work(3)

    assert run.states == {GOV_IDENTITY: "waiting", GOV_PROGRAMS: "done"}
    assert run.discovery.state == "scanning"


def test_two_browsers_at_once_share_the_accounts(new_run: NewRun) -> None:
    run = new_run().order(partition="aws")
    run.work()
    before = run.actions.count("account-scan:requested")

    with ThreadPoolExecutor(2) as browsers:
        list(browsers.map(lambda _browser: run.work(6), range(2)))

    settled = [run.actions.count(f"account-scan:{how}") for how in ("completed", "failed", "deferred")]
    assert run.discovery.state == "ended"
    assert run.actions.count("account-scan:completed") == 9
    assert run.actions.count("account-scan:requested") == sum(settled) >= before
    assert run.actions.count("discovery:ended") == 1


def test_no_transaction_is_open_while_aws_is_asked(spoilt: Run, between: Between) -> None:
    numbers: Iterator[int] = iter(range(1000))
    between.when = dict.fromkeys(
        ("ListAccounts", "ListRoles"), lambda: spoilt.world.add_account(f"{next(numbers):012}", "Written meanwhile")
    )

    spoilt.work()

    assert spoilt.discovery.state == "ended"


def test_where_iam_wants_it_slower_the_account_waits_and_goes_on(run: Run, aws: EmbeddedAws) -> None:
    aws.switches.strike("iam", switches.throttled())
    run.work()
    put_off, at_once = run.troubles, len([seen for seen in aws.seen if seen.service == "iam"])

    run.work()
    aws.switches.clear()
    run.world.clock.advance(LEASE)
    run.work()

    assert put_off == {GOV_IDENTITY: "aws-throttled"}
    assert at_once == 1
    assert run.states == {GOV_IDENTITY: "done", GOV_PROGRAMS: "done"}
    assert run.troubles == {}
    assert run.actions.count("account-scan:deferred") == 2


def test_where_organizations_wants_it_slower_the_list_waits_and_goes_on(spoilt: Run, between: Between) -> None:
    between.answer("ListAccounts", json.dumps({"__type": "TooManyRequestsException", "Message": "slower"}), 400)
    spoilt.work()
    put_off = spoilt.discovery

    spoilt.world.clock.advance(LEASE)
    spoilt.work()

    assert put_off.trouble is not None
    assert (put_off.state, put_off.trouble.code) == ("listing", "aws-throttled")
    assert spoilt.discovery.state == "ended"
    assert "account-list:deferred" in spoilt.actions


def test_a_discovery_of_a_partition_that_is_not_served_is_not_ordered(new_run: NewRun) -> None:
    with pytest.raises(PartitionNotServed):
        new_run().order(partition="aws-cn")


def test_a_discovery_that_nobody_ordered_is_not_there(run: Run, world: World) -> None:
    with pytest.raises(NotThere):
        world.portal.discovering.errands.work(admin_of(world), new_id(), visit=visit_of())
