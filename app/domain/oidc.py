"""OpenID Connect, as far as the portal has to know: what is begun, what comes back, and what a provider ends."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunSignIn:
    """What ties the provider's answer to this very sign-in. Source: OpenID Connect Core 3.1.2.1, RFC 7636.

    `anew` asks the provider to see the person again, whoever is signed in there.
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """What a browser brings back from a provider: a code or an error, and who says so (RFC 9207)."""

    code: str | None = field(default=None, repr=False)
    error: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLogout:
    """Whom a provider has signed out, verified: everybody with that subject, or the one web session with that `sid`."""

    issuer: str
    subject: str | None
    sid: str | None
    token_id: str
    expires_at: datetime
