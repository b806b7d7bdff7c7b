"""What was signed stays in the answer, and something else is to be read: none of it is."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any  # lxml has no types

import pytest
from lxml import etree

from tests.saml.conftest import Verifier
from tests.saml.minting import (
    SAMLP,
    Said,
    Signs,
    assertion_in,
    signed_assertion,
    signed_response,
    signed_twice,
)
from tests.saml.signing import DS, EXCLUSIVE, Signer, sign
from tests.saml.wrapping import WRAPPINGS

SIGNS = [signed_assertion, signed_response, signed_twice]


@pytest.mark.parametrize("wrap", WRAPPINGS, ids=lambda wrap: wrap.__name__)
def test_a_signature_is_over_what_is_read(
    verifier: Verifier, idp_key: Signer, wrap: Callable[[Said, Signer], Any]
) -> None:
    assert verifier.code(wrap(Said(), idp_key)) == "saml-answer-misshapen"


@pytest.mark.parametrize("signs", SIGNS)
def test_two_assertions_are_one_too_many(verifier: Verifier, idp_key: Signer, signs: Signs) -> None:
    response, other = signs(Said(), idp_key), signed_assertion(Said(), idp_key)
    response.append(assertion_in(other))

    assert verifier.code(response) == "saml-answer-misshapen"


def test_two_assertions_that_are_signed_as_a_whole(verifier: Verifier, idp_key: Signer) -> None:
    response = Said().response()
    response.append(assertion_in(Said(name_id="00u2").response()))
    sign(response, idp_key)

    assert verifier.code(response) == "saml-answer-misshapen"


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("within", ["do<!-- -->ra", "do<?x y?>ra"])
def test_nothing_stands_within_a_name(verifier: Verifier, idp_key: Signer, signs: Signs, within: str) -> None:
    octets = etree.tostring(signs(Said(name_id="dora"), idp_key)).replace(b">dora</saml:NameID>", b">%b</saml:NameID>")

    assert verifier.code(octets % within.encode()) == "saml-answer-unsafe"


@pytest.mark.parametrize("place", [b"<!-- -->%b", b"%b<!-- -->", b"<?x?>%b"])
def test_nothing_stands_around_an_answer(verifier: Verifier, idp_key: Signer, place: bytes) -> None:
    assert verifier.code(place % etree.tostring(signed_assertion(Said(), idp_key))) == "saml-answer-unsafe"


@pytest.mark.parametrize("name", ["ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id"])
def test_no_id_is_there_twice_by_whatever_name(verifier: Verifier, idp_key: Signer, name: str) -> None:
    response = signed_assertion(Said(), idp_key)
    etree.SubElement(response, f"{{{SAMLP}}}Extensions").set(name, assertion_in(response).get("ID"))

    assert verifier.code(response) == "saml-answer-misshapen"


def test_what_counts_has_an_id(verifier: Verifier, idp_key: Signer) -> None:
    assert verifier.code(signed_assertion(Said(assertion_id=""), idp_key)) == "saml-answer-misshapen"


@pytest.mark.parametrize("uri", ["", "#_elsewhere", "#xpointer(/)", "http://127.0.0.1/"])
def test_a_signature_names_the_element_that_it_is_in(verifier: Verifier, idp_key: Signer, uri: str) -> None:
    assert verifier.code(signed_assertion(Said(), idp_key, uri=uri)) == "saml-answer-misshapen"


def test_a_signature_has_one_reference(verifier: Verifier, idp_key: Signer) -> None:
    response = signed_assertion(Said(), idp_key)
    reference = next(response.iter(f"{{{DS}}}Reference"))
    reference.addnext(deepcopy(reference))

    assert verifier.code(response) == "saml-answer-misshapen"


@pytest.mark.parametrize("part", ["SignatureMethod", "DigestMethod", "CanonicalizationMethod", "Reference"])
def test_the_parts_of_a_signature_hold_nothing_more(verifier: Verifier, idp_key: Signer, part: str) -> None:
    response = signed_assertion(Said(), idp_key)
    etree.SubElement(next(response.iter(f"{{{DS}}}{part}")), f"{{{DS}}}HMACOutputLength").text = "8"

    assert verifier.code(response) == "saml-answer-misshapen"


def test_only_one_of_both_signatures_being_good_is_not_enough(
    verifier: Verifier, idp_key: Signer, stranger_key: Signer
) -> None:
    inner, outer = signed_assertion(Said(), stranger_key), signed_assertion(Said(), idp_key)
    sign(inner, idp_key)
    sign(outer, stranger_key)

    assert [verifier.code(inner), verifier.code(outer)] == ["saml-key-unknown", "saml-key-unknown"]


def test_prefixes_that_are_to_be_kept_may_be_named(verifier: Verifier, idp_key: Signer) -> None:
    named = f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="none"/>'
    transforms = f'<ds:Transform Algorithm="{DS}enveloped-signature"/><ds:Transform Algorithm="{EXCLUSIVE}">{named}'

    answer = verifier.vouch(signed_assertion(Said(), idp_key, transforms=f"{transforms}</ds:Transform>"))

    assert answer.vouched.subject == "00u1"
