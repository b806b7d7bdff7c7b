"""A server of keys for all tests of proxies, and proxies as the settings describe them."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from app.domain.proxies import Carried
from app.domain.refusals import Refusal
from app.domain.vouching import Vouched
from app.identity.proxy import HeaderProxy, SigningProxy
from app.joints.process import utc_now
from app.joints.proxy import proxy_of
from app.settings import Settings, load
from tests.proxy.key_server import KeyServer, publishing
from tests.proxy.signing import Signer

PEER = "10.1.2.3"
OURS = {
    "DOORSTEP_SECRET_KEY": "k" * 40,
    "DOORSTEP_PUBLIC_URL": "https://doorstep.example.com",
    "DOORSTEP_AWS_REGIONS": "eu-central-1",
}


class AtTheDoor:
    """A proxy of the settings, and requests that come to it."""

    def __init__(self, proxy: SigningProxy | HeaderProxy) -> None:
        self.proxy = proxy

    def vouch(self, peer: str = PEER, **headers: str) -> Vouched:
        """Let a request arrive with such headers; an underscore in a name here is a hyphen there."""
        carried = {name.lower().replace("_", "-"): value for name, value in headers.items()}
        return self.proxy.vouch(Carried(peer, lambda name: carried.get(name.lower())))


class Proxied:
    """Dora's requests through one kind of proxy."""

    def __init__(self, signer: Signer, door: AtTheDoor) -> None:
        self.signer = signer
        self._door = door

    def come(self, token: str, peer: str = PEER) -> Vouched:
        return self._door.vouch(peer, **{self.signer.header: token})

    def refusal(self, token: str, peer: str = PEER) -> str:
        """The code of why a token is refused."""
        with pytest.raises(Refusal) as refused:
            self.come(token, peer)
        return refused.value.code


@pytest.fixture(scope="session")
def standing_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyServer]:
    with publishing(tmp_path_factory.mktemp("keys")) as server:
        yield server


@pytest.fixture
def keys(standing_keys: KeyServer) -> KeyServer:
    """The server of keys, as it is when nothing is wrong."""
    standing_keys.publish()
    return standing_keys


@pytest.fixture
def door_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], AtTheDoor]:
    """Return what makes the proxy of such settings."""
    return lambda settings: _door(settings, monkeypatch)


@pytest.fixture
def through(keys: KeyServer, door_of: Callable[[Mapping[str, str]], AtTheDoor]) -> Callable[..., Proxied]:
    """Return what makes requests through one kind of proxy, with such settings."""
    return lambda kind, **settings: Proxied(keys.signers[kind], door_of(keys.settings(kind, **settings)))


@pytest.fixture(scope="session")
def standing(standing_keys: KeyServer) -> dict[str, Proxied]:
    """Each kind of proxy, for tests that change nothing about it: made once, for reading keys takes time."""
    return {kind: _standing(kind, standing_keys) for kind in standing_keys.signers}


def _standing(kind: str, keys: KeyServer) -> Proxied:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return Proxied(keys.signers[kind], _door(keys.settings(kind), monkeypatch))


def _door(settings: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> AtTheDoor:
    for name, value in (OURS | dict(settings)).items():
        monkeypatch.setenv(name, value)
    proxy = proxy_of(load(Settings), clock=utc_now)
    assert proxy is not None
    return AtTheDoor(proxy)
