"""Downloads: files that are written while they are sent, a few at once, and none for longer than ten minutes."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Final, TypeVar, cast

from app.domain.refusals import YOU, Unavailable
from app.domain.words import _

# Of the threads of a worker, which open consoles as well.
MOST_AT_ONCE: Final = 4
_LONGEST: Final = timedelta(minutes=10)
Item = TypeVar("Item")


class TooManyDownloads(Unavailable):
    code = "too-many-downloads"
    sentence = _("Too many downloads are under way.")
    remedy = _("Try again when one of them has ended; each ends after ten minutes at the latest.")
    who = YOU


class DownloadTookTooLong(Unavailable):
    code = "download-took-too-long"
    sentence = _("The download took longer than ten minutes, and was cut off.")
    remedy = _("Take it away in parts: the ledger filtered by time, an answer about one role or one person.")
    who = YOU


class Downloads:
    """Hands out what is read bit by bit; all kinds of files share their turns."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._turns = BoundedSemaphore(MOST_AT_ONCE)

    def hand_out(self, begin: Callable[[], Iterable[Item]]) -> Iterator[Item]:
        """Begin, and return what there is to send; raises TooManyDownloads before anything has begun, and like `begin`.

        What is returned raises DownloadTookTooLong after ten minutes. Whoever stops reading it earlier closes it, or
        lets go of it.
        """
        if not self._turns.acquire(blocking=False):
            raise TooManyDownloads
        handed_out = self._handed_out(begin)
        # It has begun then: whatever ends it gives the turn back.
        next(handed_out)
        return cast("Iterator[Item]", handed_out)

    def _handed_out(self, begin: Callable[[], Iterable[Item]]) -> Iterator[Item | None]:
        try:
            items = begin()
            yield None
            ends = self._clock() + _LONGEST
            for item in items:
                if self._clock() > ends:
                    raise DownloadTookTooLong
                yield item
        finally:
            self._turns.release()
