"""What is handed out bit by bit gives its turn back, whatever ends it."""

from collections.abc import Iterator

import pytest

from app.services.downloads import MOST_AT_ONCE, Downloads, DownloadTookTooLong, TooManyDownloads
from tests.fixtures.aws import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def downloads(clock: Clock) -> Downloads:
    return Downloads(clock=clock)


def begun(downloads: Downloads) -> list[Iterator[int]]:
    """As many downloads as there are turns."""
    return [downloads.hand_out(lambda: (1, 2)) for _turn in range(MOST_AT_ONCE)]


def test_everything_is_handed_out(downloads: Downloads) -> None:
    assert list(downloads.hand_out(lambda: (1, 2))) == [1, 2]


def test_one_too_many_begins_nothing(downloads: Downloads) -> None:
    under_way = begun(downloads)

    with pytest.raises(TooManyDownloads):
        downloads.hand_out(lambda: pytest.fail("it has begun"))

    assert list(under_way.pop()) == [1, 2]
    assert list(downloads.hand_out(lambda: (3,))) == [3]


def test_what_cannot_begin_gives_its_turn_back(downloads: Downloads) -> None:
    with pytest.raises(ZeroDivisionError):
        downloads.hand_out(lambda: (1 // 0,))

    assert len(begun(downloads)) == MOST_AT_ONCE


def test_after_ten_minutes_it_is_cut_off(downloads: Downloads, clock: Clock) -> None:
    handed_out = downloads.hand_out(lambda: (1, 2))
    assert next(handed_out) == 1

    clock.advance(minutes=11)

    with pytest.raises(DownloadTookTooLong):
        next(handed_out)
    assert len(begun(downloads)) == MOST_AT_ONCE
