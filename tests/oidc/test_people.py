"""What the portal takes from a provider's claims: names, groups, proofs; and what it sends to get them."""

import math
import time
from base64 import b64decode
from collections.abc import Callable
from urllib.parse import unquote_plus

import pytest

from app.domain.web_sessions import WebSession
from app.services.new_web_sessions import token_hash_of
from app.storage.web_sessions import WebSessionStore
from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import CLIENT_ID, CLIENT_SECRET, SUBJECT, Json
from tests.oidc.test_logout import told
from tests.web.pages import Page

HALF_AN_HOUR = 1800


def web_session_of(caller: Caller) -> WebSession:
    """The web session that this browser's cookie leads to."""
    with caller.visitor.client.session_transaction(base_url=caller.visitor.public_url) as cookie:
        token = cookie["_user_id"]
    found = WebSessionStore(database=caller.portal.database).find(token_hash_of(token))
    assert found is not None
    return found


def groups_told(caller: Caller) -> list[object]:
    """The groups that the ledger says people were put into by the provider."""
    entries = caller.portal.ledger.events()
    added = [one for one in entries if one.action == "membership:added" and one.actor_id == "oidc:acme"]
    return [one.parsed_body()["name"] for one in added]


def test_username_name_and_groups_come_from_the_claims(dora: Caller) -> None:
    dora.sign_in()

    assert "Dora Dean" in dora.visitor.page("/").words
    assert web_session_of(dora).principal.username.text == "dora"
    assert groups_told(dora) == ["developers"]


def test_the_page_of_a_person_says_who_keeps_a_group_and_when_a_change_of_it_counts(dora: Caller) -> None:
    dora.sign_in()
    (added,) = [one for one in list(dora.portal.ledger.events())[-9:] if one.action == "person:added"]

    words = dora.portal.signed_in("oliver").visitor.page(f"/admin/people/{added.person_id}").words

    assert "developers (kept by oidc:acme)" in words
    assert "What only a provider knows counts once its word is too old" in words


def test_claims_may_be_named_otherwise(call_at: Callable[..., Caller]) -> None:
    caller = call_at(USERNAME_CLAIM="upn", DISPLAY_NAME_CLAIM="https://acme.example/name", GROUPS_CLAIM="access.roles")
    caller.provider.claims = {"upn": "dd", "https://acme.example/name": "D. Dean", "access": {"roles": ["crew"]}}

    caller.sign_in()

    assert web_session_of(caller).principal.username.text == "dd"
    assert web_session_of(caller).principal.display_name == "D. Dean"
    assert groups_told(caller) == ["crew"]


@pytest.mark.parametrize("claims", [{}, {"hd": "elsewhere.example"}, {"hd": ["elsewhere.example"]}, {"hd": 7}])
def test_who_lacks_a_claim_that_is_required_is_refused(call_at: Callable[..., Caller], claims: Json) -> None:
    caller = call_at(REQUIRED_CLAIMS="hd=example.com")
    caller.provider.claims = claims

    answer = caller.sign_in()

    assert answer.status_code == 401
    assert "takes only some of its people" in Page(answer.text).words
    assert caller.causes() == ["required-claim-missing"]
    assert not caller.is_in()


def test_a_provider_may_go_by_the_object_id_alone(call_at: Callable[..., Caller]) -> None:
    dora = call_at(SUBJECT_CLAIM="oid")
    dora.sign_in()

    dora.provider.claims = {"oid": "0b1c-dora"}
    dora.sign_in()

    assert dora.causes() == ["claim-wrong"]
    assert "'0b1c-dora'" in dora.portal.everything_stored()
    assert f"'{SUBJECT}'" not in dora.portal.everything_stored()
    assert told(dora, dora.provider.logout_token()).status_code == 400
    assert told(dora, dora.provider.logout_token(oid="0b1c-dora")).status_code == 200
    assert not dora.is_in()


