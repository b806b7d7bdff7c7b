"""The ledger entries of local accounts: whose, what, and from where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.ledger import Action, Actor, Event, Outcome, Plain
from app.domain.people import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntries:
    """Makes the entries of what people do with their own sign-in; holds the clock and the source of ids."""

    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def of(
        self, action: Action, principal: Principal, visit: Visit, *, outcome: Outcome = "succeeded", **told: Plain
    ) -> Event:
        """Return the entry of something that a person did to themselves, or tried to; no secret goes into it."""
        return Event(
            id=self.new_id(),
            at=self.clock(),
            action=action,
            outcome=outcome,
            actor=Actor("person", str(principal.person_id)),
            person_id=principal.person_id,
            address=visit.address,
            body={"request_id": str(visit.id), "user_agent": (visit.user_agent or "")[:512], **told},
        )

    def endings(self, web_session_ids: Iterable[UUID], who: Principal, visit: Visit, *, cause: str) -> list[Event]:
        """Return an entry for each web session of a person that a change of theirs ends; `cause` says which."""
        return [
            self.of(Action.WEB_SESSION_ENDED, who, visit, web_session_id=str(web_session_id), cause=cause)
            for web_session_id in web_session_ids
        ]
