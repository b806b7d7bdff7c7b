"""Identifiers sort by time, and no two processes make the same."""

import os
from datetime import UTC, datetime
from uuid import UUID

from app.storage.ids import new_id


def test_each_id_is_greater_than_the_one_before() -> None:
    made = [new_id() for _ in range(10_000)]

    assert made == sorted(set(made))
    assert {each.version for each in made} == {7}


def test_an_id_begins_with_the_time() -> None:
    before = datetime.now(UTC).timestamp()

    milliseconds = new_id().int >> 80

    assert before - 1 < milliseconds / 1000 < before + 5


def test_workers_that_were_forked_from_one_process_make_different_ids() -> None:
    new_id()

    first, second = _ids_of_a_forked_process(), _ids_of_a_forked_process()

    assert len({each.bytes[8:] for each in first + second}) == len(first + second)


def _ids_of_a_forked_process() -> list[UUID]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(new_id().bytes for _ in range(100)))
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as made:
        return [UUID(bytes=made.read(16)) for _ in range(100)]
