"""Holds the portal's ledger against AWS's own log, click by click and key by key."""

import time
from collections.abc import Iterable
from itertools import groupby

from app.domain.ledger import Action, StoredEvent
from app.storage.ledger import LedgerStore
from tests.bench.aws_answers import Call

_BEGUN = [Action.CONSOLE_REQUESTED.value]
_OPENED = [*_BEGUN, Action.CONSOLE_OPENED.value]
_REFUSED = [*_BEGUN, Action.CONSOLE_REFUSED.value]
_CALLED = ["AssumeRole", "getSigninToken"]
_QUIET_SECONDS = 10


def entries_of_clicks(ledger: LedgerStore) -> tuple[StoredEvent, ...]:
    """The entries of clicks, once no click is on its way any more."""
    deadline = time.monotonic() + _QUIET_SECONDS
    while True:
        entries = tuple(entry for entry in ledger.events() if entry.action.startswith("console:"))
        if all(len(each) > 1 for each in _by_click(entries).values()) or time.monotonic() > deadline:
            return entries
        time.sleep(0.2)


def differing(entries: Iterable[StoredEvent], calls: Iterable[Call]) -> int:
    """How many clicks the two do not tell alike; it prints the first of them."""
    found = disagreements(entries, calls)
    for sentence in found[:10]:
        print(sentence)
    return len(found)


def disagreements(entries: Iterable[StoredEvent], calls: Iterable[Call]) -> list[str]:
    """One sentence for each click that the ledger and AWS's log do not tell alike."""
    told, seen = _by_click(entries), _calls_by_click(calls)
    return [
        f"click {click}: {wrong}"
        for click in sorted(told.keys() | seen.keys())
        for wrong in [_disagreement(told.get(click, []), seen.get(click, []))]
        if wrong
    ]


def _disagreement(entries: list[StoredEvent], calls: list[Call]) -> str | None:
    actions = [entry.action for entry in entries]
    if actions == _REFUSED and not calls:
        return None
    if actions != _OPENED or [call.action for call in calls] != _CALLED:
        return f"the ledger tells of {actions}, AWS of {[call.action for call in calls]}"
    keys = {entries[-1].access_key_id, *(call.access_key_id for call in calls)}
    if len(keys) > 1:
        return f"it has several access keys: {keys}"
    attempts = entries[-1].parsed_body()["attempts"]
    told = [attempt["request_id"] for attempt in attempts] if isinstance(attempts, list) else []  # type: ignore[index, call-overload]  # JSON is untyped
    seen = [call.request_id for call in calls]
    return None if told == seen else f"the ledger has the request ids {told}, AWS {seen}"


def _by_click(entries: Iterable[StoredEvent]) -> dict[str, list[StoredEvent]]:
    in_order = sorted(entries, key=lambda entry: (str(entry.click_id), entry.id))
    return {click: list(group) for click, group in groupby(in_order, key=lambda entry: str(entry.click_id))}


def _calls_by_click(calls: Iterable[Call]) -> dict[str, list[Call]]:
    in_order = sorted(calls, key=lambda call: call.click_id)
    return {click: list(group) for click, group in groupby(in_order, key=lambda call: call.click_id)}
