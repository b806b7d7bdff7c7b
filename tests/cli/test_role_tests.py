"""doorstep role-tests run: what a timer starts, against the embedded AWS."""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from app.cli.main import doorstep
from app.demo import switches
from app.demo.aws import EmbeddedAws
from app.domain.background_tests import REST, NothingHeard, OrderVoid
from app.domain.ledger import StoredEvent
from app.storage.background_tests import BackgroundTestStore
from tests.cli.processes import Process
from tests.click.joined import LEGACY, READER, WITH_EXTERNAL_ID, Joined

BACKGROUND = "/admin/role-health/background"
FROZEN = "arn:aws:iam::489735269904:role/FrozenAdministrator"
ANALYST = "arn:aws:iam::590846370015:role/Analyst"
Run = Callable[..., Result]


@pytest.fixture
def run(portal: Joined) -> Run:
    """Run the command on the portal's database, beside the embedded AWS."""
    return lambda *arguments: CliRunner().invoke(doorstep, ["role-tests", "run", *arguments])


def turn(portal: Joined, state: str) -> None:
    """Let ada turn background tests on or off in the browser."""
    visitor = portal.signed_in("ada").visitor
    fields = {"csrf_token": visitor.csrf_token(), "state": state, "reason": "for the test"}
    assert visitor.post(BACKGROUND, fields).status_code == 303


def leave_due(portal: Joined, *role_arns: str) -> None:
    """Let all other roles have been claimed a moment ago."""
    store, now = BackgroundTestStore(database=portal.database), datetime.now(UTC)
    others = [role for role in store.due(now) if role.role_arn.text not in role_arns]
    assert all(store.claim(role.id, now) for role in others)


def role_tests_in(portal: Joined) -> list[StoredEvent]:
    return [entry for entry in portal.ledger.events() if entry.action.startswith("role-test:")]


def assumed(aws: EmbeddedAws) -> list[str]:
    """The roles that AWS was asked for."""
    return [seen.parameters["RoleArn"] for seen in aws.seen if seen.action == "AssumeRole"]


def test_while_they_are_off_nothing_is_tested_and_nothing_is_wrong(run: Run, aws: EmbeddedAws) -> None:
    result = run()

    assert result.exit_code == 0
    assert "Background role tests are turned off." in result.stdout
    assert aws.seen == []


def test_roles_that_pass_end_with_zero(run: Run, portal: Joined, aws: EmbeddedAws) -> None:
    turn(portal, "on")
    leave_due(portal, READER, WITH_EXTERNAL_ID)

    result = run()

    assert (result.exit_code, result.stdout) == (0, "2 passed, 0 failed, 0 skipped.\n")
    assert assumed(aws) == [READER, WITH_EXTERNAL_ID, WITH_EXTERNAL_ID]
    assert [entry.action for entry in role_tests_in(portal)] == ["role-test:requested", "role-test:passed"] * 2
    assert {entry.parsed_body()["in_background"] for entry in role_tests_in(portal)} == {True}


def test_a_role_that_fails_is_named_with_what_it_lacks_and_ends_with_one(run: Run, portal: Joined) -> None:
    turn(portal, "on")
    leave_due(portal, LEGACY, FROZEN)

    result = run()

    assert result.exit_code == 1
    assert f"failed   {LEGACY}: " in result.stdout
    assert "sts:SetSourceIdentity is not allowed" in result.stdout
    assert "sts:AssumeRole is not allowed" in result.stdout
    assert result.stdout.endswith("0 passed, 2 failed, 0 skipped.\n")
    assert result.stderr.count('"event": "role-test.failed"') == 2


def test_a_second_run_on_the_same_day_asks_aws_for_nothing(run: Run, portal: Joined, aws: EmbeddedAws) -> None:
    turn(portal, "on")
    leave_due(portal, READER)
    run()
    aws.forget_seen()

    assert run().stdout == "0 passed, 0 failed, 0 skipped.\n"
    assert aws.seen == []


def test_a_limit_is_kept(run: Run, portal: Joined, aws: EmbeddedAws) -> None:
    turn(portal, "on")
    leave_due(portal, READER, ANALYST)

    assert run("--limit", "1").stdout == "1 passed, 0 failed, 0 skipped.\n"
    assert assumed(aws) == [READER]


def test_the_order_of_an_admin_who_is_none_any_more_is_refused(run: Run, portal: Joined, aws: EmbeddedAws) -> None:
    turn(portal, "on")
    with portal.database.write() as connection:
        connection.exec_driver_sql("UPDATE person SET disabled_at = '2026-01-01 00:00:00.000000' WHERE username='ada'")

    result = run()

    assert isinstance(result.exception, OrderVoid)
    assert result.exit_code == 1
    assert aws.seen == []


def test_where_aws_cannot_be_reached_it_ends_early_and_says_why(run: Run, portal: Joined, aws: EmbeddedAws) -> None:
    turn(portal, "on")
    aws.switches.strike("sts", switches.reset())

    result = run()

    assert isinstance(result.exception, NothingHeard)
    assert result.stdout.endswith("0 passed, 3 failed, 0 skipped.\n")
    assert "could not reach STS" in result.stdout


def test_no_secret_is_printed_logged_or_stored(run: Run, portal: Joined, aws: EmbeddedAws) -> None:
    turn(portal, "on")
    leave_due(portal, LEGACY, WITH_EXTERNAL_ID)

    result = run()

    written = result.output + result.stderr + portal.everything_stored()
    assert len(aws.secrets()) >= 3
    assert [secret for secret in aws.secrets() if secret in written] == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_between_two_roles(
    portal: Joined, aws: EmbeddedAws, number: signal.Signals, code: int
) -> None:
    turn(portal, "on")
    leave_due(portal, LEGACY, FROZEN, ANALYST)

    with Process([sys.executable, "-m", "app", "role-tests", "run"], os.environ) as process:
        process.wait_for("role-test.failed")
        process.send(number)
        ended = process.end()

    assert ended.exit_code == code
    assert f"Ended by {number.name}" in ended.output
    assert ended.output.endswith("0 passed, 1 failed, 0 skipped.\n")
    assert [entry.action for entry in role_tests_in(portal)] == ["role-test:requested", "role-test:failed"]
    assert set(assumed(aws)) == {LEGACY}


def test_a_run_that_is_killed_outright_does_not_test_its_role_twice_that_day(
    portal: Joined, aws: EmbeddedAws, run: Run
) -> None:
    turn(portal, "on")
    leave_due(portal, READER)
    aws.switches.strike("sts", switches.latency(2))

    with Process([sys.executable, "-m", "app", "role-tests", "run"], os.environ) as process:
        wait_for_intent(portal)
        process.send(signal.SIGKILL)
        assert process.end().exit_code == -signal.SIGKILL

    store, now = BackgroundTestStore(database=portal.database), datetime.now(UTC)
    assert run().stdout == "0 passed, 0 failed, 0 skipped.\n"
    assert [entry.action for entry in role_tests_in(portal)] == ["role-test:requested"]
    assert READER in {role.role_arn.text for role in store.due(now + REST)}


def wait_for_intent(portal: Joined) -> None:
    """Return as soon as a test has been written down."""
    until = time.monotonic() + 30
    while not role_tests_in(portal) and time.monotonic() < until:
        time.sleep(0.02)
