"""How this portal and a SAML provider know each other, and what the portal takes from the provider's answers."""

from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509 import Certificate

from app.domain.provider_ways import ProviderWay

# In seconds: how far clocks may be apart.
LEEWAY: Final = 120
PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
POST_BINDING: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT_BINDING: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlIdp:
    """The provider: who it is, where it is asked, and the certificates whose keys it may sign with.

    A certificate here is pinned: what counts is its key, and not its end, of which the checkup warns.
    """

    entity_id: str
    sso_url: str
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """What this portal signs its requests with, and the certificate by which providers know that key."""

    key: RSAPrivateKey = field(repr=False)
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeNames:
    """Which attribute says what; None stands for the name ID, or for nothing that the provider is asked for."""

    subject: str | None
    username: str | None
    display_name: str | None
    email: str | None
    groups: str | None
    groups_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlClient:
    """One registration. The addresses are our own, as the provider knows them.

    `contexts` are asked for, `mfa_contexts` stand for a second factor. Source: SAML Core 2.0, section 3.3.2.2.1.
    """

    way: ProviderWay
    idp: SamlIdp
    own: OwnKey
    entity_id: str
    acs_url: str
    attributes: AttributeNames
    name_id_format: str | None
    contexts: tuple[str, ...]
    mfa_contexts: tuple[str, ...]
    logout_url: str | None
