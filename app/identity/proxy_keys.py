"""The keys that a proxy signs with: read when they are needed, kept for a while, and asked for within measure."""

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import requests
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app.domain.provider_refusals import ProviderBroken, ProviderTooSlow, ProviderUnavailable
from app.domain.proxy_refusals import ProxyKeysAskedOften, ProxyKeysBroken
from app.identity.oidc_discovery import SigningKey, signing_keys
from app.identity.oidc_wire import Deadline, any_answer_of, call, prepare
from app.identity.proxy_trust import SignedTrust

# In seconds. A key is read anew after the first, and counts no longer than the second even if that fails: people must
# not be shut out because a server of keys has a bad minute, and a withdrawn key must not count for the rest of the day.
FRESH_FOR: Final = 600.0
KEPT_FOR: Final = 3600.0
A_MINUTE: Final = 60.0
QUIET_AFTER_FAILURE: Final = 5.0
_KEY_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# S3, which is behind some of these addresses, says 403 of what is not there.
_NOT_THERE: Final = frozenset({403, 404})
log: Final = structlog.stdlib.get_logger(__name__)


class PublishesKeys(Protocol):
    """Reads keys from where a proxy publishes them; raises ProviderUnavailable.

    `lookups` is how many unknown names may make us look in a minute, and `tells_all` whether one look shows every key.
    """

    lookups: int
    tells_all: bool

    def may_be(self, kid: str) -> bool: ...

    def read(self, kid: str, deadline: Deadline) -> Mapping[str, SigningKey]: ...


class KeySet:
    """One document with every key. Source: RFC 7517, section 5."""

    lookups = 1
    tells_all = True

    def __init__(self, trust: SignedTrust) -> None:
        self._trust = trust

    def may_be(self, kid: str) -> bool:
        """Any name may be one of a key."""
        return bool(kid)

    def read(self, _kid: str, deadline: Deadline) -> Mapping[str, SigningKey]:
        """Return every key that can sign, by its name."""
        try:
            with requests.Session() as http:
                prepare(http, self._trust, deadline)
                document = call(http, "GET", self._trust.keys_url, self._trust)
        except ProviderBroken as error:
            raise ProxyKeysBroken(provider=self._trust.way.label, what=error.values["what"]) from error
        return {key.kid: key for key in signing_keys(document.get("keys")) if key.kid is not None}


class KeyPages:
    """A page a key, as PEM. Source: Elastic Load Balancing, "User claims encoding and signature verification"."""

    lookups = 6
    tells_all = False

    def __init__(self, trust: SignedTrust) -> None:
        self._trust = trust

    def may_be(self, kid: str) -> bool:
        """The name goes into an address, so nothing but a UUID is one."""
        return _KEY_ID.fullmatch(kid) is not None

    def read(self, kid: str, deadline: Deadline) -> Mapping[str, SigningKey]:
        """Return the key of that name, nothing where there is none."""
        label = self._trust.way.label
        with requests.Session() as http:
            prepare(http, self._trust, deadline)
            answer = any_answer_of(http, "GET", f"{self._trust.keys_url}/{kid}", self._trust)
        if answer.status_code in _NOT_THERE:
            return {}
        if answer.status_code != 200:
            raise ProxyKeysBroken(provider=label, what=f"HTTP {answer.status_code}")
        try:
            return {kid: ECKey.import_key(answer.content)}
        except (JoseError, ValueError, TypeError) as error:
            raise ProxyKeysBroken(provider=label, what="no public key in PEM") from error


@dataclass(frozen=True, slots=True)
class _Kept:
    key: SigningKey
    read_at: float


class ProxyKeys:
    """Finds keys by their names; every thread of this process shares it."""

    def __init__(
        self, trust: SignedTrust, published: PublishesKeys, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._label = trust.way.label
        self._published = published
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._absent: dict[str, float] = {}
        self._looked: deque[float] = deque(maxlen=published.lookups)
        self._failure: ProviderUnavailable | None = None
        self._failed_at = 0.0

    def key_for(self, kid: str, deadline: Deadline) -> SigningKey | None:
        """Return a key by its name, None if the proxy publishes none of that name; raises ProviderUnavailable."""
        kept = self._kept.get(kid)
        if kept is not None and self._since(kept.read_at) < FRESH_FOR:
            return kept.key
        if kept is not None and self._since(kept.read_at) < KEPT_FOR:
            return self._renewed(kid, kept, deadline)
        if not self._published.may_be(kid) or self._is_absent(kid):
            return None
        if not self._lock.acquire(timeout=deadline.left()):
            raise ProviderTooSlow(provider=self._label)
        try:
            return self._looked_up(kid, deadline)
        finally:
            self._lock.release()

    def _renewed(self, kid: str, kept: _Kept, deadline: Deadline) -> SigningKey | None:
        """Read a key anew; whoever cannot do that now, or need not wait for it, goes on with the one that is kept."""
        if not self._lock.acquire(blocking=False):
            return kept.key
        try:
            if self._failure is not None and self._since(self._failed_at) < A_MINUTE:
                return kept.key
            return self._read(kid, deadline)
        except ProviderUnavailable as failure:
            log.warning("proxy.keys-not-renewed", code=failure.code, minutes=round(self._since(kept.read_at) / 60))
            return kept.key
        finally:
            self._lock.release()

    def _looked_up(self, kid: str, deadline: Deadline) -> SigningKey | None:
        """Whoever waited for the lock finds what another one has read, or why that failed."""
        kept = self._kept.get(kid)
        if kept is not None and self._since(kept.read_at) < FRESH_FOR:
            return kept.key
        if self._is_absent(kid):
            return None
        if self._failure is not None and self._since(self._failed_at) < QUIET_AFTER_FAILURE:
            raise type(self._failure)(**self._failure.values)
        if len(self._looked) == self._looked.maxlen and self._since(self._looked[0]) < A_MINUTE:
            if self._published.tells_all:
                return None
            raise ProxyKeysAskedOften(provider=self._label)
        return self._read(kid, deadline)

    def _read(self, kid: str, deadline: Deadline) -> SigningKey | None:
        try:
            found = self._published.read(kid, deadline)
        except ProviderUnavailable as failure:
            self._failure, self._failed_at = failure, self._monotonic()
            raise
        self._failure = None
        self._looked.append(self._monotonic())
        self._keep(kid, found)
        return found.get(kid)

    def _keep(self, kid: str, found: Mapping[str, SigningKey]) -> None:
        now = self._monotonic()
        others = {} if self._published.tells_all else {name: one for name, one in self._kept.items() if name != kid}
        still = {name: one for name, one in others.items() if self._since(one.read_at) < KEPT_FOR}
        self._kept = still | {name: _Kept(key, now) for name, key in found.items()}
        absent = {name: at for name, at in self._absent.items() if self._since(at) < A_MINUTE and name not in found}
        self._absent = absent if kid in found else absent | {kid: now}

    def _is_absent(self, kid: str) -> bool:
        at = self._absent.get(kid)
        return at is not None and self._since(at) < A_MINUTE

    def _since(self, at: float) -> float:
        return self._monotonic() - at
