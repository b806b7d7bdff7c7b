"""The documents by which a SAML provider and this portal introduce themselves.

Source: Metadata for SAML 2.0, sections 2.3 and 2.4.
"""

import base64
import binascii
from pathlib import Path
from typing import Any, Final  # Any: lxml has no types

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import Certificate
from lxml import etree

from app.domain.saml_refusals import SamlUnusable
from app.identity.saml_client import (
    METADATA,
    POST_BINDING,
    PROTOCOL,
    REDIRECT_BINDING,
    SIGNATURE,
    OwnKey,
    SamlClient,
    SamlIdp,
)

_MD: Final = f"{{{METADATA}}}"
_DS: Final = f"{{{SIGNATURE}}}"
_SHORTEST_RSA_KEY: Final = 2048


def read_own_key(name: str, *, key_file: str, certificate_file: str) -> OwnKey:
    """Read what this portal signs with; raises SamlUnusable."""
    try:
        key = load_pem_private_key(Path(key_file).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SamlUnusable(name=name, what="key_file holds no private key in PEM without a password") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < _SHORTEST_RSA_KEY:
        raise SamlUnusable(name=name, what="key_file holds no RSA key of at least 2,048 bits")
    certificate = read_certificate(name, certificate_file)
    if certificate.public_key() != key.public_key():
        raise SamlUnusable(name=name, what="certificate_file is not the certificate of the key in key_file")
    return OwnKey(key=key, certificate=certificate)


def read_certificate(name: str, path: str) -> Certificate:
    """Read a certificate in PEM or DER; raises SamlUnusable."""
    try:
        octets = Path(path).read_bytes()
        pem = octets.lstrip().startswith(b"-----BEGIN")
        found = x509.load_pem_x509_certificate(octets) if pem else x509.load_der_x509_certificate(octets)
    except (OSError, ValueError) as error:
        raise SamlUnusable(name=name, what=f"{path} holds no certificate that can be read") from error
    return found


def read_metadata(name: str, path: str, *, entity_id: str) -> SamlIdp:
    """Read what the provider of that ID says of itself, alone or among others; raises SamlUnusable."""
    described = _one_described(name, path, entity_id)
    roles = list(described.iterchildren(f"{_MD}IDPSSODescriptor"))
    if len(roles) != 1:
        raise SamlUnusable(name=name, what="its metadata describes no identity provider")
    services = roles[0].iterchildren(f"{_MD}SingleSignOnService")
    places = [service.get("Location") for service in services if service.get("Binding") == REDIRECT_BINDING]
    if not places:
        raise SamlUnusable(name=name, what="its metadata names no place for requests by HTTP Redirect")
    return SamlIdp(entity_id=entity_id, sso_url=places[0], certificates=_certificates(name, roles[0]))


def require_usable(name: str, idp: SamlIdp) -> SamlIdp:
    """Return a provider whose answers could be verified; raises SamlUnusable."""
    for certificate in idp.certificates:
        key = certificate.public_key()
        if isinstance(key, RSAPublicKey) and key.key_size < _SHORTEST_RSA_KEY:
            raise SamlUnusable(name=name, what="the key of its certificate is shorter than 2,048 bits")
        if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
            raise SamlUnusable(name=name, what="the key of its certificate is neither RSA nor elliptic")
    if not idp.certificates:
        raise SamlUnusable(name=name, what="there is no certificate for its signatures")
    return idp


def metadata_of(client: SamlClient) -> bytes:
    """Return what this portal says of itself."""
    entity = etree.Element(
        f"{_MD}EntityDescriptor", attrib={"entityID": client.entity_id}, nsmap={"md": METADATA, "ds": SIGNATURE}
    )
    role = etree.SubElement(
        entity,
        f"{_MD}SPSSODescriptor",
        attrib={
            "AuthnRequestsSigned": "true",
            "WantAssertionsSigned": "true",
            "protocolSupportEnumeration": PROTOCOL,
        },
    )
    key = etree.SubElement(role, f"{_MD}KeyDescriptor", attrib={"use": "signing"})
    data = etree.SubElement(etree.SubElement(key, f"{_DS}KeyInfo"), f"{_DS}X509Data")
    der = client.own.certificate.public_bytes(Encoding.DER)
    etree.SubElement(data, f"{_DS}X509Certificate").text = base64.b64encode(der).decode()
    if client.name_id_format is not None:
        etree.SubElement(role, f"{_MD}NameIDFormat").text = client.name_id_format
    service = {"Binding": POST_BINDING, "Location": client.acs_url, "index": "0", "isDefault": "true"}
    etree.SubElement(role, f"{_MD}AssertionConsumerService", attrib=service)
    return bytes(etree.tostring(entity, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _one_described(name: str, path: str, entity_id: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(Path(path).read_bytes(), parser=parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise SamlUnusable(name=name, what=f"{path} holds no XML that can be read") from error
    everyone = [one for one in root.iter(f"{_MD}EntityDescriptor") if one.get("entityID") == entity_id]
    providers = [one for one in everyone if one.find(f"{_MD}IDPSSODescriptor") is not None]
    if len(providers) != 1:
        what = f"its metadata does not describe one provider {entity_id}"
        raise SamlUnusable(name=name, what=what)
    return providers[0]


def _certificates(name: str, role: Any) -> tuple[Certificate, ...]:
    """Return the certificates of signing keys, and of those of which nobody says what they are for."""
    keys = [key for key in role.iterchildren(f"{_MD}KeyDescriptor") if key.get("use") in (None, "signing")]
    texts = [text.text or "" for key in keys for text in key.iter(f"{_DS}X509Certificate")]
    try:
        found = [x509.load_der_x509_certificate(base64.b64decode(text)) for text in texts]
    except (binascii.Error, ValueError) as error:
        raise SamlUnusable(name=name, what="a certificate in its metadata cannot be read") from error
    return tuple(dict.fromkeys(found))
