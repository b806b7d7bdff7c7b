"""The site that the portal is served at, and the portal itself: what every handler has at hand."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, current_app

from app.domain.client_addresses import TrustedProxies
from app.services.portal import Portal

_PORTAL: Final = "doorstep"
_SITE: Final = "doorstep.site"
_DEFAULT_PORTS: Final = frozenset({("https", 443), ("http", 80)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where and how the portal is served. `public_url` is an origin: scheme, host and port, no slash at the end.

    `redirect_sources` are CSP host sources that a form of ours may be redirected to. `takes_passwords` is whether
    people may sign in with local accounts.
    """

    public_url: str
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    trusted_proxies: TrustedProxies
    redirect_sources: tuple[str, ...]
    notice: str | None
    version: str
    takes_passwords: bool = True
    admin_proof_within: timedelta = timedelta(minutes=15)

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def host(self) -> str:
        """The `Host` header of a browser that follows `public_url`: lower case, without a default port."""
        return _host(urlsplit(self.public_url).scheme, urlsplit(self.public_url).netloc)

    @property
    def origin(self) -> str:
        """The `Origin` header of our own pages."""
        return f"{urlsplit(self.public_url).scheme}://{self.host}"

    def is_addressed_by(self, host_header: str | None) -> bool:
        """Say whether a `Host` header names this site."""
        return host_header is not None and _host(urlsplit(self.public_url).scheme, host_header) == self.host


def remember(app: Flask, portal: Portal, site: Site) -> None:
    """Keep both where handlers find them."""
    app.extensions[_PORTAL] = portal
    app.extensions[_SITE] = site


def portal() -> Portal:
    """The portal that this request is for."""
    at_hand: Portal = current_app.extensions[_PORTAL]
    return at_hand


def site() -> Site:
    """The site that this request is for."""
    at_hand: Site = current_app.extensions[_SITE]
    return at_hand


def _host(scheme: str, netloc: str) -> str:
    host = netloc.lower()
    for default_scheme, port in _DEFAULT_PORTS:
        if scheme == default_scheme:
            host = host.removesuffix(f":{port}")
    return host
