"""The portal: holds the services that the web and the command line speak to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.web_sessions import WebSession
from app.services.admins import Admins
from app.services.console import Consoles
from app.services.sign_in import SignIns


class FindsWebSessions(Protocol):
    def find(self, token_hash: str) -> WebSession | None: ...

    def touch(self, web_session_id: UUID, at: datetime) -> None: ...


class ReadinessCheck(Protocol):
    """Says whether requests can be served: raises StorageUnavailable or SchemaNotCurrent if not."""

    def require_ready(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Everything that a request may ask for."""

    admins: Admins
    consoles: Consoles
    sign_ins: SignIns
    web_sessions: FindsWebSessions
    readiness: ReadinessCheck
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
