"""The ledger and AWS's own log are held against each other, and each way to differ is found."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.ledger import StoredEvent, canonical_json
from tests.bench.aws_answers import Call
from tests.bench.joined import differing

CLICK = UUID("01a209da-d848-7587-b507-2f7aee349d61")
REQUESTED = StoredEvent(
    id=UUID(int=1),
    at=datetime(2026, 1, 1, tzinfo=UTC),
    action="console:requested",
    outcome="requested",
    click_id=CLICK,
    actor_kind="person",
    actor_id="alice",
    person_id=None,
    role_arn=None,
    account_id=None,
    mapping_id=None,
    mapping_version=None,
    access_key_id=None,
    address=None,
    body="{}",
)
ATTEMPTS = canonical_json({"attempts": [{"request_id": "r1"}, {"request_id": "r2"}]})
OPENED = replace(REQUESTED, id=UUID(int=2), action="console:opened", access_key_id="ASIA1", body=ATTEMPTS)
REFUSED = replace(REQUESTED, id=UUID(int=2), action="console:refused")
ASSUMED = Call("AssumeRole", str(CLICK), "ASIA1", "r1")
EXCHANGED = Call("getSigninToken", str(CLICK), "ASIA1", "r2")


@pytest.mark.parametrize(
    ("entries", "calls"),
    [([REQUESTED, OPENED], [ASSUMED, EXCHANGED]), ([REQUESTED, REFUSED], []), ([], [])],
)
def test_what_both_tell_alike_does_not_differ(entries: list[StoredEvent], calls: list[Call]) -> None:
    assert differing(entries, calls) == 0


@pytest.mark.parametrize(
    ("entries", "calls"),
    [
        ([REQUESTED], [ASSUMED, EXCHANGED]),
        ([OPENED], [ASSUMED, EXCHANGED]),
        ([REQUESTED, OPENED], [ASSUMED]),
        ([REQUESTED, OPENED], []),
        ([], [ASSUMED, EXCHANGED]),
        ([REQUESTED, REFUSED], [ASSUMED]),
        ([REQUESTED, OPENED, replace(OPENED, id=UUID(int=3))], [ASSUMED, EXCHANGED]),
        ([REQUESTED, replace(OPENED, access_key_id="ASIA2")], [ASSUMED, EXCHANGED]),
        ([REQUESTED, OPENED], [ASSUMED, replace(EXCHANGED, access_key_id="ASIA2")]),
        ([REQUESTED, OPENED], [replace(ASSUMED, request_id="r3"), EXCHANGED]),
    ],
)
def test_each_way_to_differ_is_found(entries: list[StoredEvent], calls: list[Call]) -> None:
    assert differing(entries, calls) == 1
