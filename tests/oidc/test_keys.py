"""The provider's keys: a new one is found at once, a withdrawn one stops counting, and nobody makes us look all day."""

from collections.abc import Iterator

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import RSAKey

from app.domain.provider_ways import ProviderWay
from app.identity.oidc_client import ClaimNames, OidcClient
from app.identity.oidc_discovery import FRESH_FOR, LOOK_AGAIN_AFTER, Discovery
from app.identity.oidc_wire import Deadline
from tests.oidc.hostile_provider import Provider


class Monotonic:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def monotonic() -> Monotonic:
    return Monotonic()


@pytest.fixture
def discovery(provider: Provider, monotonic: Monotonic) -> Discovery:
    claims = ClaimNames(username="u", display_name="n", email="e", groups=None, groups_required=False)
    client = OidcClient(
        way=ProviderWay("oidc", "acme", "Acme"),
        issuer=provider.issuer,
        client_id="doorstep",
        client_secret="secret",
        client_authentication=None,
        scopes=("openid",),
        algorithms=("RS256",),
        claims=claims,
        required={},
        acr_values=(),
        mfa_acr=(),
        mfa_amr=(),
        prompt=None,
        max_age=None,
        graph_url=None,
        redirect_uri="http://localhost/callback",
        after_logout_uri="http://localhost/signed-out",
        ca_bundle=None,
        timeout=7,
        proxy_for=lambda _url: None,
    )
    return Discovery(client, monotonic=monotonic)


@pytest.fixture
def new_key() -> Iterator[RSAKey]:
    yield RSAKey.generate_key(2048, {"kid": "new"})


def knows(discovery: Discovery, key: RSAKey) -> bool:
    return discovery.key_for(str(key.kid), Deadline(7)) is not None


def test_keys_are_read_once_and_kept(discovery: Discovery, provider: Provider) -> None:
    assert knows(discovery, provider.key)
    assert knows(discovery, provider.key)

    assert provider.asked.count("/keys") == 1


def test_a_new_key_is_looked_for_but_not_more_than_once_a_minute(
    discovery: Discovery, provider: Provider, monotonic: Monotonic, new_key: RSAKey
) -> None:
    assert not knows(discovery, new_key)
    assert not knows(discovery, new_key)
    assert provider.asked.count("/keys") == 1

    provider.published = [provider.key, new_key]
    monotonic.now += LOOK_AGAIN_AFTER

    assert knows(discovery, new_key)
    assert provider.asked.count("/keys") == 2


def test_a_withdrawn_key_stops_counting(
    discovery: Discovery, provider: Provider, monotonic: Monotonic, new_key: RSAKey
) -> None:
    assert knows(discovery, provider.key)
    assert discovery.knows_key(provider.key.kid)
    provider.published = [new_key]

    monotonic.now += FRESH_FOR

    assert not discovery.knows_key(provider.key.kid)
    assert not knows(discovery, provider.key)
    assert knows(discovery, new_key)


def test_a_token_may_leave_out_the_name_of_the_only_key(
    discovery: Discovery, provider: Provider, monotonic: Monotonic, new_key: RSAKey
) -> None:
    assert discovery.key_for(None, Deadline(7)) is not None
    provider.published = [provider.key, new_key]

    monotonic.now += FRESH_FOR

    assert discovery.key_for(None, Deadline(7)) is None


def test_a_key_that_is_short_or_for_encryption_is_none(discovery: Discovery, provider: Provider) -> None:
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024, {"kid": "short"})
    for_encryption = RSAKey.generate_key(2048, {"kid": "sealed", "use": "enc"})
    provider.published = [short, for_encryption, provider.key]

    assert [knows(discovery, key) for key in provider.published] == [False, False, True]
