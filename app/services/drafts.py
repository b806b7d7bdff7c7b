"""Change mappings, accounts and roles: look at what a draft would do, save it, or propose it to a second admin."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.access_tests import AccessTest, broken_by
from app.domain.admins import Admin, Auditor, Operator
from app.domain.drafts import Draft, Proposal, Thing
from app.domain.effects import Effects, TooManyPairs, World, effects_of
from app.domain.occasions import TooManyOccasions
from app.services.draft_changes import DraftChanges
from app.services.draft_writer import DraftWriter


class WorldReader(Protocol):
    """Reads what a draft may change; raises StorageUnavailable."""

    def world_around(self, draft: Draft) -> World | TooManyPairs: ...


class TestReader(Protocol):
    """Reads the access tests and what they are judged by; raises StorageUnavailable."""

    def tests_and_world(self, draft: Draft | None = None) -> tuple[tuple[AccessTest, ...], World]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a draft would do from now on, and what stands in its way."""

    draft: Draft
    effects: Effects
    broken_tests: tuple[AccessTest, ...]
    needs_second_admin: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What was stored: the things as they are now, in the order of the draft."""

    things: tuple[Thing, ...]


class Drafts:
    """Previews and saves drafts. `second_approval`: a second admin must approve before one counts."""

    def __init__(
        self,
        *,
        changes: DraftChanges,
        worlds: WorldReader,
        tests: TestReader,
        writer: DraftWriter,
        clock: Callable[[], datetime],
        second_approval: bool,
    ) -> None:
        self._changes = changes
        self._worlds = worlds
        self._tests = tests
        self._writer = writer
        self._clock = clock
        self._second_approval = second_approval

    def preview(self, _reader: Admin | Auditor | Operator, draft: Draft) -> Preview:
        """Say who would gain and who would lose what, and which access tests would break; raises StorageUnavailable."""
        now = self._clock()
        effects = _effects_in(self._worlds.world_around(draft), draft, now)
        tests, their_world = self._tests.tests_and_world(draft)
        return Preview(
            draft=draft,
            effects=effects,
            broken_tests=broken_by(draft, tests, their_world, now),
            needs_second_admin=self._second_approval,
        )

    def save(
        self,
        author: Admin | Operator,
        draft: Draft,
        *,
        despite_tests: str | None = None,
        without_approval: str | None = None,
    ) -> Saved | Proposal:
        """Store a draft, or propose it where a second admin must approve.

        `despite_tests` is the reason to break access tests, `without_approval` the reason of the operator (nobody else)
        to do without the second admin; both go into the ledger. Raises StaleEdit, NothingChanges, AlreadyThere,
        AccessTestsBroken, LastAdmin, StorageUnavailable, or like `parse_reason`, and then nothing is stored.
        """
        draft = draft.with_reason()
        alone = isinstance(author, Operator) and bool(without_approval and without_approval.strip())
        with self._changes.change(by=author) as change:
            if self._second_approval and not alone:
                return self._writer.propose(change, author.actor, draft, despite_tests=despite_tests)
            things = self._writer.store(
                change,
                author.actor,
                draft,
                despite_tests=despite_tests,
                without_approval=without_approval if alone and self._second_approval else None,
            )
        return Saved(things)


def _effects_in(world: World | TooManyPairs, draft: Draft, now: datetime) -> Effects:
    """Weigh a draft, or say that it is too much to weigh."""
    if isinstance(world, TooManyPairs):
        return Effects(is_exact=False, pairs=world.pairs)
    try:
        return Effects(differences=effects_of(world, draft, now))
    except TooManyOccasions:
        return Effects(is_exact=False)
