"""Verifies the signatures of an answer: signxml computes, and this profile says what it may compute.

Source: SAML Core 2.0, section 5.4; XML Signature Best Practices (W3C, 2013).
"""

import base64
import binascii
from typing import Any, Final  # Any: lxml has no types

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509 import Certificate
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from app.domain.names import shown
from app.domain.saml_refusals import (
    SamlAlgorithmRefused,
    SamlKeyUnknown,
    SamlMisshapen,
    SamlSignatureWrong,
    TransformRefused,
)
from app.identity.saml_client import SIGNATURE

_DS: Final = f"{{{SIGNATURE}}}"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_INCLUSIVE_NAMESPACES: Final = f"{{{_EXCLUSIVE}}}InclusiveNamespaces"
_TRANSFORMS: Final = (f"{SIGNATURE}enveloped-signature", _EXCLUSIVE)
_RSA: Final = frozenset({SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512})
_ECDSA: Final = frozenset({SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512})
_METHODS: Final = _RSA | _ECDSA
_DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
_PARTS: Final = (f"{_DS}SignedInfo", f"{_DS}SignatureValue", f"{_DS}KeyInfo")
# What signxml and lxml raise at what they cannot make sense of, beside their own errors.
_NONSENSE: Final = (
    *(ValueError, TypeError, KeyError, AttributeError, AssertionError, NotImplementedError),
    *(UnsupportedAlgorithm, etree.LxmlError),
)


def require_profile(signature: Any, provider: str) -> None:
    """Refuse every signature but a plain one over the element in which it stands; computes nothing.

    Raises SamlMisshapen, TransformRefused or SamlAlgorithmRefused.
    """
    if tuple(part.tag for part in signature) not in (_PARTS, _PARTS[:2]):
        raise SamlMisshapen(provider=provider, what="a signature has more or fewer parts than it needs")
    info = signature[0]
    parts = [part.tag for part in info]
    if parts != [f"{_DS}CanonicalizationMethod", f"{_DS}SignatureMethod", f"{_DS}Reference"]:
        raise SamlMisshapen(provider=provider, what="a signature is not over one thing")
    canonical, method, reference = info
    _require_exclusive(canonical, provider)
    _require_one_of(method, {one.value for one in _METHODS}, provider)
    _require_own_element(reference, signature.getparent(), provider)


def verify(root: Any, signature: Any, certificates: tuple[Certificate, ...], provider: str) -> Any:
    """Return what was signed, and only that, as a tree of its own; raises SamlKeyUnknown or SamlSignatureWrong."""
    element = signature.getparent()
    place = "./" if element.getparent() is None else f"./{element.tag}/"
    for certificate in certificates:
        signed = _signed_by(certificate, root, place)
        if signed is not None and (signed.tag, signed.get("ID")) == (element.tag, element.get("ID")):
            return signed
    if _is_by_a_stranger(signature, certificates):
        raise SamlKeyUnknown(provider=provider)
    raise SamlSignatureWrong(provider=provider)


def _require_exclusive(method: Any, provider: str) -> None:
    if method.get("Algorithm") != _EXCLUSIVE:
        raise TransformRefused(provider=provider, algorithm=shown(method.get("Algorithm", "")))
    if any(part.tag != _INCLUSIVE_NAMESPACES for part in method) or len(method) > 1:
        raise SamlMisshapen(provider=provider, what="a canonicalization holds more than it needs")


def _require_one_of(method: Any, allowed: set[str], provider: str) -> None:
    algorithm = method.get("Algorithm", "")
    if algorithm not in allowed:
        raise SamlAlgorithmRefused(provider=provider, algorithm=shown(algorithm.rpartition("#")[2]))
    if len(method):
        raise SamlMisshapen(provider=provider, what="an algorithm has parameters")


def _require_own_element(reference: Any, element: Any, provider: str) -> None:
    """A reference is to the very element in which the signature stands, transformed in the usual two steps."""
    if [part.tag for part in reference] != [f"{_DS}Transforms", f"{_DS}DigestMethod", f"{_DS}DigestValue"]:
        raise SamlMisshapen(provider=provider, what="a reference has more or fewer parts than it needs")
    transforms, digest, _value = reference
    for transform in transforms:
        if transform.get("Algorithm") not in _TRANSFORMS or transform.tag != f"{_DS}Transform":
            raise TransformRefused(provider=provider, algorithm=shown(transform.get("Algorithm", "")))
    if tuple(transform.get("Algorithm") for transform in transforms) != _TRANSFORMS or len(transforms[0]):
        raise TransformRefused(provider=provider, algorithm="other steps than the usual two")
    _require_exclusive(transforms[1], provider)
    _require_one_of(digest, {one.value for one in _DIGESTS}, provider)
    if reference.get("URI") != f"#{element.get('ID')}":
        raise SamlMisshapen(provider=provider, what="a signature is over something else")


def _signed_by(certificate: Certificate, root: Any, place: str) -> Any | None:
    """Return what a certificate's key signed, None where it did not; the certificate is pinned, whatever its end."""
    is_elliptic = isinstance(certificate.public_key(), EllipticCurvePublicKey)
    config = SignatureConfiguration(
        location=place,
        expect_references=1,
        signature_methods=_ECDSA if is_elliptic else _RSA,
        digest_algorithms=_DIGESTS,
        verification_time=certificate.not_valid_after_utc,
    )
    try:
        result = XMLVerifier().verify(root, x509_cert=certificate, id_attribute="ID", expect_config=config)
    except (SignXMLException, *_NONSENSE):
        return None
    return None if isinstance(result, list) else result.signed_xml


def _is_by_a_stranger(signature: Any, certificates: tuple[Certificate, ...]) -> bool:
    """Say whether a signature names a certificate that is none of ours: a hint for people, and nothing more."""
    named = signature.findtext(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")
    try:
        return bool(named) and x509.load_der_x509_certificate(base64.b64decode(named)) not in certificates
    except (binascii.Error, ValueError, TypeError, x509.InvalidVersion, UnsupportedAlgorithm):
        return False
