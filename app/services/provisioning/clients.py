"""Lets directories call: each by its token, not too often, and not wrongly for ever."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.ledger import Action, Actor, Event
from app.domain.provisioning import ScimClient, ScimToken
from app.domain.scim_refusals import TokenNotKnown, TooManyCalls
from app.services.new_web_sessions import token_hash_of

_WINDOW: Final = timedelta(minutes=15)
REFUSALS_PER_ADDRESS: Final = 30
# Microsoft asks for 25 a second of whoever is provisioned: a worker takes four times as many.
CALLS_PER_SECOND: Final = 100
CALLS_AT_ONCE: Final = 1000
# Written down no more often than that: what calls a hundred times a second need not write as often.
_SEEN_EVERY: Final = timedelta(minutes=5)


class FindsTokens(Protocol):
    """Reads tokens that are not revoked; each raises StorageUnavailable."""

    def find(self, token_hash: str) -> ScimToken | None: ...

    def touch(self, token_id: UUID, at: datetime) -> None: ...


class CountsRefusals(Protocol):
    def reserve(self, keys: Mapping[str, int], *, at: datetime, window: timedelta) -> int | None: ...


class RefusalLedger(Protocol):
    def append(self, *events: Event) -> None: ...


class Pace:
    """How fast one directory may call one process: so many at once, and so many a second."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, source: str) -> bool:
        """Count a call, and say whether it is one that may be."""
        now = self._clock()
        with self._lock:
            left, at = self._left.get(source, (float(CALLS_AT_ONCE), now))
            left = min(CALLS_AT_ONCE, left + max(0.0, (now - at).total_seconds()) * CALLS_PER_SECOND)
            self._left[source] = (max(0.0, left - 1), now)
        return left >= 1


class ScimClients:
    """Knows the directories of the settings, and lets them in."""

    def __init__(
        self,
        *,
        clients: Mapping[str, ScimClient],
        tokens: FindsTokens,
        attempts: CountsRefusals,
        ledger: RefusalLedger,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._clients = clients
        self._tokens = tokens
        self._attempts = attempts
        self._ledger = ledger
        self._pace = Pace(clock=clock)
        self._clock = clock
        self._new_id = new_id

    def require(self, token: str | None, *, visit: Visit) -> ScimClient:
        """Return whose token it is; raises TokenNotKnown, TooManyCalls or StorageUnavailable.

        A wrong token is counted for its address alone: nobody keeps a directory out by calling wrongly from beside it.
        """
        known = self._tokens.find(token_hash_of(token)) if token else None
        client = self._clients.get(known.source) if known else None
        if known is None or client is None:
            self._refuse(visit)
            raise TokenNotKnown
        if not self._pace.take(client.source):
            raise TooManyCalls(retry_after=1)
        now = self._clock()
        if known.last_used_at is None or now - known.last_used_at >= _SEEN_EVERY:
            self._tokens.touch(known.id, now)
        return client

    def _refuse(self, visit: Visit) -> None:
        now = self._clock()
        wait = self._attempts.reserve({f"scim:{visit.counted_as}": REFUSALS_PER_ADDRESS}, at=now, window=_WINDOW)
        if wait is not None:
            raise TooManyCalls(retry_after=wait)
        entry = Event(
            id=self._new_id(),
            at=now,
            action=Action.SCIM_REFUSED,
            outcome="refused",
            actor=Actor("anonymous", ""),
            address=visit.address,
            body={"request_id": str(visit.id), "cause": TokenNotKnown.code},
        )
        self._ledger.append(entry)
