"""Sign in through a proxy before the portal, whose proof every request has to carry for as long as that lasts."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import structlog

from app.domain.clicks import Visit
from app.domain.ledger import Action, Actor, Event, Plain
from app.domain.provider_refusals import NoSuchProvider, NotVouchedFor, ProviderUnavailable
from app.domain.provider_ways import ProviderWay, WayOut, is_of_proxy
from app.domain.proxies import Carried
from app.domain.vouching import Vouched
from app.domain.web_sessions import WebSession, WebSessionEnded
from app.services.local_accounts.tries import THROTTLE_WINDOW, AttemptCounter
from app.services.new_web_sessions import NewWebSession
from app.services.provider_sign_in import ProviderSignIns
from app.services.sign_out import EndsWebSessions

# An office behind one address has a bad morning; a flood from one address is to fill no ledger.
REFUSED_PER_ADDRESS: Final = 60
log: Final = structlog.stdlib.get_logger(__name__)


class VouchingProxy(Protocol):
    """Reads what a proxy says of people; raises NotVouchedFor or ProviderUnavailable, within eight seconds."""

    @property
    def way(self) -> ProviderWay: ...

    @property
    def way_out(self) -> WayOut: ...

    def has_proof(self, carried: Carried) -> bool: ...

    def vouch(self, carried: Carried) -> Vouched: ...


class ProxySignIns:
    """Signs people in through the proxy that the portal stands behind, if there is one."""

    def __init__(
        self,
        *,
        proxy: VouchingProxy | None,
        completes: ProviderSignIns,
        web_sessions: EndsWebSessions,
        attempts: AttemptCounter,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._proxy = proxy
        self._completes = completes
        self._web_sessions = web_sessions
        self._attempts = attempts
        self._clock = clock
        self._new_id = new_id

    @property
    def ways(self) -> tuple[ProviderWay, ...]:
        """The proxy, if there is one."""
        return () if self._proxy is None else (self._proxy.way,)

    def find_way_out(self, name: str, *, visit: Visit) -> WayOut | None:  # noqa: ARG002 - nothing is asked for it
        """Return how to sign out at the proxy as well, None if there is no such proxy."""
        return self._proxy.way_out if self._proxy is not None and self._proxy.way.name == name else None

    def find_way_at_hand(self, carried: Carried) -> ProviderWay | None:
        """Return the way in for which a request carries what would be a proof, None if it carries none."""
        return self._proxy.way if self._proxy is not None and self._proxy.has_proof(carried) else None

    def require_way(self, name: str) -> ProviderWay:
        """Return the proxy of that name; raises NoSuchProvider."""
        return self._named(name).way

    def complete(
        self, name: str, carried: Carried, *, visit: Visit, earlier: WebSession | None = None
    ) -> NewWebSession:
        """Begin a web session for whom the proxy vouches with this very request.

        Raises NoSuchProvider, NotVouchedFor, ProviderUnavailable, PersonDisabled or StorageUnavailable. What is refused
        is in the ledger, and from an address that brings too much of it, in the log alone.
        """
        proxy = self._named(name)
        try:
            vouched = proxy.vouch(carried)
        except (NotVouchedFor, ProviderUnavailable) as refusal:
            self._write_down(proxy.way, refusal.code, visit)
            raise
        return self._completes.complete(vouched, visit=visit, earlier=earlier)

    def require_proof(self, web_session: WebSession, carried: Carried, *, visit: Visit) -> None:
        """Let a web session that began at the proxy go on with its proof, and any other without.

        Raises NotVouchedFor, and WebSessionEnded where the proof is somebody else's: both end the web session, with an
        entry. Raises ProviderUnavailable or StorageUnavailable, which say nothing of it and end nothing.
        """
        source, now = web_session.source, self._clock()
        if source is None or not is_of_proxy(source):
            return
        if self._proxy is None or self._proxy.way.source != source:
            raise WebSessionEnded
        try:
            vouched = self._proxy.vouch(carried)
        except NotVouchedFor as refusal:
            self._end(web_session, source, "not vouched for any more", visit, refusal=refusal.code)
            raise
        identity_id = web_session.principal.identity_id
        if not self._completes.vouched_again(vouched, identity_id, seen=web_session.wants_seen(now)):
            self._end(web_session, source, "the proxy vouches for somebody else", visit)
            raise WebSessionEnded

    def _named(self, name: str) -> VouchingProxy:
        if self._proxy is None or self._proxy.way.name != name:
            raise NoSuchProvider
        return self._proxy

    def _write_down(self, way: ProviderWay, cause: str, visit: Visit) -> None:
        key = f"proxy-refused:{visit.counted_as}"
        if self._attempts.reserve({key: REFUSED_PER_ADDRESS}, at=self._clock(), window=THROTTLE_WINDOW) is not None:
            log.warning("proxy.refused-often", way=way.source, cause=cause, address=visit.address)
            return
        self._completes.refuse(way.source, cause, visit=visit)

    def _end(self, web_session: WebSession, source: str, cause: str, visit: Visit, **told: Plain) -> None:
        now, body = self._clock(), {"request_id": str(visit.id), "web_session_id": str(web_session.id), "cause": cause}
        event = Event(
            id=self._new_id(),
            at=now,
            action=Action.WEB_SESSION_ENDED,
            outcome="succeeded",
            actor=Actor("portal", source),
            person_id=web_session.principal.person_id,
            address=visit.address,
            body={**body, **told},
        )
        self._web_sessions.end(web_session.id, now, event)
