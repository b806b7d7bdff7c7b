"""doorstep ledger: what happened, line by line."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from uuid import UUID

import click

from app.cli.records import ready_records
from app.domain.ledger import CLICK_OUTCOMES, INTERRUPTED_AFTER, Action, StoredEvent

_COLUMNS = tuple(column.name for column in fields(StoredEvent))


@click.group()
def ledger() -> None:
    """Read the ledger."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line, with the column names of the table.")
def show(as_json: bool) -> None:
    """Print every entry, oldest first."""
    records = ready_records()
    if as_json:
        for event in records.ledger.events():
            click.echo(json.dumps({name: _plain(getattr(event, name)) for name in _COLUMNS}, ensure_ascii=False))
        return
    open_clicks = _clicks_without_outcome(records.ledger.events())
    for event in records.ledger.events():
        click.echo(_line(event, _state(event, open_clicks, records.clock())))


def _clicks_without_outcome(events: Iterator[StoredEvent]) -> set[UUID | None]:
    """Return the clicks that were requested and never ended: few, however long the ledger is."""
    pending: set[UUID | None] = set()
    for event in events:
        if event.action == Action.CONSOLE_REQUESTED:
            pending.add(event.click_id)
        elif event.action in CLICK_OUTCOMES:
            pending.discard(event.click_id)
    return pending


def _state(event: StoredEvent, pending: set[UUID | None], now: datetime) -> str:
    """Say how an entry stands: a request left without an outcome is shown as interrupted, and never filled in."""
    if event.action != Action.CONSOLE_REQUESTED or event.click_id not in pending:
        return event.outcome
    return "interrupted" if now - event.at > timedelta(seconds=INTERRUPTED_AFTER) else "under way"


def _line(event: StoredEvent, state: str) -> str:
    who = event.actor_kind if not event.actor_id else f"{event.actor_kind} {event.actor_id}"
    known = [event.at.isoformat(timespec="seconds"), event.action, state, who]
    body = event.parsed_body()
    # The reference is what a person reads on a page: of a click its id, of everything else the request's.
    named = {
        "person_id": event.person_id,
        "account_id": event.account_id,
        "role_arn": event.role_arn,
        "address": event.address,
        "code": body.get("code"),
        "reference": event.click_id or body.get("request_id"),
    }
    more = [f"{name}={value}" for name, value in named.items() if value]
    return "".join(map(_legible, "  ".join([*known, *more])))


def _legible(character: str) -> str:
    """Keep one entry on one line, whatever somebody managed to have written."""
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _plain(value: object) -> str | int | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else str(value)
