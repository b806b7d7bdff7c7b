"""Ends web sessions that somebody sees in a list: people their own, admins anybody's."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.admins import Admin
from app.domain.clicks import Visit
from app.domain.ledger import Actor, Event
from app.domain.people import Person, Principal
from app.domain.refusals import NotThere
from app.domain.web_sessions import WebSession
from app.domain.words import _
from app.services.changes import Scribe
from app.services.local_accounts.entries import OwnEntries


class EndingChange(Protocol):
    """One transaction, on which everything is written; it counts as a whole or not at all."""

    def find_person(self, person_id: UUID) -> Person | None: ...

    def end_web_session(self, person_id: UUID, web_session_id: UUID, at: datetime) -> bool: ...

    def end_other_web_sessions(self, web_session: WebSession, at: datetime) -> tuple[UUID, ...]: ...

    def end_web_sessions_of(self, identity_id: UUID, at: datetime) -> tuple[UUID, ...]: ...

    def end_every_web_session(self, person_id: UUID, at: datetime) -> tuple[UUID, ...]: ...

    def record(self, *events: Event) -> None: ...


class EndingChanges(Protocol):
    def factor_change(self, by: Admin | None = None) -> AbstractContextManager[EndingChange]: ...


class WebSessionEnds:
    """Ends web sessions at once, for every process, with an entry for each."""

    def __init__(self, *, changes: EndingChanges, scribe: Scribe, entries: OwnEntries) -> None:
        self._changes = changes
        self._scribe = scribe
        self._entries = entries

    def end_own(self, web_session: WebSession, which: UUID, *, visit: Visit) -> None:
        """End another web session of one's own; raises NotThere or StorageUnavailable."""
        who = web_session.principal
        with self._changes.factor_change() as change:
            if not change.end_web_session(who.person_id, which, self._entries.clock()):
                raise NotThere(what=_("sign-in"))
            change.record(*self._entries.endings((which,), who, visit, cause="ended by its person"))

    def end_own_others(self, web_session: WebSession, *, visit: Visit) -> None:
        """End every other web session of one's own; raises StorageUnavailable."""
        with self._changes.factor_change() as change:
            ended = change.end_other_web_sessions(web_session, self._entries.clock())
            change.record(*self._entries.endings(ended, web_session.principal, visit, cause="ended by its person"))

    def end_for_provider(self, principal: Principal, source: str, *, cause: str) -> None:
        """End every web session that a provider vouched for, once it does so no more; raises StorageUnavailable."""
        with self._changes.factor_change() as change:
            ended = change.end_web_sessions_of(principal.identity_id, self._scribe.clock())
            change.record(*self._scribe.endings(ended, Actor("portal", source), principal.person_id, cause=cause))

    def end_anybodys(self, admin: Admin, person_id: UUID, *, reason: str) -> None:
        """End every web session of a person; raises NotThere, NotAnAdmin or StorageUnavailable."""
        with self._changes.factor_change(by=admin) as change:
            if change.find_person(person_id) is None:
                raise NotThere(what=_("person"))
            ended = change.end_every_web_session(person_id, self._scribe.clock())
            endings = self._scribe.endings(ended, admin.actor, person_id, cause="ended by an admin", reason=reason)
            change.record(*endings)

    def end_one_of_anybodys(self, admin: Admin, person_id: UUID, which: UUID, *, reason: str) -> None:
        """End one web session of a person; raises like `end_anybodys`."""
        with self._changes.factor_change(by=admin) as change:
            if not change.end_web_session(person_id, which, self._scribe.clock()):
                raise NotThere(what=_("sign-in"))
            endings = self._scribe.endings((which,), admin.actor, person_id, cause="ended by an admin", reason=reason)
            change.record(*endings)
