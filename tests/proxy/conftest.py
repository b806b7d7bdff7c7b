"""A server of keys for all tests of proxies, and proxies as the settings describe them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from app.demo.aws import EmbeddedAws
from app.domain.proxies import Carried
from app.domain.refusals import Refusal
from app.domain.vouching import Vouched
from app.identity.proxy import HeaderProxy, SigningProxy
from app.joints.process import utc_now
from app.joints.proxy import proxy_of
from app.settings import Settings, load
from tests.click.joined import Joined
from tests.fixtures.joined_portal import joining
from tests.proxy.calling import PEER, Caller, map_the_crew
from tests.proxy.key_server import KeyServer, publishing
from tests.proxy.signing import Signer

OURS = {
    "DOORSTEP_SECRET_KEY": "k" * 40,
    "DOORSTEP_PUBLIC_URL": "https://doorstep.example.com",
    "DOORSTEP_AWS_REGIONS": "eu-central-1",
}
PLAIN_HEADER = {
    "DOORSTEP_PROXY__KIND": "header",
    "DOORSTEP_PROXY__NAME": "corp",
    "DOORSTEP_PROXY__LABEL": "Corp SSO",
    "DOORSTEP_PROXY__HEADER": "Remote-User",
    "DOORSTEP_PROXY__DISPLAY_NAME_HEADER": "Remote-Name",
    "DOORSTEP_PROXY__EMAIL_HEADER": "Remote-Email",
    "DOORSTEP_PROXY__GROUPS_HEADER": "Remote-Groups",
    "DOORSTEP_PROXY__PEERS": "10.1.0.0/16, 2001:db8::/64, unix",
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


@pytest.fixture(scope="module")
def standing_portal(
    module_aws: EmbeddedAws, company_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joined]:
    """A portal behind a proxy that names people in a plain header: made once, for it takes time."""
    folder = tmp_path_factory.mktemp("proxied")
    with pytest.MonkeyPatch.context() as monkeypatch, joining(module_aws, company_file, folder, monkeypatch) as join:
        portal = join(**PLAIN_HEADER, DOORSTEP_PROXY__LOGOUT_URL="https://sso.example.com/out?rd=doorstep")
        first = Caller(portal, "Remote-User", "the-first")
        first.carry("the-first", remote_groups="crew")
        first.follow("/")
        map_the_crew(portal)
        yield portal


@pytest.fixture
def dora(standing_portal: Joined) -> Caller:
    """Somebody new behind the proxy."""
    number = len(list(standing_portal.ledger.events()))
    caller = Caller(standing_portal, "Remote-User", f"dora-{number}")
    caller.carry(f"dora-{number}", remote_name="Dora Dean", remote_groups="crew")
    return caller


@pytest.fixture
def signed_in(dora: Caller) -> Caller:
    assert dora.follow("/").status_code == 200
    return dora


def _standing(kind: str, keys: KeyServer) -> Proxied:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return Proxied(keys.signers[kind], _door(keys.settings(kind), monkeypatch))


def _door(settings: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> AtTheDoor:
    for name, value in (OURS | dict(settings)).items():
        monkeypatch.setenv(name, value)
    proxy = proxy_of(load(Settings), clock=utc_now)
    assert proxy is not None
    return AtTheDoor(proxy)
