"""Joins the proxy of the settings that vouches for people, if there is one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from app.domain.provider_ways import ProviderWay, WayOut
from app.domain.proxies import Peers
from app.proxy_settings import ProxySettings
from app.settings import Settings

if TYPE_CHECKING:
    from app.identity.proxy import HeaderProxy, SigningProxy
    from app.identity.proxy_checkup import HeaderProxyCheckup, SigningProxyCheckup
    from app.identity.proxy_trust import HeaderTrust, SignedTrust

_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {"alb": "X-Amzn-Oidc-Data", "cloudflare": "Cf-Access-Jwt-Assertion", "iap": "X-Goog-Iap-Jwt-Assertion"}
)


def proxy_of(settings: Settings, *, clock: Callable[[], datetime]) -> "SigningProxy | HeaderProxy | None":
    """Build what reads the proxy's proofs; reaches nothing yet."""
    one = settings.proxy
    if one is None:
        return None
    # Here and not above: a portal without such a proxy need not hold its libraries in memory.
    from app.identity.proxy import HeaderProxy, SigningProxy  # noqa: PLC0415 - an optional part

    if one.kind == "header":
        return HeaderProxy(_header_trust_of(one, settings), clock=clock)
    return SigningProxy(signed_trust_of(one, settings), clock=clock)


def proxy_checkups_of(
    settings: Settings, *, clock: Callable[[], datetime]
) -> "tuple[SigningProxyCheckup | HeaderProxyCheckup, ...]":
    """Build what looks the proxy over, if there is one; reaches nothing yet."""
    one = settings.proxy
    if one is None:
        return ()
    from app.identity.proxy_checkup import HeaderProxyCheckup, SigningProxyCheckup  # noqa: PLC0415 - an optional part

    if one.kind == "header":
        return (HeaderProxyCheckup(_header_trust_of(one, settings), peers=one.peers),)
    return (SigningProxyCheckup(signed_trust_of(one, settings), peers=one.peers, clock=clock),)


def signed_trust_of(one: ProxySettings, settings: Settings) -> "SignedTrust":
    """Say how a proxy signs, and what is taken from what it says."""
    from app.identity.oidc_client import ClaimNames  # noqa: PLC0415 - an optional part, as above
    from app.identity.proxy_trust import SignedTrust  # noqa: PLC0415 - an optional part

    return SignedTrust(
        way=_way(one),
        way_out=_way_out(one, settings),
        header=_HEADERS[one.kind],
        algorithm="RS256" if one.kind == "cloudflare" else "ES256",
        issuer=one.people_issuer,
        audience=str(one.audience),
        load_balancer=one.load_balancer,
        keys_url=str(one.keys_address),
        peers=Peers.parse(one.peers) if one.peers else None,
        claims=ClaimNames(
            username=one.username_claim or ("preferred_username" if one.kind == "alb" else "email"),
            display_name=one.display_name_claim,
            email=one.email_claim,
            groups=one.groups_claim,
            groups_required=one.groups_required == "yes",
        ),
        shows_verified_email=one.kind != "alb",
        required=one.required_claims,
        mfa_acr=one.mfa_acr,
        mfa_amr=one.mfa_methods,
        ca_bundle=one.ca_bundle,
        timeout=one.timeout,
        proxy_for=settings.proxy_for,
    )


def _header_trust_of(one: ProxySettings, settings: Settings) -> "HeaderTrust":
    from app.identity.proxy_trust import HeaderTrust  # noqa: PLC0415 - an optional part, as above

    return HeaderTrust(
        way=_way(one),
        way_out=_way_out(one, settings),
        header=str(one.header),
        peers=Peers.parse(one.peers),
        display_name_header=one.display_name_header,
        email_header=one.email_header,
        groups_header=one.groups_header,
        groups_separator=one.groups_separator,
    )


def _way(one: ProxySettings) -> ProviderWay:
    return ProviderWay("proxy", one.way_name, one.label)


def _way_out(one: ProxySettings, settings: Settings) -> WayOut:
    """Say how to sign out there: a load balancer has its session in cookies of our own host, up to four of them.

    Sources: Elastic Load Balancing, "Authentication logout"; Identity-Aware Proxy, "Clearing user login".
    """
    usual = {
        "cloudflare": f"{one.issuer}/cdn-cgi/access/logout",
        "iap": f"{settings.public_url}/?gcp-iap-mode=CLEAR_LOGIN_COOKIE",
    }
    shards = tuple(f"{one.session_cookie}-{number}" for number in range(4)) if one.kind == "alb" else ()
    return WayOut(one.label, one.logout_url or usual.get(one.kind), shards)
