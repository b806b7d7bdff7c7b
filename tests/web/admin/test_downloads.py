"""A download of the ledger takes as much memory for many entries as for a few."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from app.domain.ledger import Action, Actor, Event
from app.domain.ledger_search import LedgerFilter
from app.services.downloads import MOST_AT_ONCE, DownloadTookTooLong
from app.storage.ids import new_id
from app.storage.ledger_search import LedgerSearch
from app.web.admin.csv_files import csv_response
from tests.web.visitor import Visitor
from tests.web.world import World

FEW, MANY = 1_500, 15_000
# In bytes. An entry is about a kilobyte as a value and 300 bytes in a file, so that MANY of them are far beyond it.
ROOM = 1_500_000
FILES = ["/admin/ledger.csv", "/admin/ledger.jsonl"]


def fill(world: World, count: int) -> None:
    """Add entries as clicks would."""
    for start in range(0, count, 500):
        world.ledger.append(*(entry(world, number) for number in range(start, min(count, start + 500))))


def entry(world: World, number: int) -> Event:
    actor = Actor("operator", f"operator-{number}")
    body = {"user_agent": "x" * 120, "number": number}
    return Event(new_id(), world.clock(), Action.CONSOLE_REQUESTED, "requested", actor, new_id(), body=body)  # type: ignore[arg-type]  # a dictionary of plain values


def peak_of(read: Callable[[], int]) -> tuple[int, int]:
    """What reading returns, and the most memory that it held at once, in bytes."""
    tracemalloc.start()
    try:
        read_bytes = read()
        return read_bytes, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def streamed(visitor: Visitor, path: str) -> int:
    """Take a file chunk by chunk, as a server hands it to a browser; return its length."""
    answer = visitor.client.get(path, base_url=visitor.public_url, buffered=False)
    length = sum(map(len, chunks_of(answer)))
    answer.close()
    return length


def chunks_of(answer: TestResponse) -> Iterator[bytes]:
    assert answer.status_code == 200
    return answer.iter_encoded()


def whole(visitor: Visitor, path: str) -> int:
    """Take it in one piece."""
    return len(b"".join([*chunks_of(visitor.client.get(path, base_url=visitor.public_url, buffered=False))]))


@pytest.mark.parametrize("path", FILES)
def test_ten_times_the_entries_take_no_more_memory(oliver: Visitor, world: World, path: str) -> None:
    fill(world, FEW)
    # Once before: caches and imports are not what is measured.
    streamed(oliver, path)
    little, before = peak_of(lambda: streamed(oliver, path))
    fill(world, MANY)

    much, after = peak_of(lambda: streamed(oliver, path))

    assert much > 8 * little
    assert after < before + ROOM


def test_a_file_that_was_held_whole_would_not_fit(oliver: Visitor, world: World) -> None:
    fill(world, FEW)
    streamed(oliver, FILES[0])
    _little, before = peak_of(lambda: streamed(oliver, FILES[0]))
    fill(world, MANY)

    _much, after = peak_of(lambda: whole(oliver, FILES[0]))

    assert after > before + ROOM


@pytest.mark.parametrize("path", FILES)
def test_no_more_than_a_few_are_taken_at_once(oliver: Visitor, world: World, path: str) -> None:
    fill(world, FEW)
    begun = [oliver.client.get(path, base_url=oliver.public_url, buffered=False) for _each in range(MOST_AT_ONCE)]

    refused = oliver.get(path)
    begun.pop().close()
    after_one_was_given_up = oliver.get(path)

    assert refused.status_code == 503
    assert "Too many downloads are under way." in refused.text
    assert after_one_was_given_up.status_code == 200


def test_files_of_every_kind_share_their_turns(oliver: Visitor, world: World) -> None:
    fill(world, FEW)
    begun = [oliver.client.get(FILES[0], base_url=oliver.public_url, buffered=False) for _each in range(MOST_AT_ONCE)]
    (alice,) = world.portal.lists.names.people_named("alice")
    others = [f"/admin/answers/person/{alice.id}/answer.csv", "/admin/export.json", "/admin/export.yaml"]

    refused = [oliver.get(path).status_code for path in others]
    begun.pop().close()
    after_one_was_given_up = [oliver.get(path).status_code for path in others]

    assert refused == [503, 503, 503]
    assert after_one_was_given_up == [200, 200, 200]


def test_a_download_ends_after_ten_minutes(oliver: Visitor, world: World) -> None:
    fill(world, FEW)
    answer = oliver.client.get(FILES[1], base_url=oliver.public_url, buffered=False)
    lines = chunks_of(answer)
    next(lines)

    world.clock.advance(timedelta(minutes=11))

    with pytest.raises(DownloadTookTooLong):
        list(lines)
    answer.close()


def test_a_long_search_for_nothing_says_something_on_its_way(world: World) -> None:
    fill(world, 30)
    search = LedgerSearch(database=world.database, looks_through=10)

    found = list(search.entries(LedgerFilter(outcome="requested", action=Action.PERSON_ENABLED)))

    assert found == [None, None, None, None]


def test_a_part_without_entries_is_an_empty_line_that_is_sent_at_once() -> None:
    chunks = csv_response(iter([("a", "b"), (), ("c", "d")]), filename="file.csv").iter_encoded()

    assert list(chunks) == [b'"a","b"\r\n\r\n', b'"c","d"\r\n']
