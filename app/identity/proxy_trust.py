"""How the proxy before this portal signs what it says of people, and what is taken from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.provider_ways import ProviderWay, WayOut
from app.domain.proxies import Peers
from app.identity.oidc_client import ClaimNames


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedTrust:
    """A proxy that signs. `header` is where its proof is; `audience` is what it calls this portal.

    `load_balancer` is the ARN of an Application Load Balancer, None for other proxies: such a one says in the token's
    header what others say in its claims, and publishes each key at an address of its own, below `keys_url`.
    `shows_verified_email` is whether it lets nobody in by an address that it has not seen work.

    `peers` are those from whom the header counts, None where the signature is enough. `timeout` is in seconds.
    Certificates are always verified: `ca_bundle` only says against what. `proxy_for` returns the proxy to reach an
    address through, or None.
    """

    way: ProviderWay
    way_out: WayOut
    header: str
    algorithm: Literal["ES256", "RS256"]
    issuer: str
    audience: str
    load_balancer: str | None
    keys_url: str
    peers: Peers | None
    claims: ClaimNames
    shows_verified_email: bool
    required: Mapping[str, str]
    mfa_acr: tuple[str, ...]
    mfa_amr: tuple[str, ...]
    ca_bundle: str | None
    timeout: int
    proxy_for: Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderTrust:
    """A proxy that signs nothing: only the connection says that it is the proxy. `groups_header` holds a list."""

    way: ProviderWay
    way_out: WayOut
    header: str
    peers: Peers
    display_name_header: str | None
    email_header: str | None
    groups_header: str | None
    groups_separator: str
