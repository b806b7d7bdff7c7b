"""doorstep person disable: shuts somebody out, and says what goes on at AWS."""

import getpass
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import Result

from app.domain.drafts import ChangeReasonMissing
from app.domain.ledger import Action, StoredEvent
from app.domain.refusals import Refusal
from app.joints.records import records_of
from app.services.changes import NoSuchPerson
from app.settings import DatabaseSettings, load
from tests.storage.company import event_of

Run = Callable[..., Result]
Entries = Callable[[], list[StoredEvent]]
ROLE = "arn:aws:iam::012345678901:role/reader"


def open_console(entries: Entries) -> None:
    """Write down that the newest person opened a console just now."""
    person_id = next(one.person_id for one in entries() if one.action == "person:added")
    opened = replace(
        event_of(Action.CONSOLE_OPENED),
        at=datetime.now(UTC),
        person_id=person_id,
        body={"granted_duration": 3600, "assumed_role_id": "AROAONE:alice"},
    )
    records_of(load(DatabaseSettings)).ledger.append(opened)


def test_who_is_disabled_is_told_with_what_goes_on_and_what_stops_it(run: Run, entries: Entries) -> None:
    run("person", "add", "alice")
    open_console(entries)

    told = run("person", "disable", "alice", "--reason", "left").output

    entry = entries()[-1]
    assert (entry.action, entry.actor_id, entry.parsed_body()["reason"]) == (
        "person:disabled",
        getpass.getuser(),
        "left",
    )
    assert told.startswith("alice is disabled")
    assert "Consoles that may still run, 1 in all. They go on" in told
    assert f"  {ROLE}, opened " in told
    assert '"AROAONE:alice"' in told
    assert '"*:alice"' in told


def test_who_is_disabled_already_is_told_again_and_not_written_down_twice(run: Run, entries: Entries) -> None:
    run("person", "add", "alice")
    run("person", "disable", "alice", "--reason", "left")

    told = run("person", "disable", "alice", "--reason", "still gone").output

    assert "No console of theirs may still run." in told
    assert [one.action for one in entries()].count("person:disabled") == 1


@pytest.mark.parametrize(
    ("username", "reason", "refusal"), [("nobody", "why", NoSuchPerson), ("alice", " ", ChangeReasonMissing)]
)
def test_nobody_and_no_reason_are_refused(run: Run, username: str, reason: str, refusal: type[Refusal]) -> None:
    run("person", "add", "alice")

    assert isinstance(run("person", "disable", username, "--reason", reason).exception, refusal)
