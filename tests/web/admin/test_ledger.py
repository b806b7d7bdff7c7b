"""The ledger pages: what auditors find, what they take away, and what that leaves in the ledger."""

import csv
import io
import json
from datetime import timedelta

import pytest

from app.domain.ledger import Action, Actor, Event
from app.domain.people import Person, Username
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.web.admin.csv_files import harmless
from app.web.admin.ledger_form import FIELDS
from app.web.admin.ledger_rows import COLUMNS
from app.web.admin.ledger_words import LABELS
from tests.web.visitor import Visitor
from tests.web.world import World

DEVELOPER = "arn:aws:iam::111122223333:role/Developer"


@pytest.mark.parametrize("path", ["/admin/ledger", "/admin/ledger.csv", "/admin/ledger.jsonl"])
def test_alice_may_not_read_the_ledger(alice: Visitor, path: str) -> None:
    assert alice.get(path).status_code == 403


def test_oliver_finds_a_click_of_alice_by_her_name(alice: Visitor, oliver: Visitor) -> None:
    alice.click(DEVELOPER)

    page = oliver.page("/admin/ledger?person_id=alice&action=console:opened")

    assert "console:opened" in page.words
    assert DEVELOPER in page.words
    assert "Remove Action" in page.html.replace('<span class="unseen"> ', " ").replace("</span>", "")


def test_whose_click_it_was_is_told_apart_from_a_namesakes(oliver: Visitor, world: World) -> None:
    with Registry(database=world.database).change() as change:
        (alice,) = change.people_named(Username("alice"))
        twin = Person(new_id(), Username("alice"), "Alice Archer", None, "alice-twin")
        change.add_person(twin)
        change.add_identity(new_id(), twin.id, "https://id.example.com", "00u1")
    by_alice, by_twin = (Actor("person", str(one.id)) for one in (alice, twin))
    world.ledger.append(
        Event(new_id(), world.clock(), Action.CONSOLE_REFUSED, "refused", by_alice),
        Event(new_id(), world.clock(), Action.CONSOLE_REFUSED, "refused", by_twin),
    )

    words = oliver.page("/admin/ledger?action=console:refused").words

    assert "alice [known to this portal]" in words
    assert "alice [known to https://id.example.com, as “00u1”]" in words


def test_everything_about_an_entry_is_on_its_page(alice: Visitor, oliver: Visitor, world: World) -> None:
    alice.click(DEVELOPER)
    entry = next(entry for entry in world.entries() if entry.action == "console:opened")

    page = oliver.page(f"/admin/ledger/{entry.id}")

    assert f"doorstep/9.8.7 click/{entry.click_id}" in page.words
    assert "console:requested" in page.words
    assert "The mapping then, version 1: Alice Archer (alice) may open Developer in Ticketing" in page.words
    assert f"/admin/ledger?click_id={entry.click_id}" in page.html
    assert "Version of the mapping" in page.words
    assert f'<time datetime="{entry.at.isoformat()}">' in page.html


def test_an_entry_that_is_not_there_is_a_404(oliver: Visitor) -> None:
    assert oliver.get(f"/admin/ledger/{new_id()}").status_code == 404


def test_a_click_without_an_outcome_is_interrupted_after_a_minute(oliver: Visitor, world: World) -> None:
    world.ledger.append(cut_off(world))
    under_way = oliver.page("/admin/ledger?action=console:requested").words
    world.clock.advance(timedelta(seconds=61))
    before = world.entries()

    interrupted = oliver.page("/admin/ledger?action=console:requested").words

    assert "under way" in under_way
    assert "interrupted" in interrupted
    assert world.entries() == before


def test_a_wrong_filter_is_said_beside_its_field_and_nothing_typed_is_lost(oliver: Visitor) -> None:
    answer = oliver.get("/admin/ledger?account_id=12&since=yesterday&role_arn=kept")

    assert answer.status_code == 400
    assert "An account ID has exactly twelve digits" in answer.text
    assert "“yesterday” is not a date and a time." in answer.text
    assert 'value="yesterday"' in answer.text
    assert 'value="kept"' in answer.text
    assert oliver.get("/admin/ledger.csv?account_id=12").status_code == 400


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("person_id=mallory", "Nobody is called “mallory”."),
        ("action=zzz", "“zzz” is not an action."),
        ("action=zzz:", "“zzz:” is not an action."),
        ("outcome=won", "“won” is not an outcome."),
        ("click_id=that", "“that” is not an ID."),
        ("until=2026-13-01", "“2026-13-01” is not a date and a time."),
    ],
)
def test_a_filter_that_means_nothing_says_so_on_the_page_and_in_a_download(
    oliver: Visitor, query: str, words: str
) -> None:
    page, file = oliver.get(f"/admin/ledger?{query}"), oliver.get(f"/admin/ledger.csv?{query}")

    assert (page.status_code, file.status_code) == (400, 400)
    assert words in page.text
    assert words in file.text


def test_pages_follow_one_another_without_gap_or_repetition(oliver: Visitor, world: World) -> None:
    world.ledger.append(*(cut_off(world) for _ in range(60)))

    first = oliver.page("/admin/ledger?action=console:requested")
    second = oliver.page(first.links["Next page"])

    assert first.html.count("console:requested</td>") == 50
    assert second.html.count("console:requested</td>") == 10


def test_a_download_is_whole_and_leaves_an_entry(oliver: Visitor, world: World) -> None:
    world.ledger.append(*(cut_off(world) for _ in range(60)))

    answer = oliver.get("/admin/ledger.jsonl?action=console:requested")

    assert len([json.loads(line) for line in answer.text.splitlines()]) == 60
    assert answer.headers["Content-Disposition"] == 'attachment; filename="doorstep-ledger.jsonl"'
    exported = world.entries()[-1]
    assert (exported.action, exported.parsed_body()["filter"]) == (
        "ledger:exported",
        {"action": "console:requested"},
    )


def test_a_csv_download_runs_nothing_in_a_spreadsheet(oliver: Visitor, world: World) -> None:
    world.ledger.append(cut_off(world, actor="=cmd|' /C calc'!A0"))

    rows = list(csv.DictReader(io.StringIO(oliver.get("/admin/ledger.csv?action=console:requested").text)))

    assert [row["actor_id"] for row in rows] == ["'=cmd|' /C calc'!A0"]


def test_a_head_hands_nothing_out_and_records_nothing(oliver: Visitor, world: World) -> None:
    before = world.entries()

    assert oliver.get("/admin/ledger.csv", method="HEAD").status_code == 200
    assert world.entries() == before


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_begins_like_a_formula_gets_a_quote(first: str) -> None:
    assert harmless(f"{first}1") == f"'{first}1"


def test_every_column_and_every_filter_has_a_label() -> None:
    assert {*COLUMNS, *FIELDS} == set(LABELS)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x; =1+1", "x;' =1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("x\t-1", "x\t'-1"),
        ("x\n=1", "x\n'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("x=1; y 2-1", "x=1; y 2-1"),
    ],
)
def test_where_a_spreadsheet_may_begin_another_cell_is_a_beginning(cell: str, told: str) -> None:
    assert harmless(cell) == told


def test_every_cell_of_a_file_stands_in_quotes(oliver: Visitor) -> None:
    text = oliver.get("/admin/ledger.csv").text

    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())


def cut_off(world: World, actor: str = "root") -> Event:
    """A request of a click that never ended."""
    return Event(new_id(), world.clock(), Action.CONSOLE_REQUESTED, "requested", Actor("operator", actor), new_id())
