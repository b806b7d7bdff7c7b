"""Who signed an answer, and with what: everything else is refused before anything is computed."""

import base64
import hashlib
import time
from collections.abc import Callable
from typing import Any  # lxml has no types

import pytest
from lxml import etree

from tests.saml.conftest import Verifier
from tests.saml.minting import SAMLP, Said, Signs, assertion_in, packed, signed_assertion, signed_response, signed_twice
from tests.saml.signing import DS, ENVELOPED, EXCLUSIVE, HMAC_SHA256, RSA_SHA1, Signer

SIGNS = [signed_assertion, signed_response, signed_twice]
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
WITH_COMMENTS = f"{EXCLUSIVE}WithComments"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def bomb(depth: int) -> str:
    """A style sheet whose templates call one another: two to the power of so many, in a few hundred bytes."""
    called = "".join(
        f'<x:template name="t{level}"><x:call-template name="t{level - 1}"/><x:call-template name="t{level - 1}"/>'
        "</x:template>"
        for level in range(1, depth + 1)
    )
    return (
        f'<ds:Transform Algorithm="{XSLT}"><x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform">'
        f'<x:template match="/"><x:call-template name="t{depth}"/></x:template><x:template name="t0">x</x:template>'
        f"{called}</x:stylesheet></ds:Transform>"
    )


@pytest.mark.parametrize("signs", [signed_assertion, signed_response])
def test_a_style_sheet_is_never_run(verifier: Verifier, idp_key: Signer, signs: Callable[..., Any]) -> None:
    response = signs(Said(), idp_key, transforms=f'<ds:Transform Algorithm="{ENVELOPED}"/>{bomb(23)}')
    text, began = packed(response), time.process_time()

    assert verifier.code(text) == "saml-transform-refused"
    assert time.process_time() - began < 0.02


@pytest.mark.parametrize(
    "transforms",
    [
        [],
        [ENVELOPED],
        [EXCLUSIVE],
        [EXCLUSIVE, ENVELOPED],
        [ENVELOPED, EXCLUSIVE, EXCLUSIVE],
        [ENVELOPED, WITH_COMMENTS],
        [ENVELOPED, INCLUSIVE],
        [ENVELOPED, XPATH],
        [f"{DS}base64", EXCLUSIVE],
        ["", ""],
    ],
)
def test_other_transforms_than_the_usual_two(verifier: Verifier, idp_key: Signer, transforms: list[str]) -> None:
    named = "".join(f'<ds:Transform Algorithm="{one}"/>' for one in transforms)

    assert verifier.code(signed_assertion(Said(), idp_key, transforms=named)) == "saml-transform-refused"


def test_a_canonicalization_that_keeps_comments(verifier: Verifier, idp_key: Signer) -> None:
    response = signed_assertion(Said(), idp_key, canonical=WITH_COMMENTS)

    assert verifier.code(response) == "saml-transform-refused"


@pytest.mark.parametrize("algorithm", [RSA_SHA1, HMAC_SHA256])
def test_algorithms_that_are_not_on_our_list(verifier: Verifier, idp_key: Signer, algorithm: str) -> None:
    refusal = verifier.refusal(signed_assertion(Said(), idp_key, algorithm=algorithm))

    assert refusal.code == "saml-algorithm-refused"
    assert algorithm.rpartition("#")[2] in str(refusal)


def test_a_digest_that_is_not_on_our_list(verifier: Verifier, idp_key: Signer) -> None:
    response = signed_assertion(Said(), idp_key, digest=f"{DS}sha1")

    assert verifier.code(response) == "saml-algorithm-refused"


def test_nobody_signed(verifier: Verifier) -> None:
    assert verifier.code(Said().response()) == "saml-answer-unsigned"


@pytest.mark.parametrize("signs", SIGNS)
def test_a_stranger_signed(verifier: Verifier, stranger_key: Signer, signs: Signs) -> None:
    assert verifier.code(signs(Said(), stranger_key)) == "saml-key-unknown"


def test_a_certificate_of_a_version_that_does_not_exist(verifier: Verifier, stranger_key: Signer) -> None:
    octets = base64.b64decode(stranger_key.der).replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
    named = f"<ds:X509Certificate>{base64.b64encode(octets).decode()}</ds:X509Certificate>"
    response = signed_assertion(Said(), stranger_key, key_info=f"<ds:X509Data>{named}</ds:X509Data>")

    assert verifier.code(response) == "saml-signature-wrong"


@pytest.mark.parametrize(
    "key_info", ["<ds:X509Data><ds:X509Certificate>{0.der}</ds:X509Certificate></ds:X509Data>", "", "<ds:KeyName/>"]
)
def test_a_stranger_signed_with_the_providers_certificate_beside_it(
    verifier: Verifier, idp_key: Signer, stranger_key: Signer, key_info: str
) -> None:
    response = signed_assertion(Said(), stranger_key, key_info=key_info.format(idp_key))

    assert verifier.code(response) == "saml-signature-wrong"


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("name", ["NameID", "Audience", "AttributeValue"])
def test_what_was_changed_after_signing(verifier: Verifier, idp_key: Signer, signs: Signs, name: str) -> None:
    response = signs(Said(), idp_key)
    next(assertion_in(response).iter(f"{{*}}{name}")).text = "00u-the-boss"

    assert verifier.code(response) == "saml-signature-wrong"


def test_what_was_changed_around_a_signed_assertion(verifier: Verifier, idp_key: Signer) -> None:
    response = signed_response(Said(), idp_key)
    response.set("Destination", "https://elsewhere.example.com")

    assert verifier.code(response) == "saml-signature-wrong"


@pytest.mark.parametrize("value", [None, "", "AAAA", "é", "A" * 10_000, hashlib.sha256(b"").hexdigest()])
@pytest.mark.parametrize("part", ["SignatureValue", "DigestValue"])
def test_values_that_are_none(verifier: Verifier, idp_key: Signer, part: str, value: str | None) -> None:
    response = signed_assertion(Said(), idp_key)
    next(response.iter(f"{{{DS}}}{part}")).text = value

    assert verifier.code(response) == "saml-signature-wrong"


def test_a_key_beside_the_certificate_that_is_another_one(
    verifier: Verifier, idp_key: Signer, stranger_key: Signer
) -> None:
    other = "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>"
    response = signed_assertion(Said(), idp_key, key_info=f"{other}</ds:KeyValue>")

    assert verifier.code(response) == "saml-signature-wrong"


def test_a_signature_of_something_else_in_the_answer(verifier: Verifier, idp_key: Signer) -> None:
    response = signed_assertion(Said(), idp_key)
    signature = next(response.iter(f"{{{DS}}}Signature"))
    etree.SubElement(response, f"{{{SAMLP}}}Extensions").append(signature)

    assert verifier.code(response) == "saml-answer-misshapen"
