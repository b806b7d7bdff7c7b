"""The documents by which a provider and this portal introduce themselves."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from app.domain.saml_refusals import SamlUnusable
from app.identity.saml_client import METADATA, REDIRECT_BINDING, SIGNATURE
from app.identity.saml_metadata import read_metadata, read_own_key, require_usable
from tests.saml.minting import ACS, IDP, OURS
from tests.saml.portals import Caller
from tests.saml.signing import Signer

SSO = "https://idp.example.com/sso"
Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return what writes a file."""

    def written(text: str) -> str:
        path = tmp_path / "metadata.xml"
        path.write_text(text)
        return str(path)

    return written


def described(signer: Signer, *, entity_id: str = IDP, binding: str = REDIRECT_BINDING, certificate: str = "") -> str:
    keys = f"<X509Data><X509Certificate>{certificate or signer.der}</X509Certificate></X509Data>"
    return (
        f'<EntityDescriptor xmlns="{METADATA}" entityID="{entity_id}">'
        '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f'<KeyDescriptor use="signing"><KeyInfo xmlns="{SIGNATURE}">{keys}</KeyInfo></KeyDescriptor>'
        f'<KeyDescriptor use="encryption"><KeyInfo xmlns="{SIGNATURE}">{keys}</KeyInfo></KeyDescriptor>'
        f'<SingleSignOnService Binding="{binding}" Location="{SSO}"/>'
        "</IDPSSODescriptor></EntityDescriptor>"
    )


def several(signer: Signer) -> str:
    one, other = described(signer), described(signer, entity_id="https://other.example.com")
    return f'<EntitiesDescriptor xmlns="{METADATA}">{one}{other}</EntitiesDescriptor>'


def test_a_provider_says_who_it_is(write: Write, idp_key: Signer) -> None:
    idp = require_usable("acme", read_metadata("acme", write(described(idp_key)), entity_id=IDP))

    assert (idp.entity_id, idp.sso_url, idp.certificates) == (IDP, SSO, (idp_key.certificate,))


def test_one_of_several_is_named(write: Write, idp_key: Signer) -> None:
    assert read_metadata("acme", write(several(idp_key)), entity_id=IDP).entity_id == IDP


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda _key: "no XML", "no XML that can be read"),
        (lambda _key: "<x/>", "does not describe one provider"),
        (lambda key: described(key, entity_id="https://other.example.com"), "does not describe one provider"),
        (lambda key: described(key, binding="urn:x"), "no place for requests by HTTP Redirect"),
        (lambda key: described(key, certificate="AAAA"), "certificate in its metadata cannot be read"),
    ],
)
def test_documents_of_which_nothing_can_be_made(
    write: Write, idp_key: Signer, made: Callable[[Signer], str], words: str
) -> None:
    with pytest.raises(SamlUnusable, match=words):
        read_metadata("acme", write(made(idp_key)), entity_id=IDP)


def test_a_key_with_a_password_is_none(tmp_path: Path, own_key: Signer) -> None:
    (tmp_path / "key").write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
    (tmp_path / "pem").write_bytes(own_key.pem)

    with pytest.raises(SamlUnusable, match="no private key in PEM"):
        read_own_key("acme", key_file=str(tmp_path / "key"), certificate_file=str(tmp_path / "pem"))


def test_the_portal_says_who_it_is(dora: Caller, own_key: Signer) -> None:
    answer = dora.visitor.get("/sign-in/saml/acme/metadata")

    said = etree.fromstring(answer.data)
    assert answer.mimetype == "application/samlmetadata+xml"
    assert said.get("entityID") == OURS
    assert [one.get("Location") for one in said.iter(f"{{{METADATA}}}AssertionConsumerService")] == [ACS]
    assert [one.text for one in said.iter(f"{{{SIGNATURE}}}X509Certificate")] == [own_key.der]


def test_a_portal_without_the_extra_does_not_start_and_the_doctor_says_so(
    saml_settings: dict[str, str], dora: Caller
) -> None:
    program = (
        "import sys; sys.modules['signxml.verifier'] = sys.modules['signxml'] = None\n"
        "from app.joints.saml import saml_checkups_of, saml_providers_of; from app.settings import Settings, load\n"
        "print([one.code for one in saml_checkups_of(load(Settings), clock=None)[0].findings()])\n"
        "saml_providers_of(load(Settings), clock=None)"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)

    assert (ran.returncode, ran.stdout) == (1, "['extra-not-installed']\n")
    assert "ExtraNotInstalled: The settings set up SAML, and what speaks it is not installed" in ran.stderr
