"""One change of break-glass accounts: the account, its use, the notice of it and the entries, all or nothing."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.admins import Admin
from app.domain.break_glass import BreakGlassAccount, BreakGlassUse
from app.domain.ledger import Event
from app.domain.notices import Notice
from app.domain.people import Principal
from app.domain.web_sessions import WebSession


class BreakGlassChange(Protocol):
    """One transaction, on which everything is written; it counts as a whole or not at all."""

    def find_break_glass(self, identity_id: UUID) -> BreakGlassAccount | None: ...

    def find_local_principal(self, subject: str) -> Principal | None: ...

    def keep_for_emergencies(self, identity_id: UUID, at: datetime) -> None: ...

    def seal(self, identity_id: UUID, at: datetime) -> bool: ...

    def unseal(self, identity_id: UUID) -> bool: ...

    def retire(self, identity_id: UUID, at: datetime) -> bool: ...

    def add_use(self, use: BreakGlassUse, told: Notice, channels: tuple[str, ...]) -> None: ...

    def review(self, use_id: UUID, *, by: UUID, review: str, at: datetime) -> bool: ...

    def begin_web_session(
        self, begun: WebSession, *, token_hash: str, address: str | None, user_agent: str | None
    ) -> None: ...

    def end_every_web_session(self, person_id: UUID, at: datetime) -> tuple[UUID, ...]: ...

    def admins_left(self, now: datetime) -> bool: ...

    def record(self, *events: Event) -> None: ...


class BreakGlassChanges(Protocol):
    def break_glass_change(self, by: Admin | None = None) -> AbstractContextManager[BreakGlassChange]: ...
