"""A SAML provider's key, made once, and this portal as registered with it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any  # lxml has no types

import pytest

from app.demo.aws import EmbeddedAws
from app.domain.provider_refusals import NotVouchedFor
from app.domain.provider_ways import ProviderWay
from app.domain.saml import SamlAnswer
from app.identity.saml import SamlProvider
from app.identity.saml_client import AttributeNames, OwnKey, SamlClient, SamlIdp
from tests.click.joined import Joined
from tests.fixtures.joined_portal import joining
from tests.saml.minting import ACS, IDP, MFA, OURS, packed
from tests.saml.portals import Caller, settings_of
from tests.saml.signing import Signer

# Of a processor: a portal that thinks about nonsense for longer can be kept busy with it.
QUICK_SECONDS = 0.25


@dataclass(frozen=True)
class Verifier:
    """What reads a provider's answers."""

    provider: SamlProvider

    def vouch(self, response: Any) -> SamlAnswer:
        """Read an answer that is good."""
        return self.provider.vouch(packed(response))

    def refusal(self, response: Any) -> NotVouchedFor:
        """Read an answer that is not, and return why; it has to be told quickly."""
        text = response if isinstance(response, str) else packed(response)
        began = time.process_time()
        with pytest.raises(NotVouchedFor) as caught:
            self.provider.vouch(text)
        assert time.process_time() - began < QUICK_SECONDS
        return caught.value

    def code(self, response: Any) -> str:
        """Likewise, as the ledger has it."""
        return self.refusal(response).code


@pytest.fixture(scope="session")
def idp_key() -> Signer:
    """The provider's key."""
    return Signer.made("the provider")


@pytest.fixture(scope="session")
def own_key() -> Signer:
    """The portal's key."""
    return Signer.made("the portal")


@pytest.fixture(scope="session")
def stranger_key() -> Signer:
    """Somebody's key."""
    return Signer.made("a stranger")


@pytest.fixture(scope="session")
def client(idp_key: Signer, own_key: Signer) -> SamlClient:
    """The portal as it is registered with a provider that names everything."""
    return SamlClient(
        way=ProviderWay("saml", "acme", "Acme"),
        idp=SamlIdp(entity_id=IDP, sso_url="https://idp.example.com/sso", certificates=(idp_key.certificate,)),
        own=OwnKey(key=own_key.key, certificate=own_key.certificate),
        entity_id=OURS,
        acs_url=ACS,
        attributes=AttributeNames(
            subject=None, username="name", display_name="display", email="mail", groups="groups", groups_required=False
        ),
        name_id_format=None,
        contexts=(),
        mfa_contexts=(MFA,),
        logout_url=None,
    )


@pytest.fixture
def verifier(client: SamlClient) -> Verifier:
    return Verifier(SamlProvider(client, clock=lambda: datetime.now(UTC)))


@pytest.fixture
def verifier_with(client: SamlClient) -> Callable[..., Verifier]:
    """Return what makes a verifier whose registration differs as asked."""

    def made(**changes: Any) -> Verifier:
        return Verifier(SamlProvider(replace(client, **changes), clock=lambda: datetime.now(UTC)))

    return made


@pytest.fixture(scope="session")
def saml_files(tmp_path_factory: pytest.TempPathFactory, idp_key: Signer, own_key: Signer) -> Path:
    """The folder with what the settings name."""
    folder = tmp_path_factory.mktemp("acme")
    settings_of(folder, idp_key, own_key)
    return folder


@pytest.fixture(scope="session")
def saml_settings(saml_files: Path, idp_key: Signer, own_key: Signer) -> dict[str, str]:
    """The settings of a portal that knows the provider as `acme`."""
    return settings_of(saml_files, idp_key, own_key)


@pytest.fixture(scope="module")
def standing(
    saml_settings: dict[str, str],
    module_aws: EmbeddedAws,
    company_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Joined]:
    """A portal for the tests of one file: made once, for it takes time."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        joining(module_aws, company_file, tmp_path_factory.mktemp("standing"), monkeypatch) as join,
    ):
        yield join(**saml_settings)


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    """Numbers that nobody has had yet."""
    return count()


@pytest.fixture
def dora(standing: Joined, idp_key: Signer, numbers: Iterator[int]) -> Caller:
    """Somebody new at the standing portal, from an address of their own."""
    number = next(numbers)
    return Caller(standing, idp_key, address=f"10.0.{number // 256}.{number % 256}")
