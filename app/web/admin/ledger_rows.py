"""Entries of the ledger as the pages show them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.ledger import INTERRUPTED_AFTER, Action, StoredEvent
from app.domain.ledger_search import LedgerFilter
from app.domain.words import _
from app.web.admin.ledger_form import list_path
from app.web.admin.ledger_words import labels, outcome_in_words
from app.web.admin.mapping_words import usernames_for
from app.web.forms import id_in
from app.web.site import portal
from app.web.words import gettext

COLUMNS: Final = tuple(column.name for column in fields(StoredEvent))
_FILTERED: Final = frozenset(
    {"person_id", "account_id", "role_arn", "action", "outcome", "click_id", "access_key_id", "mapping_id"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger; `state` is the outcome, or how a request without one stands."""

    event: StoredEvent
    at: str
    moment: str
    state: str
    who: str
    person: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an entry holds; `href` leads to all the entries that share it."""

    label: str
    text: str
    href: str


def rows_of(events: Iterable[StoredEvent]) -> tuple[Row, ...]:
    """Show entries, people by their names, with one query for these and one for the clicks' ends."""
    known = tuple(events)
    search, now = portal().ledger_search, portal().clock()
    names = usernames_for(_people_in(known))
    open_ids = [event.click_id for event in known if event.action == Action.CONSOLE_REQUESTED and event.click_id]
    ended = search.ended_clicks(open_ids) if open_ids else frozenset()
    return tuple(_row(event, names, _state(event, ended, now)) for event in known)


def facts_of(event: StoredEvent) -> tuple[Fact, ...]:
    """Return every column of an entry that holds something, but for its body."""
    shown = [name for name in COLUMNS if name != "body" and getattr(event, name) is not None]
    called = labels()
    return tuple(Fact(called[name], _text(name, getattr(event, name)), _href(event, name)) for name in shown)


def body_of(event: StoredEvent) -> tuple[Fact, ...]:
    """Return what the body of an entry says, key by key; of values within values the JSON, indented."""
    return tuple(
        Fact(key, value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False), "")
        for key, value in event.parsed_body().items()
    )


def plain(value: object) -> str:
    """Return the value of a column as text."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _row(event: StoredEvent, names: Mapping[UUID, str], state: str) -> Row:
    actor_id = id_in(event.actor_id) if event.actor_kind == "person" else None
    actor = names.get(actor_id, event.actor_id) if actor_id else f"{event.actor_kind} {event.actor_id}".strip()
    person = names.get(event.person_id, str(event.person_id)) if event.person_id else ""
    return Row(event, event.at.isoformat(), f"{event.at:%Y-%m-%d %H:%M:%S} UTC", state, actor, person)


def _state(event: StoredEvent, ended: frozenset[UUID], now: datetime) -> str:
    """Say how an entry stands: a request left without an outcome is shown as interrupted, and never filled in."""
    if event.action != Action.CONSOLE_REQUESTED or event.click_id in ended:
        return outcome_in_words(event.outcome)
    late = now - event.at > timedelta(seconds=INTERRUPTED_AFTER)
    return gettext(_("interrupted")) if late else gettext(_("under way"))


def _text(name: str, value: object) -> str:
    return outcome_in_words(str(value)) if name == "outcome" else plain(value)


def _href(event: StoredEvent, name: str) -> str:
    return list_path(LedgerFilter(**{name: getattr(event, name)})) if name in _FILTERED else ""


def _people_in(events: Iterable[StoredEvent]) -> set[UUID]:
    actors = {id_in(event.actor_id) for event in events if event.actor_kind == "person"}
    people = {event.person_id for event in events}
    return {person_id for person_id in actors | people if person_id is not None}
