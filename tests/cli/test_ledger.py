"""doorstep ledger show: for people, and one object a line for machines."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from app.domain.ledger import Action, Actor, Event
from app.joints.records import records_of
from app.settings import DatabaseSettings, load
from app.storage.ids import new_id

Run = Callable[..., Result]


def write(action: Action, outcome: str, *, age: timedelta = timedelta(), click_id: object = None) -> Event:
    event = Event(
        id=new_id(),
        at=datetime.now(UTC) - age,
        action=action,
        outcome=outcome,  # type: ignore[arg-type]  # of the calls below
        actor=Actor("person", "p-1"),
        click_id=click_id or new_id(),  # type: ignore[arg-type]  # of the calls below
        body={"code": "role-not-granted"} if outcome == "refused" else {},
    )
    records_of(load(DatabaseSettings)).ledger.append(event)
    return event


def test_json_has_one_object_a_line_named_like_the_columns(run: Run, database_file: Path) -> None:
    run("account", "add", "123456789012", "Geschäft")

    lines = run("ledger", "show", "--json").output.splitlines()

    with sqlite3.connect(database_file) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(ledger_event)")]
    (entry,) = [json.loads(line) for line in lines]
    assert list(entry) == columns
    assert (entry["action"], entry["account_id"]) == ("account:added", "123456789012")
    assert json.loads(entry["body"])["name"] == "Geschäft"
    assert datetime.fromisoformat(entry["at"]).tzinfo is not None


@pytest.mark.parametrize(("age", "state"), [(timedelta(), "under way"), (timedelta(minutes=2), "interrupted")])
def test_a_request_without_an_outcome_is_shown_and_never_filled_in(run: Run, age: timedelta, state: str) -> None:
    write(Action.CONSOLE_REQUESTED, "requested", age=age)

    assert f"console:requested  {state}" in run("ledger", "show").output
    assert len(run("ledger", "show", "--json").output.splitlines()) == 1


def test_a_request_with_an_outcome_stands_as_requested(run: Run) -> None:
    requested = write(Action.CONSOLE_REQUESTED, "requested", age=timedelta(hours=1))
    write(Action.CONSOLE_REFUSED, "refused", click_id=requested.click_id)

    first, second = run("ledger", "show").output.splitlines()
    assert "console:requested  requested" in first
    assert "console:refused  refused" in second
    assert "code=role-not-granted" in second


def test_an_empty_ledger_is_nothing(run: Run) -> None:
    assert run("ledger", "show").output == ""
