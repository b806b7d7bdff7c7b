"""Joins the OpenID Connect providers of the settings."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.provider_ways import ProviderWay
from app.identity.oidc_client import ClaimNames, OidcClient
from app.oidc_settings import OidcSettings
from app.settings import Settings

if TYPE_CHECKING:
    from app.identity.oidc import OidcProvider
    from app.identity.oidc_checkup import OidcCheckup


def oidc_providers_of(settings: Settings, *, clock: Callable[[], datetime]) -> "dict[str, OidcProvider]":
    """Build what speaks to each provider; reaches none of them yet."""
    if not settings.oidc:
        return {}
    # Here and not above: a portal without such a provider need not hold its libraries in memory.
    from app.identity.oidc import OidcProvider  # noqa: PLC0415 - an optional part

    return {name: OidcProvider(_client(name, one, settings), clock=clock) for name, one in settings.oidc.items()}


def oidc_checkups_of(settings: Settings, *, clock: Callable[[], datetime]) -> "list[OidcCheckup]":
    """Build what looks over each provider; reaches none of them yet."""
    if not settings.oidc:
        return []
    from app.identity.oidc_checkup import OidcCheckup  # noqa: PLC0415 - an optional part, as above

    return [OidcCheckup(_client(name, one, settings), clock=clock) for name, one in settings.oidc.items()]


def _client(name: str, one: OidcSettings, settings: Settings) -> OidcClient:
    return OidcClient(
        way=ProviderWay("oidc", name, one.label),
        issuer=one.issuer,
        client_id=one.client_id,
        client_secret=one.client_secret.get_secret_value(),
        client_authentication=one.client_authentication,
        scopes=one.scopes,
        algorithms=one.algorithms,
        claims=ClaimNames(
            username=one.username_claim,
            display_name=one.display_name_claim,
            email=one.email_claim,
            groups=one.groups_claim,
            groups_required=one.groups_required == "yes",
            subject=one.subject_claim,
        ),
        required=one.required_claims,
        acr_values=one.acr_values,
        mfa_acr=one.mfa_acr,
        mfa_amr=one.mfa_amr,
        prompt=one.prompt,
        max_age=one.max_age,
        graph_url=one.graph_url,
        redirect_uri=f"{settings.public_url}/sign-in/oidc/{name}/callback",
        after_logout_uri=f"{settings.public_url}/signed-out",
        ca_bundle=one.ca_bundle,
        timeout=one.timeout,
        proxy_for=settings.proxy_for,
    )