@pytest.mark.parametrize("hd", ["example.com", ["example.com", "example.net"]])
def test_who_has_the_claims_that_are_required_comes_in(call_at: Callable[..., Caller], hd: object) -> None:
    caller = call_at(REQUIRED_CLAIMS="hd=example.com, access.kind=staff")
    caller.provider.claims = {"hd": hd}
    caller.provider.userinfo = {"access": {"kind": "staff"}}

    assert caller.sign_in().status_code == 303


def test_a_username_that_is_an_e_mail_address_has_to_be_verified(call_at: Callable[..., Caller]) -> None:
    caller = call_at(USERNAME_CLAIM="email")
    caller.provider.claims = {"email": "dora@example.com"}

    answer = caller.sign_in()

    assert "has not verified your e-mail address" in Page(answer.text).words
    assert caller.causes() == ["email-not-verified"]

    caller.provider.claims = {"email": "dora@example.com", "email_verified": True}
    assert caller.sign_in().status_code == 303


def test_the_proof_is_as_old_as_the_provider_says(dora: Caller) -> None:
    at = int(time.time()) - HALF_AN_HOUR
    dora.provider.claims = {"auth_time": at, "amr": ["pwd", "mfa"]}

    dora.sign_in()

    proofs = web_session_of(dora).proofs
    assert [(proof.how, int(proof.at.timestamp())) for proof in proofs] == [("oidc:acme", at), ("oidc:acme:mfa", at)]
    assert web_session_of(dora).used_mfa


@pytest.mark.parametrize(("claims", "used_mfa"), [({"acr": "strong"}, True), ({"acr": "weak"}, False), ({}, False)])
def test_a_second_factor_is_what_the_settings_call_so(
    call_at: Callable[..., Caller], claims: Json, used_mfa: bool
) -> None:
    caller = call_at(MFA_ACR="strong stronger")
    caller.provider.claims = claims

    caller.sign_in()

    assert web_session_of(caller).used_mfa is used_mfa


@pytest.mark.parametrize(
    ("claims", "cause"),
    [
        ({"auth_time": int(time.time()) - HALF_AN_HOUR}, "proof-too-old"),
        ({"auth_time": math.nan}, "claim-wrong"),
        ({}, "claim-wrong"),
    ],
)
def test_a_proof_that_is_too_old(call_at: Callable[..., Caller], claims: Json, cause: str) -> None:
    caller = call_at(MAX_AGE="60")
    caller.provider.claims = claims

    assert caller.sign_in().status_code == 401
    assert caller.causes() == [cause]


def test_the_secret_goes_in_the_header_and_the_verifier_fits_the_challenge(dora: Caller) -> None:
    dora.sign_in()

    sent = dora.provider.sent[0]
    scheme, _blank, credentials = sent["authorization"].partition(" ")
    assert (scheme, unquote_plus(b64decode(credentials).decode())) == ("Basic", f"{CLIENT_ID}:{CLIENT_SECRET}")
    assert sent["redirect_uri"].endswith("/sign-in/oidc/acme/callback")
    assert len(sent["code_verifier"]) >= 43
    assert "client_secret" not in sent


@pytest.mark.parametrize(
    ("discovery", "settings"),
    [({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, {}), ({}, {"CLIENT_AUTHENTICATION": "post"})],
)
def test_the_secret_goes_in_the_body_where_that_is_asked_for(
    call_at: Callable[..., Caller], discovery: Json, settings: dict[str, str]
) -> None:
    caller = call_at(**settings)
    caller.provider.discovery = discovery

    caller.sign_in()

    assert caller.provider.sent[0]["client_secret"] == CLIENT_SECRET
    assert caller.provider.sent[0]["authorization"] is None


def test_who_is_disabled_here_is_refused(dora: Caller) -> None:
    dora.sign_in()
    who = web_session_of(dora).principal
    with dora.portal.changing() as change:
        change.disable_person(who.person_id, web_session_of(dora).created_at)

    answer = dora.sign_in()

    assert answer.status_code == 401
    assert "you have been disabled" in Page(answer.text).words
    assert dora.causes() == ["person-disabled"]
    assert SUBJECT not in answer.text
