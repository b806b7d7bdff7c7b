"""A download of the ledger takes as much memory for many entries as for a few."""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from werkzeug.test import TestResponse

from app.domain.ledger import Action, Actor, Event
from app.storage.ids import new_id
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
