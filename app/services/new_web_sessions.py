"""Begins web sessions for people who have just proved who they are, in whichever way."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.ledger import Action, Actor, Event, Plain
from app.domain.people import Principal
from app.domain.web_sessions import ABSOLUTE_LIMIT, Proof, WebSession


class KeepsNewWebSessions(Protocol):
    """Stores a web session together with its entry; raises StorageUnavailable, and then neither is there."""

    def begin(
        self,
        web_session: WebSession,
        *,
        token_hash: str,
        provider_sid: str | None,
        address: str | None,
        user_agent: str | None,
        event: Event,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class NewWebSession:
    """A web session just begun, with the token for the cookie: a secret that is stored nowhere."""

    web_session: WebSession
    token: str = field(repr=False)


def token_hash_of(token: str) -> str:
    """Return what is stored instead of a web session's token: it has 256 random bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def entry_of_sign_in(
    action: Action, visit: Visit, *, way: str, id_: UUID, at: datetime, person_id: UUID | None, **told: Plain
) -> Event:
    """Return the entry of a sign-in, which names the person where there is one.

    `way` is the provider's name. What was typed stays out, for it may be a password.
    """
    began = action is Action.WEB_SESSION_BEGUN
    return Event(
        id=id_,
        at=at,
        action=action,
        outcome="succeeded" if began else "refused",
        actor=Actor("person", str(person_id)) if began else Actor("anonymous", ""),
        person_id=person_id,
        address=visit.address,
        body={"request_id": str(visit.id), "user_agent": (visit.user_agent or "")[:512], "way": way, **told},
    )


def new_web_session(
    principal: Principal, proofs: tuple[Proof, ...], *, id_: UUID, at: datetime, lasts: timedelta
) -> NewWebSession:
    """Make a web session, which counts once it is stored, and lasts so long at most."""
    web_session = WebSession(
        id=id_,
        principal=principal,
        proofs=proofs,
        created_at=at,
        last_seen_at=at,
        expires_at=at + lasts,
        csrf_secret=secrets.token_urlsafe(32),
    )
    return NewWebSession(web_session, secrets.token_urlsafe(32))


class NewWebSessions:
    """Begins a web session once a way of signing in has its proof."""

    def __init__(
        self,
        *,
        web_sessions: KeepsNewWebSessions,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
        lasts: timedelta = ABSOLUTE_LIMIT,
    ) -> None:
        self._web_sessions = web_sessions
        self._lasts = lasts
        self._clock = clock
        self._new_id = new_id

    def begin(
        self,
        principal: Principal,
        how: tuple[str, ...],
        *,
        way: str,
        visit: Visit,
        proofs: tuple[Proof, ...] = (),
        provider_sid: str | None = None,
        until: datetime | None = None,
        earlier: WebSession | None = None,
    ) -> NewWebSession:
        """Begin a web session and write its entry; raises StorageUnavailable.

        `how` are the proofs of this very moment; `proofs` are those that a provider dates itself. It ends at `until`,
        if that is before its absolute limit.
        Forms that are open in this browser since `earlier` go on to work, if that was the same person's.
        """
        now = self._clock()
        every = (*proofs, *(Proof(one, now) for one in how))
        made = new_web_session(principal, every, id_=self._new_id(), at=now, lasts=self._lasts)
        made = _with_forms_of(_ending(made, until), earlier)
        begun = entry_of_sign_in(
            Action.WEB_SESSION_BEGUN, visit, way=way, id_=self._new_id(), at=now, person_id=principal.person_id
        )
        self._web_sessions.begin(
            made.web_session,
            token_hash=token_hash_of(made.token),
            provider_sid=provider_sid,
            address=visit.address,
            user_agent=visit.user_agent,
            event=begun,
        )
        return made


def _ending(made: NewWebSession, until: datetime | None) -> NewWebSession:
    after = made.web_session
    if until is None or until >= after.expires_at:
        return made
    return replace(made, web_session=replace(after, expires_at=until))


def _with_forms_of(made: NewWebSession, earlier: WebSession | None) -> NewWebSession:
    after = made.web_session
    if earlier is None or earlier.principal.identity_id != after.principal.identity_id:
        return made
    return NewWebSession(replace(after, csrf_secret=earlier.csrf_secret), made.token)
