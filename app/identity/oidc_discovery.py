"""What a provider says of itself: its addresses and its keys, kept for a while and read anew on time."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import requests
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from app.domain.names import shown
from app.domain.oidc_refusals import ProviderMisnamed
from app.domain.provider_refusals import ProviderBroken, ProviderTooSlow, ProviderUnavailable
from app.identity.oidc_client import OidcClient
from app.identity.oidc_wire import Deadline, call, prepare

# In seconds. A key that was withdrawn counts no longer than this; an unknown one makes us look again, but not for
# every token that somebody makes up.
FRESH_FOR: Final = 600.0
LOOK_AGAIN_AFTER: Final = 60.0
# A provider that is down is not asked again by everybody at once.
QUIET_AFTER_FAILURE: Final = 5.0
_SHORTEST_RSA_KEY: Final = 2048
# In characters: what is shown of an issuer that does not fit.
_LONGEST_ISSUER: Final = 200
SigningKey = RSAKey | ECKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The part of a discovery document that counts, with its keys. Source: OpenID Connect Discovery 1.0, section 3."""

    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    keys_address: str
    names_itself: bool
    posts_secret: bool
    keys: tuple[SigningKey, ...]

    def find_key(self, kid: str | None) -> SigningKey | None:
        """Return the key of that name; a token may leave the name out only where there is one key."""
        if kid is None:
            return self.keys[0] if len(self.keys) == 1 else None
        return next((key for key in self.keys if key.kid == kid), None)


class Discovery:
    """Reads what a provider says of itself; every thread of this process shares it."""

    def __init__(self, client: OidcClient, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._facts: Facts | None = None
        self._read_at = 0.0
        self._failure: ProviderUnavailable | None = None
        self._failed_at = 0.0

    def facts(self, deadline: Deadline, *, older_than: float = FRESH_FOR) -> Facts:
        """Return what the provider said of itself, read anew if that is so many seconds ago.

        Raises ProviderUnavailable.
        """
        facts = self._facts
        if facts is not None and self._monotonic() - self._read_at < older_than:
            return facts
        if not self._lock.acquire(timeout=deadline.left()):
            raise ProviderTooSlow(provider=self._client.way.label)
        try:
            return self._read_once(deadline, older_than)
        finally:
            self._lock.release()

    @property
    def so_far(self) -> Facts | None:
        """What the provider has said of itself, however long ago; it is asked nothing."""
        return self._facts

    def knows_key(self, kid: str | None) -> bool:
        """Say whether a key is at hand that counts, so that the provider need not be asked."""
        facts = self._facts
        is_fresh = facts is not None and self._monotonic() - self._read_at < FRESH_FOR
        return is_fresh and facts is not None and facts.find_key(kid) is not None

    def key_for(self, kid: str | None, deadline: Deadline) -> SigningKey | None:
        """Return a key by its name; one that is not known is looked for anew, once a minute at most."""
        found = self.facts(deadline).find_key(kid)
        return found or self.facts(deadline, older_than=LOOK_AGAIN_AFTER).find_key(kid)

    def _read_once(self, deadline: Deadline, older_than: float) -> Facts:
        """Whoever waited for the lock finds what another one has read, or why that failed."""
        now = self._monotonic()
        if self._facts is not None and now - self._read_at < older_than:
            return self._facts
        if self._failure is not None and now - self._failed_at < QUIET_AFTER_FAILURE:
            raise type(self._failure)(**self._failure.values)
        try:
            self._facts = self._read(deadline)
        except ProviderUnavailable as failure:
            self._failure, self._failed_at = failure, self._monotonic()
            raise
        self._failure, self._read_at = None, self._monotonic()
        return self._facts

    def _read(self, deadline: Deadline) -> Facts:
        client = self._client
        with requests.Session() as http:
            prepare(http, client, deadline)
            document = call(http, "GET", discovery_url(client), client)
            if (issuer := document.get("issuer")) != client.issuer:
                named = shown(str(issuer), longest=_LONGEST_ISSUER)
                raise ProviderMisnamed(provider=client.way.label, named=named, issuer=client.issuer)
            keys_address = self._address(document, "jwks_uri")
            key_set = call(http, "GET", keys_address, client)
        return Facts(
            authorization_endpoint=self._address(document, "authorization_endpoint"),
            token_endpoint=self._address(document, "token_endpoint"),
            userinfo_endpoint=self._find_address(document, "userinfo_endpoint"),
            end_session_endpoint=self._find_address(document, "end_session_endpoint"),
            keys_address=keys_address,
            names_itself=document.get("authorization_response_iss_parameter_supported") is True,
            posts_secret=_takes_only_post(document.get("token_endpoint_auth_methods_supported")),
            keys=tuple(signing_keys(key_set.get("keys"))),
        )

    def _address(self, document: dict[str, object], name: str) -> str:
        found = self._find_address(document, name)
        if found is None:
            raise ProviderBroken(provider=self._client.way.label, what=f"no usable {name}")
        return found

    def _find_address(self, document: dict[str, object], name: str) -> str | None:
        """Return an address that is as safe as the issuer's own, which the settings have checked."""
        url = document.get(name)
        if not isinstance(url, str):
            return None
        safe = urlsplit(url).scheme in {"https", urlsplit(self._client.issuer).scheme}
        return url if safe else None


def discovery_url(client: OidcClient) -> str:
    """Return where a provider tells of itself. Source: OpenID Connect Discovery 1.0, section 4."""
    return f"{client.issuer.rstrip('/')}/.well-known/openid-configuration"


def _takes_only_post(supported: object) -> bool:
    """Say whether the secret goes into the body; RFC 8414 says that leaving the list out means client_secret_basic."""
    names = supported if isinstance(supported, list) else []
    return "client_secret_post" in names and "client_secret_basic" not in names


def signing_keys(given: object) -> Iterable[SigningKey]:
    """Read the keys that can sign; one that is of no use to us says nothing against the others."""
    for one in given if isinstance(given, list) else []:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig" or not _is_strong(one):
            continue
        try:
            key = JWKRegistry.import_key(one)
        except (JoseError, ValueError, TypeError):
            continue
        if isinstance(key, RSAKey | ECKey):
            yield key


def _is_strong(key: dict[str, object]) -> bool:
    """Say whether a key is of a kind that we use, and an RSA key long enough."""
    if key.get("kty") == "EC":
        return True
    modulus = key.get("n")
    digits = len(modulus) if key.get("kty") == "RSA" and isinstance(modulus, str) else 0
    return digits * 6 >= _SHORTEST_RSA_KEY
