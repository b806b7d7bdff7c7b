"""Sign out at an OpenID Connect provider as well, and end web sessions when a provider says so."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from app.domain.clicks import Visit
from app.domain.ledger import Action, Actor, Event
from app.domain.oidc import ProviderLogout
from app.domain.provider_refusals import LogoutTokenReplayed, NoSuchProvider, ProviderUnavailable
from app.domain.provider_ways import ProviderWay, WayOut

log = structlog.stdlib.get_logger(__name__)


class LogsOut(Protocol):
    """Knows how one provider signs people out."""

    @property
    def way(self) -> ProviderWay: ...

    def find_logout_url(self) -> str | None: ...

    def read_logout(self, logout_token: str) -> ProviderLogout: ...


class EndsForProviders(Protocol):
    """Ends every web session that a provider's logout is about, with an entry each, in one transaction.

    Returns how many it ended, None where the token of that hash was used before; raises StorageUnavailable.
    """

    def end(
        self, logout: ProviderLogout, *, token_hash: str, at: datetime, entry_of: Callable[[UUID, UUID], Event]
    ) -> int | None: ...


class OidcLogouts:
    """Leads people to their provider's logout, and takes the logouts that providers announce."""

    def __init__(
        self,
        *,
        providers: Mapping[str, LogsOut],
        web_sessions: EndsForProviders,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._providers = providers
        self._web_sessions = web_sessions
        self._clock = clock
        self._new_id = new_id

    def find_way_out(self, name: str) -> WayOut | None:
        """Return how to sign out at a provider as well, None if there is no such provider."""
        provider = self._providers.get(name)
        if provider is None:
            return None
        try:
            return WayOut(provider.way.label, provider.find_logout_url())
        except ProviderUnavailable as failure:
            log.warning("oidc.no-way-out", provider=provider.way.source, code=failure.code)
            return WayOut(provider.way.label, None)

    def end_as_told(self, name: str, logout_token: str, *, visit: Visit) -> int:
        """End the web sessions that a provider's logout token is about, at once for every process, and count them.

        Raises NoSuchProvider, NotVouchedFor, LogoutTokenReplayed, ProviderUnavailable or StorageUnavailable.
        """
        provider = self._providers.get(name)
        if provider is None:
            raise NoSuchProvider
        logout = provider.read_logout(logout_token)
        now = self._clock()

        def entry_of(web_session_id: UUID, person_id: UUID) -> Event:
            return self._entry(provider.way, web_session_id, person_id, visit=visit, at=now)

        token_hash = hashlib.sha256(f"{logout.issuer}\0{name}\0{logout.token_id}".encode()).hexdigest()
        ended = self._web_sessions.end(logout, token_hash=token_hash, at=now, entry_of=entry_of)
        if ended is None:
            raise LogoutTokenReplayed
        return ended

    def _entry(self, way: ProviderWay, web_session_id: UUID, person_id: UUID, *, visit: Visit, at: datetime) -> Event:
        return Event(
            id=self._new_id(),
            at=at,
            action=Action.WEB_SESSION_ENDED,
            outcome="succeeded",
            actor=Actor("portal", way.source),
            person_id=person_id,
            address=visit.address,
            body={
                "request_id": str(visit.id),
                "web_session_id": str(web_session_id),
                "cause": "signed out at the provider",
            },
        )
