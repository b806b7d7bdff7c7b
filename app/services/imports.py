"""Turn what a file says into a draft: names become things, and only what differs becomes a revision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.drafts import Draft
from app.domain.interchange import FileKind, Flaw, Holdings, ImportRefused, PruneRefused, Sought, Written, sought_by
from app.services.import_drafting import Drafting


class ReadsHoldings(Protocol):
    """Reads at one moment what a file speaks of, or everything; raises StorageUnavailable."""

    def holdings(self, sought: Sought | None = None) -> Holdings: ...


class ReadsFiles(Protocol):
    """Reads the bytes of a file; whatever cannot be used is among the flaws."""

    def __call__(self, data: bytes, kind: FileKind) -> Written: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The draft that a file asks for, and every line that it does not carry over.

    `implied_accounts` and `implied_roles` are how many the draft adds because the file names them by ARN alone;
    `people_named` and `groups_named` what the names were taken for of which the file does not say whose they are.
    """

    draft: Draft
    left_out: tuple[Flaw, ...]
    implied_accounts: int
    implied_roles: int
    people_named: tuple[str, ...]
    groups_named: tuple[str, ...]


class Imports:
    """Compares files with what the portal holds."""

    def __init__(
        self,
        *,
        read: ReadsFiles,
        reader: ReadsHoldings,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._read = read
        self._reader = reader
        self._clock = clock
        self._new_id = new_id

    def compare(self, data: bytes, kind: FileKind, *, reason: str, prune: bool = False) -> Comparison:
        """Return the draft that brings the portal to what a file says.

        What the file does not name is left alone; with `prune` it is disabled. Raises ImportRefused, PruneRefused or
        StorageUnavailable.
        """
        written = self._read(data, kind)
        if prune and not written.is_whole:
            raise PruneRefused
        held = self._reader.holdings(None if prune else sought_by(written))
        drafting = Drafting(held, written, now=self._clock(), new_id=self._new_id)
        drafting.take_everything()
        if drafting.flaws:
            raise ImportRefused(flaws=tuple(sorted(drafting.flaws)))
        if prune:
            drafting.prune()
        return Comparison(
            draft=Draft(tuple(drafting.revisions), reason),
            left_out=tuple(sorted(drafting.left_out)),
            implied_accounts=drafting.implied_accounts,
            implied_roles=drafting.implied_roles,
            people_named=tuple(sorted(drafting.taken_for["person"])),
            groups_named=tuple(sorted(drafting.taken_for["group"])),
        )
