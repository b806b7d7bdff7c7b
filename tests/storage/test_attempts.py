"""Tries are counted before they are judged, across threads and keys, and leave with the window."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.storage.attempts import AttemptStore
from app.storage.engine import Database
from app.storage.tables import sign_in_attempt
from tests.storage.company import NOW

WINDOW = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


@pytest.fixture
def attempts(database: Database) -> AttemptStore:
    return AttemptStore(database=database)


def counted(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(sign_in_attempt)).scalar_one()


def test_there_is_room_up_to_the_limit(attempts: AttemptStore) -> None:
    answers = [attempts.reserve({"alice": 2}, at=NOW + n * SECOND, window=WINDOW) for n in range(4)]

    assert answers == [None, None, 898, 897]


def test_who_is_refused_is_not_counted(attempts: AttemptStore, database: Database) -> None:
    attempts.reserve({"alice": 1, "here": 9}, at=NOW, window=WINDOW)

    assert attempts.reserve({"alice": 1, "here": 9}, at=NOW, window=WINDOW) == 900
    assert counted(database) == 2


def test_every_key_must_have_room_and_the_longest_wait_counts(attempts: AttemptStore) -> None:
    attempts.reserve({"alice": 1}, at=NOW, window=WINDOW)
    attempts.reserve({"here": 1}, at=NOW + 60 * SECOND, window=WINDOW)

    assert attempts.reserve({"alice": 1, "here": 1}, at=NOW + 61 * SECOND, window=WINDOW) == 899
    assert attempts.reserve({"alice": 1, "there": 1}, at=NOW + 61 * SECOND, window=WINDOW) == 839


def test_a_try_leaves_with_the_window(attempts: AttemptStore, database: Database) -> None:
    attempts.reserve({"alice": 1}, at=NOW, window=WINDOW)

    assert attempts.reserve({"alice": 1}, at=NOW + WINDOW - SECOND / 2, window=WINDOW) == 1
    assert attempts.reserve({"alice": 1}, at=NOW + WINDOW, window=WINDOW) is None
    assert counted(database) == 1


def test_tries_of_keys_that_never_come_again_are_forgotten_as_well(attempts: AttemptStore, database: Database) -> None:
    answers = [attempts.reserve({f"guess {n}": 1}, at=NOW, window=WINDOW) for n in range(50)]

    attempts.reserve({"alice": 1}, at=NOW + WINDOW, window=WINDOW)

    assert answers == [None] * 50
    assert counted(database) == 1


def test_a_success_forgets_the_tries_of_its_key_only(attempts: AttemptStore) -> None:
    attempts.reserve({"alice": 1, "here": 1}, at=NOW, window=WINDOW)

    attempts.forget("alice")

    assert attempts.reserve({"alice": 1}, at=NOW, window=WINDOW) is None
    assert attempts.reserve({"here": 1}, at=NOW, window=WINDOW) == 900


def test_a_success_gives_back_the_one_try_of_its_address(attempts: AttemptStore) -> None:
    attempts.reserve({"bob": 1, "here": 2}, at=NOW, window=WINDOW)
    attempts.reserve({"alice": 1, "here": 2}, at=NOW + SECOND, window=WINDOW)

    attempts.succeed("alice", giving_back="here")

    assert attempts.reserve({"alice": 1, "here": 2}, at=NOW + SECOND, window=WINDOW) is None
    assert attempts.reserve({"here": 2}, at=NOW + SECOND, window=WINDOW) == 899


def test_tries_at_the_same_time_cannot_slip_past_the_limit(attempts: AttemptStore, database: Database) -> None:
    # Each key locks after another, in whatever order it is given: that must not end in a deadlock.
    keys = [{"alice": 5, "here": 40}, {"here": 40, "alice": 5}] * 20

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda each: attempts.reserve(each, at=NOW, window=WINDOW), keys))

    assert answers.count(None) == 5
    assert counted(database) == 10


def test_many_who_forget_and_try_at_the_same_time_all_get_through(attempts: AttemptStore, database: Database) -> None:
    old = [attempts.reserve({f"old {n}": 1}, at=NOW - WINDOW, window=WINDOW) for n in range(60)]

    with ThreadPoolExecutor(16) as pool:
        forgotten = [pool.submit(attempts.forget, f"old {n}") for n in range(60)]
        answers = list(pool.map(lambda n: attempts.reserve({f"new {n}": 1}, at=NOW, window=WINDOW), range(60)))

    assert [each.result() for each in forgotten] == old == answers == [None] * 60
    assert counted(database) == 60
