"""Signed by the provider itself, and still not for us, not for now, or not about anybody."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any  # lxml has no types

import pytest

from app.identity.saml_client import SamlClient
from tests.saml.conftest import Verifier
from tests.saml.minting import (
    ACS,
    EVERYTHING,
    OURS,
    SAML,
    TRANSIENT,
    Said,
    assertion_in,
    signed_response,
)
from tests.saml.signing import Signer, sign

SIGNED_BOTH_WAYS = [
    (Said(issuer="https://elsewhere.example.com"), "saml-issuer-wrong"),
    (Said(issuer=""), "saml-issuer-wrong"),
    (Said(response_issuer="https://elsewhere.example.com"), "saml-issuer-wrong"),
    (Said(destination="https://elsewhere.example.com/acs"), "saml-destination-wrong"),
    (Said(destination=f"{ACS}/"), "saml-destination-wrong"),
    (Said(recipient="https://elsewhere.example.com/acs"), "saml-recipient-wrong"),
    (Said(recipient=""), "saml-recipient-wrong"),
    (Said(audiences=("https://elsewhere.example.com",)), "saml-audience-wrong"),
    (Said(audiences=(OURS, "https://elsewhere.example.com")), "saml-audience-wrong"),
    (Said(audiences=()), "saml-audience-wrong"),
    (Said(until=-600), "clocks-apart"),
    (Said(confirmed_until=-600), "clocks-apart"),
    (Said(since=600), "clocks-apart"),
    (Said(issued=600), "clocks-apart"),
    (Said(request_id=""), "saml-unasked"),
    (Said(confirmed_request_id=""), "saml-unasked"),
    (Said(confirmed_request_id="_another"), "saml-answer-misshapen"),
    (Said(method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"), "saml-answer-misshapen"),
    (Said(status="urn:oasis:names:tc:SAML:2.0:status:Responder"), "saml-status"),
    (Said(version="1.1"), "saml-answer-misshapen"),
    (Said(more_conditions="<saml:Condition/>"), "saml-answer-misshapen"),
    (Said(name_id_format=TRANSIENT), "saml-name-id-passes"),
    (Said(name_id=""), "saml-attribute-wrong"),
    (Said(name_id="n" * 1025), "saml-attribute-wrong"),
    (Said(attributes={}), "saml-attribute-wrong"),
    (Said(attributes=EVERYTHING | {"name": ["dora", "ada"]}), "saml-attribute-wrong"),
    (Said(attributes=EVERYTHING | {"name": ["do\u200bra"]}), "saml-attribute-wrong"),
]


@pytest.mark.parametrize(("said", "code"), SIGNED_BOTH_WAYS)
def test_what_is_not_for_us(verifier: Verifier, idp_key: Signer, said: Said, code: str) -> None:
    assert verifier.code(signed_response(said, idp_key)) == code


@pytest.mark.parametrize("name", ["Subject", "Conditions", "AuthnStatement", "Issuer"])
def test_what_has_to_be_there_once(verifier: Verifier, idp_key: Signer, name: str) -> None:
    without, twice = Said().response(), Said().response()
    assertion_in(without).remove(next(assertion_in(without).iterchildren(f"{{{SAML}}}{name}")))
    assertion_in(twice).append(next(assertion_in(Said().response()).iterchildren(f"{{{SAML}}}{name}")))
    sign(without, idp_key)
    sign(twice, idp_key)

    assert [verifier.code(without), verifier.code(twice)] == ["saml-answer-misshapen"] * 2


@pytest.mark.parametrize(
    "moment", ["", "tomorrow", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00", "٢٠٢٦-01-01T00:00:00Z"]
)
@pytest.mark.parametrize(
    ("name", "attribute"),
    [("Conditions", "NotOnOrAfter"), ("Conditions", "NotBefore"), ("AuthnStatement", "AuthnInstant")],
)
def test_moments_that_are_none(verifier: Verifier, idp_key: Signer, name: str, attribute: str, moment: str) -> None:
    response = changed(name, attribute, moment)
    sign(response, idp_key)

    assert verifier.code(response) == "saml-answer-misshapen"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_moments_at_the_end_of_all_days(verifier: Verifier, idp_key: Signer, moment: str) -> None:
    response = changed("AuthnStatement", "AuthnInstant", moment)
    sign(response, idp_key)

    assert verifier.code(response) == "saml-answer-misshapen"


def test_an_answer_that_is_good_for_ever(verifier: Verifier, idp_key: Signer) -> None:
    response = changed("Conditions", "NotOnOrAfter", "9999-12-31T23:59:59.9999999Z")
    sign(response, idp_key)

    assert verifier.vouch(response).good_until.year == 9999


def test_the_words_name_what_to_compare(verifier: Verifier, idp_key: Signer) -> None:
    refusal = verifier.refusal(signed_response(Said(recipient="https://elsewhere.example.com"), idp_key))

    assert ACS in refusal.remedy % refusal.values


def test_an_answer_for_another_provider_of_the_same_key(
    verifier_with: Callable[..., Verifier], client: SamlClient, idp_key: Signer
) -> None:
    other = verifier_with(idp=replace(client.idp, entity_id="https://idp.example.com/other"))

    assert other.code(signed_response(Said(), idp_key)) == "saml-issuer-wrong"


def changed(name: str, attribute: str, value: str) -> Any:
    """An answer with something else in one attribute of its assertion."""
    response = Said().response()
    next(assertion_in(response).iter(f"{{{SAML}}}{name}")).set(attribute, value)
    return response
