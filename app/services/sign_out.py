"""Ends web sessions: at once, for every process."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.ledger import Action, Actor, Event
from app.domain.web_sessions import WebSession


class EndsWebSessions(Protocol):
    """Revokes a web session together with its entry; one that has ended already gets no second entry."""

    def end(self, web_session_id: UUID, at: datetime, event: Event) -> None: ...


class SignOuts:
    """Ends web sessions."""

    def __init__(
        self, *, web_sessions: EndsWebSessions, clock: Callable[[], datetime], new_id: Callable[[], UUID]
    ) -> None:
        self._web_sessions = web_sessions
        self._clock = clock
        self._new_id = new_id

    def sign_out(self, web_session: WebSession, *, visit: Visit) -> None:
        """End a web session of somebody who asks for it; raises StorageUnavailable."""
        now, principal = self._clock(), web_session.principal
        event = Event(
            id=self._new_id(),
            at=now,
            action=Action.WEB_SESSION_ENDED,
            outcome="succeeded",
            actor=Actor("person", str(principal.person_id)),
            person_id=principal.person_id,
            address=visit.address,
            body={"request_id": str(visit.id), "web_session_id": str(web_session.id), "cause": "signed out"},
        )
        self._web_sessions.end(web_session.id, now, event)
