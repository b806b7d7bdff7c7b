"""How this portal is registered with an OpenID Connect provider, and what it takes from the provider's claims."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.provider_ways import ProviderWay


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNames:
    """Which claim says what; `groups` is None where the provider is not asked for groups."""

    username: str
    display_name: str
    email: str
    groups: str | None
    groups_required: bool
    subject: str = "sub"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcClient:
    """One registration. The addresses are our own, as the provider knows them.

    `max_age` and `timeout` are in seconds, the latter for everything that one request of a person takes of the
    provider. `required` are claims with what each has to be.

    `client_authentication` is how the secret is sent, None to go by what the provider says it takes.

    Certificates are always verified: `ca_bundle` only says against what. `proxy_for` returns the proxy to reach an
    address through, or None.
    """

    way: ProviderWay
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    client_authentication: Literal["basic", "post"] | None
    scopes: tuple[str, ...]
    algorithms: tuple[str, ...]
    claims: ClaimNames
    required: Mapping[str, str]
    acr_values: tuple[str, ...]
    mfa_acr: tuple[str, ...]
    mfa_amr: tuple[str, ...]
    prompt: str | None
    max_age: int | None
    graph_url: str | None
    redirect_uri: str
    after_logout_uri: str
    ca_bundle: str | None
    timeout: int
    proxy_for: Callable[[str], str | None]
