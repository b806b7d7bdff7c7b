"""What a good answer says, and what the portal makes of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.vouching import VouchedGroup
from app.identity.saml_client import AttributeNames, SamlClient, SamlIdp
from tests.saml.conftest import Verifier
from tests.saml.minting import (
    EVERYTHING,
    IDP,
    MFA,
    TRANSIENT,
    Said,
    Signs,
    signed_assertion,
    signed_response,
    signed_twice,
)
from tests.saml.signing import RSA_SHA512, Signer

ENTRA_LINK = "http://schemas.microsoft.com/claims/groups.link"


@pytest.mark.parametrize("signs", [signed_assertion, signed_response, signed_twice])
def test_who_is_vouched_for(verifier: Verifier, idp_key: Signer, signs: Signs) -> None:
    answer = verifier.vouch(signs(Said(), idp_key))

    vouched = answer.vouched
    assert (vouched.issuer, vouched.subject, vouched.source) == (IDP, "00u1", "saml:acme")
    assert (vouched.username.text, vouched.display_name, vouched.email) == ("dora", "Dora Dean", "dora@example.com")
    assert vouched.groups == (VouchedGroup("developers", "developers"),)
    assert (vouched.provider_sid, vouched.until) == ("_session", None)
    assert answer.request_id == "_a-request"


def test_a_name_without_attributes_is_the_name_id(
    verifier_with: Callable[..., Verifier], client: SamlClient, idp_key: Signer
) -> None:
    nothing = AttributeNames(
        subject=None, username=None, display_name=None, email=None, groups=None, groups_required=False
    )

    vouched = verifier_with(attributes=nothing).vouch(signed_assertion(Said(attributes={}), idp_key)).vouched

    assert (vouched.username.text, vouched.display_name, vouched.email, vouched.groups) == ("00u1", "00u1", None, None)


def test_an_attribute_may_say_who_it_is(
    verifier_with: Callable[..., Verifier], client: SamlClient, idp_key: Signer
) -> None:
    verifier = verifier_with(attributes=replace(client.attributes, subject="oid"))
    said = Said(name_id_format=TRANSIENT, attributes=EVERYTHING | {"oid": ["7f3a"]})

    assert verifier.vouch(signed_assertion(said, idp_key)).vouched.subject == "7f3a"
    assert verifier.code(signed_assertion(replace(said, attributes=EVERYTHING), idp_key)) == "saml-attribute-wrong"


@pytest.mark.parametrize("other", [" 00u1", "00u1 ", "00u1\u00a0", "\u200300u1", "00u1\n"])
def test_nobody_becomes_somebody_else_by_a_blank(
    verifier: Verifier, verifier_with: Callable[..., Verifier], client: SamlClient, idp_key: Signer, other: str
) -> None:
    by_attribute = verifier_with(attributes=replace(client.attributes, subject="oid"))

    assert verifier.code(signed_assertion(Said(name_id=other), idp_key)) == "saml-attribute-wrong"
    said = Said(attributes=EVERYTHING | {"oid": [other]})
    assert by_attribute.code(signed_assertion(said, idp_key)) == "saml-attribute-wrong"


def test_the_proof_is_dated_by_the_provider(verifier: Verifier, idp_key: Signer) -> None:
    said = Said(authenticated=-3600, context=MFA)

    proofs = verifier.vouch(signed_assertion(said, idp_key)).vouched.proofs

    assert [proof.how for proof in proofs] == ["saml:acme", "saml:acme:mfa"]
    assert {abs(proof.at - (datetime.now(UTC) - timedelta(hours=1))) < timedelta(seconds=1) for proof in proofs} == {
        True
    }


def test_a_context_that_nobody_has_named_is_no_second_factor(verifier: Verifier, idp_key: Signer) -> None:
    proofs = verifier.vouch(signed_assertion(Said(), idp_key)).vouched.proofs

    assert [proof.how for proof in proofs] == ["saml:acme"]


def test_a_provider_may_end_the_web_session(verifier: Verifier, idp_key: Signer) -> None:
    said = Said(session_until=600)

    until = verifier.vouch(signed_assertion(said, idp_key)).vouched.until

    assert until is not None
    assert abs(until - datetime.now(UTC) - timedelta(minutes=10)) < timedelta(seconds=1)
    assert verifier.code(signed_assertion(Said(session_until=-600), idp_key)) == "clocks-apart"


def test_either_of_two_certificates_will_do(
    verifier_with: Callable[..., Verifier], client: SamlClient, idp_key: Signer, stranger_key: Signer
) -> None:
    both = (stranger_key.certificate, idp_key.certificate)
    verifier = verifier_with(idp=SamlIdp(entity_id=IDP, sso_url=client.idp.sso_url, certificates=both))

    assert verifier.vouch(signed_assertion(Said(), idp_key)).vouched.subject == "00u1"
    assert verifier.vouch(signed_assertion(Said(), stranger_key)).vouched.subject == "00u1"


def test_a_certificate_that_has_ended_is_still_the_key_that_was_set(
    verifier_with: Callable[..., Verifier], client: SamlClient
) -> None:
    ended = Signer.made("the provider", ends=timedelta(days=-1))
    verifier = verifier_with(idp=SamlIdp(entity_id=IDP, sso_url=client.idp.sso_url, certificates=(ended.certificate,)))

    assert verifier.vouch(signed_assertion(Said(), ended)).vouched.subject == "00u1"


def test_a_longer_hash_is_as_good(verifier: Verifier, idp_key: Signer) -> None:
    assert verifier.vouch(signed_assertion(Said(), idp_key, algorithm=RSA_SHA512)).vouched.subject == "00u1"


def test_clocks_may_differ_by_two_minutes(verifier: Verifier, idp_key: Signer) -> None:
    ahead, behind = Said(since=110, issued=110), Said(until=-110, confirmed_until=-110)

    assert verifier.vouch(signed_assertion(ahead, idp_key)).vouched.subject == "00u1"
    assert verifier.vouch(signed_assertion(behind, idp_key)).vouched.subject == "00u1"


def test_groups_that_are_missing_are_none_unless_they_are_required(
    verifier: Verifier, verifier_with: Callable[..., Verifier], client: SamlClient, idp_key: Signer
) -> None:
    said = Said(attributes={"name": ["dora"]})
    strict = verifier_with(attributes=replace(client.attributes, groups_required=True))

    assert verifier.vouch(signed_assertion(said, idp_key)).vouched.groups == ()
    assert strict.code(signed_assertion(said, idp_key)) == "groups-missing"


def test_groups_are_kept_to_the_letter_or_refused(verifier: Verifier, idp_key: Signer) -> None:
    said = Said(attributes=EVERYTHING | {"groups": ["admins", " admins"]})
    unkeepable = Said(attributes=EVERYTHING | {"groups": ["night\nshift"]})

    assert verifier.vouch(signed_assertion(said, idp_key)).vouched.groups == (
        VouchedGroup("admins", "admins"),
        VouchedGroup(" admins", "admins"),
    )
    assert verifier.code(signed_assertion(unkeepable, idp_key)) == "group-not-kept"


def test_groups_that_are_elsewhere_are_not_taken_for_none(verifier: Verifier, idp_key: Signer) -> None:
    said = Said(attributes={"name": ["dora"], ENTRA_LINK: ["https://graph.example.com"]})

    assert verifier.code(signed_assertion(said, idp_key)) == "saml-groups-elsewhere"
