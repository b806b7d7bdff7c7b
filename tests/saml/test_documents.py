"""What is no answer at all, or more than one: refused before anybody asks who signed it."""

import base64

import pytest
from lxml import etree

from app.identity.saml_documents import LARGEST
from tests.saml.conftest import Verifier
from tests.saml.minting import SAML, Said, assertion_in, packed, signed_assertion, signed_response
from tests.saml.signing import Signer

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = [
    '<!DOCTYPE x [<!ENTITY who SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY who "dora">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
    "<!DOCTYPE x>",
]


def as_text(response: object) -> str:
    return str(etree.tostring(response, encoding="unicode"))


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_a_document_type(verifier: Verifier, idp_key: Signer, doctype: str) -> None:
    text = doctype + as_text(signed_assertion(Said(name_id="dora"), idp_key)).replace(">dora</", ">&who;</")

    assert verifier.code(text.encode()) == "saml-answer-unsafe"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp037"])
def test_a_document_type_in_another_encoding(verifier: Verifier, idp_key: Signer, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{DOCTYPES[0]}{as_text(signed_assertion(Said(), idp_key))}"

    assert verifier.code(text.encode(encoding)) == "saml-answer-unreadable"


def test_an_entity_that_nobody_has_declared(verifier: Verifier, idp_key: Signer) -> None:
    text = as_text(signed_assertion(Said(), idp_key)).replace(">00u1<", ">&who;<")

    assert verifier.code(text.encode()) == "saml-answer-unreadable"


@pytest.mark.parametrize("text", ["", "é", "not base64!", "AAAA", packed(b"<x>"), packed(b""), packed(b"\xff\xfe")])
def test_what_cannot_be_read(verifier: Verifier, text: str) -> None:
    assert verifier.code(text) == "saml-answer-unreadable"


@pytest.mark.parametrize("octets", [b"<Response/>", b"<x:Response xmlns:x='urn:x'/>", b"<a>" * 250 + b"</a>" * 250])
def test_what_is_no_response(verifier: Verifier, octets: bytes) -> None:
    assert verifier.code(octets) == "saml-answer-unreadable"


def test_a_bare_assertion_is_no_response(verifier: Verifier, idp_key: Signer) -> None:
    assert verifier.code(assertion_in(signed_assertion(Said(), idp_key))) == "saml-answer-unreadable"


def test_an_answer_nested_without_end(verifier: Verifier) -> None:
    assert verifier.code(b"<a>" * 30_000) == "saml-answer-unreadable"


@pytest.mark.parametrize("octets", [LARGEST + 1, LARGEST * 3])
def test_an_answer_that_is_too_large(verifier: Verifier, octets: int) -> None:
    refusal = verifier.refusal(base64.b64encode(b" " * octets).decode())

    assert refusal.code == "saml-answer-too-large"
    assert "256 KB" in str(refusal)


def test_an_answer_as_large_as_can_be_is_quick(verifier: Verifier, stranger_key: Signer) -> None:
    many = {"name": ["dora"], "groups": [f"g{n}" for n in range(5000)]}

    assert verifier.code(signed_assertion(Said(attributes=many), stranger_key)) == "saml-key-unknown"


@pytest.mark.parametrize("tag", ["<samlp:Response", "<ds:Signature", "<ds:SignedInfo"])
def test_prefixes_without_end(verifier: Verifier, idp_key: Signer, tag: str) -> None:
    prefixes = " ".join(f'xmlns:a{number}="u"' for number in range(12_000))
    text = as_text(signed_response(Said(), idp_key)).replace(tag, f"{tag} {prefixes}", 1)

    assert verifier.code(text.encode()) == "saml-answer-unsafe"


@pytest.mark.parametrize("many", ["xmlns:", "xmlns", "xmlns ", "xmlns=", "x", " "])
def test_names_of_prefixes_that_never_end_are_read_once(verifier: Verifier, many: str) -> None:
    assert verifier.code(("<a xmlns:" + many * LARGEST)[:LARGEST].encode()) in {
        "saml-answer-unreadable",
        "saml-answer-unsafe",
    }


@pytest.mark.parametrize("name", ["EncryptedAssertion", "EncryptedID", "EncryptedAttribute"])
def test_what_is_encrypted(verifier: Verifier, idp_key: Signer, name: str) -> None:
    response = signed_assertion(Said(), idp_key)
    etree.SubElement(response, f"{{{SAML}}}{name}")

    refusal = verifier.refusal(response)

    assert refusal.code == "saml-answer-encrypted"
    assert "encryption of assertions off" in refusal.remedy


def test_line_breaks_in_base64_are_none_of_its_text(verifier: Verifier, idp_key: Signer) -> None:
    text = packed(signed_assertion(Said(), idp_key))

    broken = "\r\n".join(text[place : place + 76] for place in range(0, len(text), 76))

    assert verifier.provider.vouch(broken).vouched.subject == "00u1"


def test_a_provider_that_says_no(verifier: Verifier) -> None:
    response = Said(status="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed").response()
    response.remove(assertion_in(response))

    refusal = verifier.refusal(response)

    assert refusal.code == "saml-status"
    assert "“AuthnFailed”" in str(refusal)


def test_an_answer_without_an_assertion(verifier: Verifier) -> None:
    response = Said().response()
    response.remove(assertion_in(response))

    assert verifier.code(response) == "saml-answer-misshapen"
