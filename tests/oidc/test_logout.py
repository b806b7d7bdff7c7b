"""Signing out here leads on to the provider; the provider's own logouts end web sessions here."""

from collections.abc import Callable

import pytest
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from tests.click.joined import PUBLIC_URL
from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import Json
from tests.web.pages import Page
from tests.web.visitor import Visitor

LOGOUT = "/sign-in/oidc/acme/back-channel-logout"


def told(caller: Caller, logout_token: str) -> TestResponse:
    """Let the provider tell of a logout, as a server does: no cookie, no page of ours."""
    return Visitor(caller.portal.app, public_url=PUBLIC_URL).post(LOGOUT, {"logout_token": logout_token}, {})


def signed_out(caller: Caller) -> TestResponse:
    return caller.visitor.post("/sign-out", caller.visitor.token())


def test_signing_out_leads_on_to_the_provider_by_a_link_and_by_itself(dora: Caller) -> None:
    dora.sign_in()

    answer = signed_out(dora)
    page = dora.visitor.get(answer.headers["Location"])

    assert (answer.status_code, answer.headers["Location"]) == (303, "/signed-out?from=oidc:acme")
    way_out = Page(page.text).links["Sign out of Acme"]
    assert way_out == (
        f"{dora.provider.issuer}/logout?tenant=1&client_id=doorstep"
        "&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8000%2Fsigned-out"
    )
    assert f'http-equiv="refresh" content="0; url={way_out.replace("&", "&amp;")}"' in page.text
    assert not dora.is_in()


@pytest.mark.parametrize("name", ["nobody", "https://elsewhere.example", ""])
def test_nobody_is_led_anywhere_else(erik: Caller, name: str) -> None:
    page = erik.visitor.get(f"/signed-out?from={name}")

    assert "http-equiv" not in page.text
    assert "AWS consoles that you opened stay open" in Page(page.text).words


def test_a_provider_without_a_logout_is_named(dora: Caller) -> None:
    dora.provider.discovery = {"end_session_endpoint": None}

    page = Page(dora.visitor.get("/signed-out?from=oidc:acme").text)

    assert "You may still be signed in at Acme" in page.words


def test_a_provider_that_is_down_does_not_keep_anybody_from_signing_out(dora: Caller) -> None:
    dora.provider.is_down = True

    page = dora.visitor.get("/signed-out?from=oidc:acme")

    assert page.status_code == 200
    assert "You may still be signed in at Acme" in Page(page.text).words


def test_who_has_a_local_account_stays_with_us(erik: Caller) -> None:
    alice = erik.portal.signed_in("alice").visitor

    assert alice.post("/sign-out", alice.token()).headers["Location"] == "/signed-out"


def test_a_logout_of_a_subject_ends_every_web_session_of_theirs(erik: Caller) -> None:
    erik.sign_in()
    elsewhere = Caller(erik.portal, erik.provider)
    elsewhere.sign_in()

    answer = told(erik, erik.provider.logout_token())

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert [erik.is_in(), elsewhere.is_in()] == [False, False]
    ended = erik.entries()[-2:]
    assert [(one.action, one.actor_kind, one.actor_id) for one in ended] == [
        ("web-session:ended", "portal", "oidc:acme")
    ] * 2
    assert ended[0].parsed_body()["cause"] == "signed out at the provider"


def test_a_logout_of_one_session_leaves_the_others(dora: Caller) -> None:
    dora.provider.claims = {"sid": "first"}
    dora.sign_in()
    elsewhere = Caller(dora.portal, dora.provider)
    dora.provider.claims = {"sid": "second"}
    elsewhere.sign_in()

    told(dora, dora.provider.logout_token(sid="first", sub=None))

    assert [dora.is_in(), elsewhere.is_in()] == [False, True]

    told(dora, dora.provider.logout_token(sid="second"))

    assert not elsewhere.is_in()


def test_a_logout_of_somebody_else_ends_nothing(erik: Caller) -> None:
    erik.sign_in()

    assert told(erik, erik.provider.logout_token(sub="00u2")).status_code == 200
    assert erik.is_in()


def test_a_logout_token_counts_once(erik: Caller) -> None:
    logout_token = erik.provider.logout_token()
    told(erik, logout_token)
    erik.sign_in()

    answer = told(erik, logout_token)

    assert answer.status_code == 400
    assert answer.json == {"error": "invalid_request", "error_description": "logout-token-replayed"}
    assert erik.is_in()


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"iss": "https://elsewhere.example"}, "issuer-wrong"),
        ({"aud": "another"}, "audience-wrong"),
        ({"aud": None}, "audience-wrong"),
        ({"iat": 1}, "clocks-apart"),
        ({"exp": 1}, "clocks-apart"),
        ({"exp": None}, "claim-wrong"),
        ({"jti": None}, "claim-wrong"),
        ({"sub": None}, "claim-wrong"),
        ({"sub": 7}, "claim-wrong"),
        ({"sid": ""}, "claim-wrong"),
        ({"nonce": "an ID token has one"}, "claim-wrong"),
        ({"events": None}, "claim-wrong"),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": True}}, "claim-wrong"),
        ({"events": {"https://elsewhere.example/event": {}}}, "claim-wrong"),
    ],
)
def test_a_logout_token_that_is_none_ends_nothing(erik: Caller, changes: Json, cause: str) -> None:
    erik.sign_in()

    answer = told(erik, erik.provider.logout_token(**changes))

    assert answer.status_code == 400
    assert answer.json == {"error": "invalid_request", "error_description": cause}
    assert erik.is_in()
    entry = list(erik.portal.ledger.events())[-1]
    assert (entry.action, entry.outcome, entry.parsed_body()["cause"]) == ("logout:refused", "refused", cause)


def test_an_id_token_or_an_access_token_is_no_logout_token(erik: Caller) -> None:
    erik.sign_in()

    claims = erik.provider.id_claims() | {"jti": "1"}
    answers = [told(erik, erik.provider.signed(claims, typ=typ)) for typ in ("JWT", "at+jwt")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert erik.is_in()


def test_a_logout_token_that_another_key_has_signed_ends_nothing(erik: Caller) -> None:
    erik.sign_in()
    own = RSAKey.generate_key(2048, {"kid": str(erik.provider.key.kid)})
    claims = {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "sub": erik.provider.subject}

    answer = told(erik, erik.provider.signed(erik.provider.id_claims() | claims, key=own))

    assert answer.json == {"error": "invalid_request", "error_description": "signature-wrong"}
    assert erik.is_in()


@pytest.mark.parametrize("fields", [{}, {"logout_token": ["a", "b"]}, {"logout_token": "x"}])
def test_a_message_without_a_logout_token(erik: Caller, fields: dict[str, object]) -> None:
    answer = Visitor(erik.portal.app, public_url=PUBLIC_URL).post(LOGOUT, fields, {})

    assert answer.status_code == 400
    assert answer.is_json


def test_an_unknown_provider_tells_nobody(call_at: Callable[..., Caller]) -> None:
    caller = call_at()

    assert caller.visitor.post("/sign-in/oidc/nobody/back-channel-logout", {"logout_token": "x"}).status_code == 404
