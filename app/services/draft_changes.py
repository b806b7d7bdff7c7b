"""What storage offers to those who save drafts: one transaction for everything that a save looks at and writes."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.access_tests import AccessTest
from app.domain.accounts import Role
from app.domain.admins import Admin, Operator
from app.domain.drafts import Draft, Proposal, Revision, Thing
from app.domain.effects import World
from app.domain.ledger import Actor, Event


class DraftChange(Protocol):
    """One transaction in which a draft is stored; it counts as a whole or not at all."""

    def find_duplicate(self, things: Sequence[Thing]) -> Thing | None: ...

    def find_roles(self, ids: Collection[UUID]) -> dict[UUID, Role]: ...

    def revise_all(
        self, revisions: Sequence[Revision], actor: Actor, at: datetime, reason: str
    ) -> tuple[Thing, ...]: ...

    def admins_left(self, now: datetime) -> bool: ...

    def tests_and_world(self, draft: Draft | None = None) -> tuple[tuple[AccessTest, ...], World]: ...

    def add_proposal(self, proposal: Proposal) -> None: ...

    def find_proposal(self, id_: UUID) -> Proposal | None: ...

    def decide_proposal(self, proposal: Proposal) -> bool: ...

    def record(self, *events: Event) -> None: ...


class DraftChanges(Protocol):
    def change(self, by: Admin | Operator | None = None) -> AbstractContextManager[DraftChange]: ...
