"""What storage offers to those who save drafts: one transaction for everything that a save looks at and writes."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.access_tests import AccessTest
from app.domain.accounts import Role
from app.domain.admins import Admin, Operator
from app.domain.arns import RoleArn
from app.domain.drafts import Draft, Proposal, Revision, Thing, ThingKind
from app.domain.effects import World
from app.domain.ledger import Actor, Event
from app.domain.mappings import Mapping


class DraftChange(Protocol):
    """One transaction in which a draft is stored; it counts as a whole or not at all."""

    def find_role(self, role_arn: RoleArn) -> Role | None: ...

    def find_thing(self, kind: ThingKind, id_: UUID) -> Thing | None: ...

    def has_mapping(self, mapping: Mapping) -> bool: ...

    def revise(self, revision: Revision, actor: Actor, at: datetime, reason: str) -> Thing: ...

    def admins_left(self, now: datetime) -> bool: ...

    def tests_and_world(self, draft: Draft | None = None) -> tuple[tuple[AccessTest, ...], World]: ...

    def add_proposal(self, proposal: Proposal) -> None: ...

    def find_proposal(self, id_: UUID) -> Proposal | None: ...

    def decide_proposal(self, proposal: Proposal) -> bool: ...

    def record(self, event: Event) -> None: ...


class DraftChanges(Protocol):
    def change(self, by: Admin | Operator | None = None) -> AbstractContextManager[DraftChange]: ...
