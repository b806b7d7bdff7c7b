"""Sign out at an OpenID Connect provider as well, and end web sessions when a provider says so."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import structlog

from app.domain.clicks import Visit
from app.domain.ledger import Action, Actor, Event
from app.domain.oidc import ProviderLogout
from app.domain.oidc_refusals import LogoutTokenReplayed
from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.provider_ways import ProviderWay, WayOut
from app.domain.refusals import TooMany
from app.domain.words import _
from app.services.local_accounts.tries import THROTTLE_WINDOW, AttemptCounter
from app.services.new_web_sessions import entry_of_sign_in
from app.services.provider_ways import require_named

log = structlog.stdlib.get_logger(__name__)


# A server tells of everybody whom a company signs out in the evening; only what makes the portal ask counts.
ASKED_PER_ADDRESS: Final = 300
REFUSED_PER_ADDRESS: Final = 60


class TooManyLogouts(TooMany):
    code = "too-many-logouts"
    sentence = _("Too many logout messages from one address.")
    remedy = _("Wait %(minutes)s min, then send them again.")


class LogsOut(Protocol):
    """Knows how one provider signs people out."""

    @property
    def way(self) -> ProviderWay: ...

    @property
    def has_told_of_itself(self) -> bool: ...

    def knows_key_of(self, logout_token: str) -> bool: ...

    def find_logout_url(self) -> str | None: ...

    def read_logout(self, logout_token: str) -> ProviderLogout: ...


class LogoutLedger(Protocol):
    def append(self, *events: Event) -> None: ...


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
        attempts: AttemptCounter,
        ledger: LogoutLedger,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._providers = providers
        self._web_sessions = web_sessions
        self._attempts = attempts
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id

    def find_way_out(self, name: str, *, visit: Visit) -> WayOut | None:
        """Return how to sign out at a provider as well, None if there is no such provider; raises StorageUnavailable.

        Anybody may ask this: a provider that has told nothing yet is asked only so often for one address.
        """
        provider = self._providers.get(name)
        if provider is None:
            return None
        try:
            if not provider.has_told_of_itself:
                self._require_few(f"oidc-asked:{visit.counted_as}", ASKED_PER_ADDRESS)
            return WayOut(provider.way.label, provider.find_logout_url())
        except (ProviderUnavailable, TooManyLogouts) as failure:
            log.warning("oidc.no-way-out", provider=provider.way.source, code=failure.code)
            return WayOut(provider.way.label, None)

    def end_as_told(self, name: str, logout_token: str, *, visit: Visit) -> int:
        """End the web sessions that a provider's logout token is about, at once for every process, and count them.

        A token that is signed by a key at hand is never one too many; what is refused is in the ledger, up to a limit.
        Raises NoSuchProvider, NotVouchedFor, LogoutTokenReplayed, TooManyLogouts, ProviderUnavailable or
        StorageUnavailable.
        """
        provider = require_named(self._providers, name)
        with self._refusals_written_down(provider.way, visit):
            logout = self._read(provider, logout_token, visit)
            return self._end(provider.way, logout, name, visit)

    def _read(self, provider: LogsOut, logout_token: str, visit: Visit) -> ProviderLogout:
        if provider.knows_key_of(logout_token):
            return provider.read_logout(logout_token)
        key = f"oidc-asked:{visit.counted_as}"
        self._require_few(key, ASKED_PER_ADDRESS)
        logout = provider.read_logout(logout_token)
        self._attempts.give_back(key)
        return logout

    def _end(self, way: ProviderWay, logout: ProviderLogout, name: str, visit: Visit) -> int:
        now = self._clock()

        def entry_of(web_session_id: UUID, person_id: UUID) -> Event:
            return self._entry(way, web_session_id, person_id, visit=visit, at=now)

        token_hash = hashlib.sha256(f"{logout.issuer}\0{name}\0{logout.token_id}".encode()).hexdigest()
        ended = self._web_sessions.end(logout, token_hash=token_hash, at=now, entry_of=entry_of)
        if ended is None:
            raise LogoutTokenReplayed
        return ended

    def _require_few(self, key: str, most: int) -> None:
        wait = self._attempts.reserve({key: most}, at=self._clock(), window=THROTTLE_WINDOW)
        if wait is not None:
            raise TooManyLogouts(retry_after=wait)

    @contextmanager
    def _refusals_written_down(self, way: ProviderWay, visit: Visit) -> Iterator[None]:
        try:
            yield
        except (NotVouchedFor, LogoutTokenReplayed, ProviderUnavailable) as refusal:
            # As with sign-ins: anybody can send nonsense here.
            self._require_few(f"oidc-logout-refused:{visit.counted_as}", REFUSED_PER_ADDRESS)
            entry = entry_of_sign_in(
                Action.LOGOUT_REFUSED,
                visit,
                way=way.source,
                id_=self._new_id(),
                at=self._clock(),
                person_id=None,
                cause=refusal.code,
            )
            self._ledger.append(entry)
            raise

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
