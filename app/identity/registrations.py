"""What the parts that speak to providers need to know of one, whatever it speaks."""

from collections.abc import Callable, Mapping
from typing import Protocol

from app.domain.provider_ways import ProviderWay
from app.identity.oidc_client import ClaimNames


class Reached(Protocol):
    """How a provider is reached over HTTP: against which certificates, through which proxy, within how many seconds."""

    @property
    def way(self) -> ProviderWay: ...

    @property
    def ca_bundle(self) -> str | None: ...

    @property
    def timeout(self) -> int: ...

    @property
    def proxy_for(self) -> Callable[[str], str | None]: ...


class Registered(Protocol):
    """Whose claims they are, and what is taken from them."""

    @property
    def way(self) -> ProviderWay: ...

    @property
    def issuer(self) -> str: ...

    @property
    def claims(self) -> ClaimNames: ...

    @property
    def required(self) -> Mapping[str, str]: ...

    @property
    def mfa_acr(self) -> tuple[str, ...]: ...

    @property
    def mfa_amr(self) -> tuple[str, ...]: ...
