"""A proxy's keys: read once, renewed in time, and no made-up name makes us ask for more than a few in a minute."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey

from app.domain.provider_refusals import ProviderUnavailable
from app.identity.oidc_wire import Deadline
from app.identity.proxy_keys import A_MINUTE, FRESH_FOR, KEPT_FOR, KeyPages, KeySet, ProxyKeys
from app.joints.proxy import signed_trust_of
from app.settings import Settings, load
from tests.oidc.test_keys import Monotonic
from tests.proxy.conftest import OURS
from tests.proxy.key_server import CERTS, KeyServer
from tests.proxy.signing import ALB_KID, CLOUDFLARE_KID

ALB_KEY = f"/alb/{ALB_KID}"
PAGES = {ALB_KID: ALB_KEY, CLOUDFLARE_KID: CERTS}
EACH = pytest.mark.parametrize(("kind", "kid"), [("alb", ALB_KID), ("cloudflare", CLOUDFLARE_KID)])
KeysOf = Callable[[str], ProxyKeys]


@pytest.fixture
def monotonic() -> Monotonic:
    return Monotonic()


@pytest.fixture
def keys_of(keys: KeyServer, monotonic: Monotonic, monkeypatch: pytest.MonkeyPatch) -> KeysOf:
    """Return what makes the keys of one kind of proxy."""

    def made(kind: str) -> ProxyKeys:
        for name, value in (OURS | keys.settings(kind, TIMEOUT="1")).items():
            monkeypatch.setenv(name, value)
        settings = load(Settings)
        assert settings.proxy is not None
        trust = signed_trust_of(settings.proxy, settings)
        published = KeyPages(trust) if kind == "alb" else KeySet(trust)
        return ProxyKeys(trust, published, monotonic=monotonic)

    return made


def knows(found: ProxyKeys, kid: str) -> bool:
    return found.key_for(kid, Deadline(1)) is not None


def trouble(found: ProxyKeys, kid: str, seconds: float = 1) -> str:
    with pytest.raises(ProviderUnavailable) as raised:
        found.key_for(kid, Deadline(seconds))
    return raised.value.code


@EACH
def test_a_key_is_read_once_and_renewed_after_ten_minutes(
    keys_of: KeysOf, keys: KeyServer, monotonic: Monotonic, kind: str, kid: str
) -> None:
    found = keys_of(kind)

    assert [knows(found, kid), knows(found, kid)] == [True, True]
    assert keys.asked == [PAGES[kid]]
    monotonic.now += FRESH_FOR
    assert knows(found, kid)
    assert keys.asked == [PAGES[kid]] * 2


@EACH
def test_keys_count_for_an_hour_when_they_cannot_be_renewed_and_no_longer(
    keys_of: KeysOf, keys: KeyServer, monotonic: Monotonic, kind: str, kid: str
) -> None:
    found = keys_of(kind)
    assert knows(found, kid)
    keys.is_down = True

    monotonic.now += FRESH_FOR
    assert [knows(found, kid), knows(found, kid)] == [True, True]
    assert len(keys.asked) == 2
    monotonic.now += KEPT_FOR - FRESH_FOR
    assert trouble(found, kid) == "proxy-keys-broken"


@EACH
def test_a_withdrawn_key_stops_counting(
    keys_of: KeysOf, keys: KeyServer, monotonic: Monotonic, kind: str, kid: str
) -> None:
    found = keys_of(kind)
    assert knows(found, kid)
    keys.pages = {CERTS: b'{"keys": []}'}

    monotonic.now += FRESH_FOR

    assert not knows(found, kid)


def test_made_up_names_make_us_look_for_a_set_once_a_minute(
    keys_of: KeysOf, keys: KeyServer, monotonic: Monotonic
) -> None:
    found = keys_of("cloudflare")

    assert [knows(found, f"made-up-{number}") for number in range(20)] == [False] * 20
    assert keys.asked == [CERTS]
    monotonic.now += A_MINUTE
    assert not knows(found, "made-up-again")
    assert keys.asked == [CERTS, CERTS]


def test_made_up_names_make_us_look_for_six_pages_a_minute_and_the_known_key_goes_on(
    keys_of: KeysOf, keys: KeyServer
) -> None:
    found = keys_of("alb")
    assert knows(found, ALB_KID)

    assert [knows(found, str(uuid4())) for _number in range(5)] == [False] * 5
    assert trouble(found, str(uuid4())) == "proxy-keys-asked-often"
    assert len(keys.asked) == 6
    assert knows(found, ALB_KID)


def test_a_name_that_is_no_key_is_not_looked_for_again_and_again(
    keys_of: KeysOf, keys: KeyServer, monotonic: Monotonic
) -> None:
    found, kid = keys_of("alb"), str(uuid4())

    assert [knows(found, kid) for _number in range(9)] == [False] * 9
    assert len(keys.asked) == 1
    keys.pages[f"/alb/{kid}"] = ECKey.generate_key("P-256").as_pem(private=False)
    monotonic.now += A_MINUTE
    assert knows(found, kid)


@pytest.mark.parametrize(
    "kid", ["", "../secret", "0F1E2D3C-4B5A-4697-8877-665544332211", f"{ALB_KID}\n", f"{ALB_KID}?"]
)
def test_nothing_but_a_uuid_goes_into_the_address_of_a_key(keys_of: KeysOf, keys: KeyServer, kid: str) -> None:
    assert not knows(keys_of("alb"), kid)
    assert keys.asked == []


@pytest.mark.parametrize(
    ("kind", "page", "said"),
    [("alb", ALB_KEY, b"<html>"), ("cloudflare", CERTS, b"<html>"), ("cloudflare", CERTS, b"[]")],
)
def test_what_is_no_key_is_said(keys_of: KeysOf, keys: KeyServer, kind: str, page: str, said: bytes) -> None:
    keys.pages[page] = said

    assert trouble(keys_of(kind), ALB_KID) == "proxy-keys-broken"


@pytest.mark.parametrize("kind", ["alb", "cloudflare"])
def test_a_server_of_keys_that_fails_is_left_alone_for_some_seconds(
    keys_of: KeysOf, keys: KeyServer, kind: str
) -> None:
    found = keys_of(kind)
    keys.is_down = True

    assert [trouble(found, ALB_KID), trouble(found, ALB_KID)] == ["proxy-keys-broken"] * 2
    assert len(keys.asked) == 1


def test_a_server_of_keys_that_is_slow_is_not_waited_for(keys_of: KeysOf, keys: KeyServer) -> None:
    keys.delay = 0.5

    assert trouble(keys_of("alb"), ALB_KID, seconds=0.1) == "provider-too-slow"
