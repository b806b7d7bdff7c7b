"""A SAML provider's key, made once, and this portal as registered with it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any  # lxml has no types

import pytest

from app.domain.provider_refusals import NotVouchedFor
from app.domain.provider_ways import ProviderWay
from app.domain.saml import SamlAnswer
from app.identity.saml import SamlProvider
from app.identity.saml_client import AttributeNames, OwnKey, SamlClient, SamlIdp
from tests.saml.minting import ACS, IDP, MFA, OURS, packed
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
