"""Downloads of the ledger: who took which part of it is itself an entry, written before the first line leaves."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.admins import Auditor
from app.domain.ledger import Action, Actor, Event, StoredEvent
from app.domain.ledger_search import LedgerFilter
from app.services.downloads import Downloads


class AppendsEvents(Protocol):
    """Writes entries; raises StorageUnavailable."""

    def append(self, *events: Event) -> None: ...


class ReadsEntries(Protocol):
    """Reads every entry of a filter, newest first, and None for each part without any; raises StorageUnavailable."""

    def entries(self, wanted: LedgerFilter) -> Iterator[StoredEvent | None]: ...


class LedgerExports:
    """Hands out filtered views of the ledger, whole."""

    def __init__(
        self,
        *,
        ledger: AppendsEvents,
        reader: ReadsEntries,
        downloads: Downloads,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._ledger = ledger
        self._reader = reader
        self._downloads = downloads
        self._clock = clock
        self._new_id = new_id

    def begin(self, auditor: Auditor, wanted: LedgerFilter, *, file_format: str) -> Iterator[StoredEvent | None]:
        """Write down who exports what, then return the entries, and None for each part of the ledger without any.

        Raises TooManyDownloads or StorageUnavailable, and then returns none; the entries raise DownloadTookTooLong.
        """

        def begin() -> Iterator[StoredEvent | None]:
            self._ledger.append(self._entry_of(auditor, wanted, file_format))
            return self._reader.entries(wanted)

        return self._downloads.hand_out(begin)

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
