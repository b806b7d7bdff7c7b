"""Downloads of the ledger: who took which part of it is itself an entry, written before the first line leaves."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Final, Protocol
from uuid import UUID

from app.domain.admins import Auditor
from app.domain.ledger import Action, Actor, Event, StoredEvent
from app.domain.ledger_search import LedgerFilter
from app.domain.refusals import YOU, Unavailable
from app.domain.words import _

# Of the threads of a worker, which open consoles as well.
MOST_AT_ONCE: Final = 4
_LONGEST: Final = timedelta(minutes=10)


class TooManyDownloads(Unavailable):
    code = "too-many-downloads"
    sentence = _("Too many downloads of the ledger are under way.")
    remedy = _("Try again when one of them has ended; each ends after ten minutes at the latest.")
    who = YOU


class DownloadTookTooLong(Unavailable):
    code = "download-took-too-long"
    sentence = _("The download took longer than ten minutes, and was cut off.")
    remedy = _("Take the ledger away in parts: filter it by time.")
    who = YOU


class AppendsEvents(Protocol):
    """Writes entries; raises StorageUnavailable."""

    def append(self, *events: Event) -> None: ...


class ReadsEntries(Protocol):
    """Reads every entry of a filter, newest first, and None for each part without any; raises StorageUnavailable."""

    def entries(self, wanted: LedgerFilter) -> Iterator[StoredEvent | None]: ...


class LedgerExports:
    """Hands out filtered views of the ledger, whole: a few at once, and none for longer than ten minutes."""

    def __init__(
        self,
        *,
        ledger: AppendsEvents,
        reader: ReadsEntries,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._ledger = ledger
        self._reader = reader
        self._clock = clock
        self._new_id = new_id
        self._turns = BoundedSemaphore(MOST_AT_ONCE)

    def begin(self, auditor: Auditor, wanted: LedgerFilter, *, file_format: str) -> Iterator[StoredEvent | None]:
        """Write down who exports what, then return the entries, and None for each part of the ledger without any.

        Raises TooManyDownloads or StorageUnavailable, and then returns none. The entries raise DownloadTookTooLong
        after ten minutes. Whoever stops reading them earlier closes them, or lets go of them.
        """
        if not self._turns.acquire(blocking=False):
            raise TooManyDownloads
        handed_out = self._handed_out(self._entry_of(auditor, wanted, file_format), wanted)
        # It has begun then: whatever ends it gives the turn back.
        next(handed_out)
        return handed_out

    def _handed_out(self, entry: Event, wanted: LedgerFilter) -> Iterator[StoredEvent | None]:
        try:
            self._ledger.append(entry)
            yield None
            ends = self._clock() + _LONGEST
            for event in self._reader.entries(wanted):
                if self._clock() > ends:
                    raise DownloadTookTooLong
                yield event
        finally:
            self._turns.release()

    def _entry_of(self, auditor: Auditor, wanted: LedgerFilter, file_format: str) -> Event:
        person_id = auditor.principal.person_id
        return Event(
            id=self._new_id(),
            at=self._clock(),
            action=Action.LEDGER_EXPORTED,
            outcome="succeeded",
            actor=Actor("person", str(person_id)),
            person_id=person_id,
            body={"filter": wanted.plain(), "file_format": file_format},
        )
