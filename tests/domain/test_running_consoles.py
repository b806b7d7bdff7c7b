"""Which consoles may still run, and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.ledger import Plain, StoredEvent, canonical_json
from app.domain.running_consoles import RunningConsole, still_running

TEN = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROLE = "arn:aws:iam::012345678901:role/reader"


def opened(at: datetime = TEN, **body: Plain) -> StoredEvent:
    """An entry of a console that was opened."""
    return StoredEvent(
        id=UUID(int=int(at.timestamp())),
        at=at,
        action="console:opened",
        outcome="succeeded",
        click_id=None,
        actor_kind="person",
        actor_id="a",
        person_id=UUID(int=1),
        role_arn=ROLE,
        account_id="012345678901",
        mapping_id=UUID(int=2),
        mapping_version=1,
        access_key_id=None,
        address=None,
        body=canonical_json({"assumed_role_id": "AROAONE:alice", "granted_duration": 3600, **body}),
    )


def test_a_console_of_an_hour_that_was_opened_at_ten_may_run_until_a_quarter_past_eleven() -> None:
    assert RunningConsole.of(opened()).until == TEN + timedelta(hours=1, minutes=15)


def test_credentials_that_live_longer_by_the_clock_of_aws_count() -> None:
    late = TEN + timedelta(hours=2)

    assert RunningConsole.of(opened(credentials_expire_at=late.isoformat())).until == late


@pytest.mark.parametrize("expiry", [None, 7, "tomorrow", "2026-11-25T23:00:00"])
def test_an_expiry_that_cannot_be_read_changes_nothing(expiry: Plain) -> None:
    assert RunningConsole.of(opened(credentials_expire_at=expiry)).until == TEN + timedelta(hours=1, minutes=15)


def test_a_duration_that_is_not_known_is_taken_for_the_longest() -> None:
    assert RunningConsole.of(opened(granted_duration=None)).until == TEN + timedelta(hours=12, minutes=15)


@pytest.mark.parametrize("role_id", [None, 7, "AROAONE"])
def test_a_role_session_that_was_not_written_down_is_not_guessed(role_id: Plain) -> None:
    assert RunningConsole.of(opened(assumed_role_id=role_id)).assumed_role_id is None


def test_at_the_end_of_its_time_a_console_runs_no_more() -> None:
    end = TEN + timedelta(hours=1, minutes=15)

    assert still_running([opened()], end - timedelta(seconds=1)).count == 1
    assert still_running([opened()], end).count == 0
    assert still_running([opened()], end).until is None


def test_an_older_console_may_outlive_a_newer_one_and_those_that_are_not_shown_count() -> None:
    entries = [opened(TEN + HOUR), opened(TEN), opened(TEN - HOUR, granted_duration=28_800)]

    found = still_running(entries, TEN + HOUR, listed=1)

    assert [one.opened_at for one in found.shown] == [TEN + HOUR]
    assert (found.more, found.count) == (2, 3)
    assert found.until == TEN + timedelta(hours=7, minutes=15)


def test_those_that_are_shown_are_told_by_their_roles() -> None:
    other = replace(opened(), role_arn="arn:aws:iam::012345678901:role/admin")

    found = still_running([opened(), other], TEN)

    assert found.role_arns == ("arn:aws:iam::012345678901:role/admin", ROLE)
    assert [one.role_arn for one in found.of_role(ROLE)] == [ROLE]
