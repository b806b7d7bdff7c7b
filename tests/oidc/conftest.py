"""A portal that knows a provider which answers as a test wants, and somebody at its door."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from app.demo.aws import EmbeddedAws
from app.domain.ledger import StoredEvent
from tests.click.joined import PUBLIC_URL, Joined
from tests.fixtures.joined_portal import joining
from tests.oidc.hostile_provider import Provider, running
from tests.web.visitor import Visitor


class Caller:
    """Somebody who signs in through the provider, with one browser."""

    def __init__(self, portal: Joined, provider: Provider, address: str = "127.0.0.1") -> None:
        self.portal = portal
        self.provider = provider
        self.visitor = Visitor(portal.app, public_url=PUBLIC_URL)
        self.visitor.client.environ_base["REMOTE_ADDR"] = address
        self._before = len(list(portal.ledger.events()))

    def begin(self, return_to: str = "/") -> dict[str, str]:
        """Follow the link to the provider, and return what the way back carries."""
        away = self.visitor.get(f"/sign-in/oidc/acme?return_to={return_to}")
        assert away.status_code == 303, away.text
        return self.provider.authorize(away.headers["Location"])

    def come_back(self, query: dict[str, str]) -> TestResponse:
        """Come back from the provider."""
        return self.visitor.client.get(
            "/sign-in/oidc/acme/callback", query_string=query, base_url=self.visitor.public_url
        )

    def sign_in(self) -> TestResponse:
        """Go there and back."""
        return self.come_back(self.begin())

    def entries(self) -> list[StoredEvent]:
        """What the ledger says of signing in and out since they came."""
        told = ("web-session:", "sign-in:")
        since = list(self.portal.ledger.events())[self._before :]
        return [entry for entry in since if entry.action.startswith(told)]

    def causes(self) -> list[object]:
        """Why sign-ins through the provider were refused."""
        refused = [entry.parsed_body() for entry in self.entries() if entry.action == "sign-in:refused"]
        return [body["cause"] for body in refused if body["way"] == "oidc:acme"]

    def is_in(self) -> bool:
        """Whether this browser has a live web session."""
        return self.visitor.get("/").status_code == 200


@pytest.fixture(scope="session")
def signing_key() -> RSAKey:
    """The provider's key: made once, for it takes time."""
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    return key


@pytest.fixture
def provider(signing_key: RSAKey) -> Iterator[Provider]:
    with running(signing_key) as provider:
        yield provider


@pytest.fixture(scope="module")
def standing(
    signing_key: RSAKey, module_aws: EmbeddedAws, company_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Joined, Provider]]:
    """A portal for the tests of one file, and the provider that it knows: made once, for it takes time."""
    folder = tmp_path_factory.mktemp("standing")
    with (
        running(signing_key) as provider,
        pytest.MonkeyPatch.context() as monkeypatch,
        joining(module_aws, company_file, folder, monkeypatch) as join,
    ):
        yield join(**provider.settings()), provider


@pytest.fixture
def erik(standing: tuple[Joined, Provider]) -> Caller:
    """Somebody new at the standing portal, from an address of their own; what the provider publishes is as before."""
    portal, provider = standing
    number = len(list(portal.ledger.events()))
    vars(provider).update(vars(Provider(provider.issuer, provider.key, subject=f"00u-{number}")))
    return Caller(portal, provider, address=f"10.0.{number // 256}.{number % 256}")


@pytest.fixture
def call_at(join: Callable[..., Joined], provider: Provider) -> Callable[..., Caller]:
    """Return what makes a portal whose settings of the provider differ as asked, and somebody at its door."""
    return lambda **settings: Caller(join(**provider.settings(**settings)), provider)


@pytest.fixture
def dora(call_at: Callable[..., Caller]) -> Caller:
    return call_at()
