"""Whatever is wrong with a provider's answer has its own words and its own entry, and lets nobody in."""

import hashlib
import hmac
import json
import math
from collections.abc import Callable

import pytest
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64encode

from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import CLIENT_ID, Json, Provider
from tests.web.pages import Page

TEN_MINUTES = 600
YEAR_3000 = 32503680000


def unsigned(_provider: Provider, claims: Json) -> str:
    return joined({"alg": "none"}, claims, b"")


def signed_with_the_public_key(provider: Provider, claims: Json) -> str:
    """The classic: HMAC, with what everybody can read as its secret."""
    header = {"alg": "HS256", "kid": str(provider.key.kid)}
    body = joined(header, claims, b"").rpartition(".")[0]
    public_key = provider.key.as_pem(private=False)
    return f"{body}.{encoded(hmac.new(public_key, body.encode(), hashlib.sha256).digest())}"


def signed_with_a_key_of_its_own(provider: Provider, claims: Json) -> str:
    own = RSAKey.generate_key(2048, {"kid": "unheard-of"})
    return provider.signed(claims, key=own)


def signed_with_the_wrong_key(provider: Provider, claims: Json) -> str:
    """The key's name is the provider's, the key is not."""
    return provider.signed(claims, key=RSAKey.generate_key(2048, {"kid": str(provider.key.kid)}))


def carrying_its_key(provider: Provider, claims: Json) -> str:
    """A token that says itself which key fits."""
    own = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "kid": "mine", "jwk": own.as_dict(private=False)}
    return joined(header, claims, b"signature")


def altered_after_signing(provider: Provider, claims: Json) -> str:
    header, _claims, signature = provider.signed(claims).split(".")
    return f"{header}.{encoded(json.dumps(claims | {'sub': 'the-boss'}).encode())}.{signature}"


def joined(header: Json, claims: Json, signature: bytes) -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(encoded(part) for part in parts)


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).decode()


@pytest.mark.parametrize(
    ("sign", "cause", "words"),
    [
        (unsigned, "algorithm-refused", "“none”"),
        (signed_with_the_public_key, "algorithm-refused", "“HS256”"),
        (signed_with_a_key_of_its_own, "key-unknown", "does not publish"),
        (carrying_its_key, "key-unknown", "does not publish"),
        (signed_with_the_wrong_key, "signature-wrong", "signature"),
        (altered_after_signing, "signature-wrong", "signature"),
        (lambda _provider, _claims: "not.a.token", "provider-answer-unreadable", "a token that can be read"),
    ],
)
def test_a_token_that_the_provider_did_not_sign(
    erik: Caller, sign: Callable[[Provider, Json], str], cause: str, words: str
) -> None:
    erik.provider.sign = sign

    answer = erik.sign_in()

    assert answer.status_code == 401
    assert words in Page(answer.text).words
    assert erik.causes() == [cause]
    assert not erik.is_in()


@pytest.mark.parametrize(
    ("changes", "cause", "words"),
    [
        ({"iss": "https://elsewhere.example"}, "issuer-wrong", "another issuer"),
        ({"aud": "another-application"}, "audience-wrong", "another application"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "audience-wrong", "another application"),
        ({"aud": [CLIENT_ID, "another"]}, "audience-wrong", "another application"),
        ({"nonce": "of-another-sign-in"}, "nonce-wrong", "another sign-in"),
        ({"at_hash": "of-another-token"}, "access-token-wrong", "do not belong together"),
        ({"sub": "n" * 256}, "claim-wrong", "“sub”"),
        ({"sub": 7}, "claim-wrong", "“sub”"),
        ({"preferred_username": "do\u200bra"}, "claim-wrong", "“preferred_username”"),
        ({"groups": {"developers": True}}, "claim-wrong", "“groups”"),
        ({"exp": "tomorrow"}, "claim-wrong", "“exp”"),
        ({"iat": math.nan}, "claim-wrong", "“iat”"),
        ({"exp": 10**400}, "claim-wrong", "“exp”"),
    ],
)
def test_a_claim_that_is_wrong(erik: Caller, changes: Json, cause: str, words: str) -> None:
    erik.provider.claims = changes

    answer = erik.sign_in()

    assert answer.status_code == 401
    assert words in Page(answer.text).words
    assert erik.causes() == [cause]
    assert not erik.is_in()


@pytest.mark.parametrize("ahead", [-TEN_MINUTES, TEN_MINUTES])
@pytest.mark.parametrize("claims", [{}, {"exp": YEAR_3000}])
def test_a_clock_that_is_off_by_ten_minutes(erik: Caller, ahead: int, claims: Json) -> None:
    erik.provider.clock_ahead, erik.provider.claims = ahead, claims

    answer = erik.sign_in()

    assert answer.status_code == 401
    assert "differ by 10 min" in Page(answer.text).words
    assert erik.causes() == ["clocks-apart"]


@pytest.mark.parametrize("ahead", [-60, 60])
def test_a_clock_that_is_off_by_a_minute_does_not_matter(erik: Caller, ahead: int) -> None:
    erik.provider.clock_ahead = ahead

    assert erik.sign_in().status_code == 303


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat", "nonce"])
def test_a_claim_that_is_missing(erik: Caller, claim: str) -> None:
    erik.provider.left_out = {claim}

    answer = erik.sign_in()

    assert answer.status_code == 401
    assert len(erik.causes()) == 1
    assert not erik.is_in()


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("access_denied", "provider-said-no"),
        ("login_required", "provider-wants-a-person"),
        ("invalid_scope", "provider-erred"),
    ],
)
def test_a_provider_that_says_no(erik: Caller, error: str, cause: str) -> None:
    back = erik.begin()

    answer = erik.come_back({"state": back["state"], "error": error, "error_description": "<b>Hello</b>"})

    assert answer.status_code == 401
    assert "Hello" not in answer.text
    assert erik.causes() == [cause]


def test_a_way_back_without_a_code(erik: Caller) -> None:
    answer = erik.come_back({"state": erik.begin()["state"]})

    assert "a code" in Page(answer.text).words
    assert erik.causes() == ["provider-answer-unreadable"]


def test_a_code_that_the_provider_does_not_take(erik: Caller) -> None:
    erik.provider.token = {"error": "invalid_grant", "error_description": "that code was used"}

    answer = erik.sign_in()

    assert "“invalid_grant”" in Page(answer.text).words
    assert erik.causes() == ["code-refused"]


@pytest.mark.parametrize("token", [{"id_token": None}, {"access_token": 7}])
def test_an_answer_without_its_tokens(erik: Caller, token: Json) -> None:
    erik.provider.token = token

    erik.sign_in()

    assert erik.causes() == ["provider-answer-unreadable"]


@pytest.mark.parametrize("named", [{"iss": "https://elsewhere.example"}, {}])
def test_an_answer_by_another_provider_than_the_one_that_was_asked(dora: Caller, named: dict[str, str]) -> None:
    dora.provider.discovery = {"authorization_response_iss_parameter_supported": True}
    back = dora.begin()

    dora.come_back(back | named)

    assert dora.causes() == ["answered-by-another-provider"]


def test_an_answer_that_names_the_provider_is_taken(dora: Caller) -> None:
    dora.provider.discovery = {"authorization_response_iss_parameter_supported": True}

    answer = dora.come_back(dora.begin() | {"iss": dora.provider.issuer})

    assert answer.status_code == 303
