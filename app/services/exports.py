"""Exports of everything that admins describe: who took it is itself an entry, written before the first line leaves."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.admins import Auditor, Operator
from app.domain.interchange import FileFormat, Piece
from app.domain.ledger import Action, Actor, Event
from app.services.ledger_export import AppendsEvents


class ReadsPieces(Protocol):
    """Reads accounts, roles and mappings one by one; raises StorageUnavailable."""

    def pieces(self) -> Iterator[Piece]: ...


class WritesFiles(Protocol):
    """Writes pieces down, record by record."""

    def __call__(self, pieces: Iterable[Piece], file_format: FileFormat) -> Iterator[str]: ...


class Exports:
    """Hands out all accounts, roles and mappings as one file, which an import reads again."""

    def __init__(
        self,
        *,
        ledger: AppendsEvents,
        reader: ReadsPieces,
        write: WritesFiles,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._ledger = ledger
        self._reader = reader
        self._write = write
        self._clock = clock
        self._new_id = new_id

    def begin(self, reader: Auditor | Operator, file_format: FileFormat) -> Iterator[str]:
        """Write down who exports, then return the file, part by part; raises StorageUnavailable.

        Where that is raised at once, nothing leaves; where it is raised later, the file breaks off.
        """
        person_id = reader.principal.person_id if isinstance(reader, Auditor) else None
        self._ledger.append(
            Event(
                id=self._new_id(),
                at=self._clock(),
                action=Action.CATALOGUE_EXPORTED,
                outcome="succeeded",
                actor=Actor("person", str(person_id)) if isinstance(reader, Auditor) else reader.actor,
                person_id=person_id,
                body={"file_format": file_format},
            )
        )
        return self._write(self._reader.pieces(), file_format)
