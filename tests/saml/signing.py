"""Signs XML as a provider does, and as none should: nothing of it is shared with what verifies."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Final  # Any: lxml has no types

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from lxml import etree

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED: Final = f"{DS}enveloped-signature"
SHA256_DIGEST: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_SHA512: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
RSA_SHA1: Final = f"{DS}rsa-sha1"
HMAC_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
_DIGESTS: Final[dict[str, Callable[[bytes], Any]]] = {
    SHA256_DIGEST: hashlib.sha256,
    f"{DS}sha1": lambda octets: hashlib.sha1(octets, usedforsecurity=False),
}
_HASHES: Final[dict[str, HashAlgorithm]] = {RSA_SHA256: SHA256(), RSA_SHA512: SHA512(), RSA_SHA1: SHA1()}  # noqa: S303 - to be refused
USUAL: Final = f'<ds:Transform Algorithm="{ENVELOPED}"/><ds:Transform Algorithm="{EXCLUSIVE}"/>'


@dataclass(frozen=True)
class Signer:
    """A key with its certificate."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls, name: str, *, ends: timedelta = timedelta(days=365)) -> "Signer":
        """Make one: that takes time."""
        key, now = generate_private_key(65537, 2048), datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        certificate = x509.CertificateBuilder(
            issuer_name=subject,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(days=800),
            not_valid_after=now + ends,
        ).sign(key, SHA256())
        return cls(key, certificate)

    @cached_property
    def pem(self) -> bytes:
        """The certificate as a file has it."""
        return self.certificate.public_bytes(Encoding.PEM)

    @cached_property
    def key_pem(self) -> bytes:
        """The key likewise."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @cached_property
    def der(self) -> str:
        """The certificate as XML has it."""
        return base64.b64encode(self.certificate.public_bytes(Encoding.DER)).decode()

    def signature(self, octets: bytes, algorithm: str) -> bytes:
        """Sign octets; an HMAC is made with what everybody can read."""
        if algorithm == HMAC_SHA256:
            public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            return hmac.new(public, octets, hashlib.sha256).digest()
        return self.key.sign(octets, PKCS1v15(), _HASHES[algorithm])


def sign(
    element: Any,
    signer: Signer,
    *,
    algorithm: str = RSA_SHA256,
    digest: str = SHA256_DIGEST,
    canonical: str = EXCLUSIVE,
    transforms: str = USUAL,
    uri: str | None = None,
    key_info: str | None = None,
) -> Any:
    """Put a signature into an element, where providers put it: behind its issuer. Returns the signature."""
    value = base64.b64encode(_DIGESTS[digest](canonicalized(element)).digest()).decode()
    certificate = f"<ds:X509Data><ds:X509Certificate>{signer.der}</ds:X509Certificate></ds:X509Data>"
    uri = f"#{element.get('ID')}" if uri is None else uri
    signature = etree.fromstring(
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{canonical}"/>'
        f'<ds:SignatureMethod Algorithm="{algorithm}"/><ds:Reference URI="{uri}">'
        f'<ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod Algorithm="{digest}"/>'
        f"<ds:DigestValue>{value}</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue/>"
        f"<ds:KeyInfo>{certificate if key_info is None else key_info}</ds:KeyInfo></ds:Signature>"
    )
    signed = signer.signature(canonicalized(signature[0]), algorithm)
    signature[1].text = base64.b64encode(signed).decode()
    element.insert(1, signature)
    return signature


def canonicalized(element: Any) -> bytes:
    """The octets of an element, wherever it stands."""
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_comments=False))
