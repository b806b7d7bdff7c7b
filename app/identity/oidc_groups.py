"""Asks Microsoft Graph for the groups of somebody who is in more of them than Entra puts into a token.

Source: Microsoft identity platform, "Configure group claims and app roles in tokens", groups overage.
"""

from collections.abc import Mapping

import requests

from app.domain.oidc_refusals import GroupsElsewhere
from app.domain.provider_refusals import ProviderBroken
from app.domain.vouching import VouchedGroup
from app.identity.oidc_claims import Claims, groups_named
from app.identity.oidc_client import OidcClient
from app.identity.oidc_wire import call


def is_told_elsewhere(claims: Claims, client: OidcClient) -> bool:
    """Say whether the claims name another place for the groups. Source: OpenID Connect Core 1.0, section 5.6.2."""
    names = claims.get("_claim_names")
    return client.claims.groups is not None and isinstance(names, Mapping) and client.claims.groups in names


def groups_elsewhere(http: requests.Session, client: OidcClient, access_token: str) -> tuple[VouchedGroup, ...]:
    """Return the groups that Graph knows; raises GroupsElsewhere or ProviderUnavailable.

    The place that a token names is not followed: the access token goes only to the address of the settings.
    Source: Microsoft Graph v1.0, directoryObject: getMemberObjects.
    """
    if client.graph_url is None:
        raise GroupsElsewhere(provider=client.way.label)
    url = f"{client.graph_url}/v1.0/me/getMemberObjects"
    try:
        answer = call(http, "POST", url, client, bearer=access_token, body={"securityEnabledOnly": True})
    except ProviderBroken as error:
        raise GroupsElsewhere(provider=client.way.label) from error
    ids = answer.get("value")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise GroupsElsewhere(provider=client.way.label)
    return groups_named(ids, client.way)
