"""From a token that a load balancer has signed to a web session, and what becomes of that without the keys."""

from collections.abc import Callable

import pytest

from tests.click.joined import Joined
from tests.proxy.calling import Caller
from tests.proxy.key_server import KeyServer
from tests.proxy.signing import ALB_ISSUER, Signer
from tests.web.pages import Page


@pytest.fixture
def signer(keys: KeyServer) -> Signer:
    return keys.signers["alb"]


@pytest.fixture
def dora(join: Callable[..., Joined], keys: KeyServer, signer: Signer) -> Caller:
    """Somebody whose requests a load balancer has signed."""
    return Caller(join(**keys.settings("alb", TIMEOUT="1")), signer.header, signer.token())


def test_a_signed_token_signs_in(dora: Caller, signer: Signer) -> None:
    assert "Dora Dean" in dora.follow("/").text
    [added] = dora.told("person:added")
    assert (added["issuer"], added["username"]) == (ALB_ISSUER, "dora")

    dora.carry(signer.token(name="Dora Doe"))
    assert dora.visitor.get("/").status_code == 200
    assert "Dora Doe" in dora.visitor.get("/").text


def test_a_web_session_ends_with_the_proof(dora: Caller, signer: Signer) -> None:
    dora.follow("/")
    dora.carry(signer.token(header={"exp": 1}))

    page = dora.visitor.get("/")

    assert page.status_code == 401
    assert "does not hold now" in Page(page.text).words
    assert [ended["refusal"] for ended in dora.told("web-session:ended")] == ["proxy-proof-out-of-time"]


def test_a_forged_token_has_its_words_and_its_entry(dora: Caller, signer: Signer) -> None:
    dora.carry(signer.token()[:-8] + "AAAAAA==")

    page = dora.follow("/")

    assert page.status_code == 401
    assert "The signature of the proof is not Corp SSO's" in Page(page.text).words
    assert [refused["cause"] for refused in dora.told("sign-in:refused")] == ["proxy-proof-signature-wrong"]


def test_keys_that_cannot_be_read_keep_people_out_and_break_glass_open(dora: Caller, keys: KeyServer) -> None:
    keys.is_down = True

    page = dora.follow("/")

    assert page.status_code == 503
    assert "The keys of Corp SSO cannot be read: HTTP 503" in Page(page.text).words
    assert [refused["cause"] for refused in dora.told("sign-in:refused")] == ["proxy-keys-broken"]
    assert dora.visitor.get("/sign-in/break-glass").status_code == 200
    assert dora.visitor.get("/readyz").status_code == 200


def test_keys_out_of_reach_end_no_web_session(dora: Caller, keys: KeyServer, signer: Signer) -> None:
    dora.follow("/")
    keys.is_down = True
    dora.carry(signer.token(header={"kid": "11111111-2222-4333-8444-555555555555"}))

    page = dora.visitor.get("/")

    assert page.status_code == 503
    assert Page(page.text).links["Try again"] == "/"
    assert dora.told("web-session:ended") == []
    dora.carry(signer.token())
    assert dora.visitor.get("/").status_code == 200


def test_signing_out_takes_the_load_balancers_cookies_away(dora: Caller) -> None:
    dora.follow("/")

    answer = dora.visitor.post("/sign-out", dora.visitor.token())
    page = dora.visitor.get(answer.headers["Location"])

    gone = [line for line in page.headers.getlist("Set-Cookie") if line.startswith("AWSELBAuthSessionCookie-")]
    assert len(gone) == 4
    assert all("Max-Age=0" in line for line in gone)
    assert "You may still be signed in at Corp SSO" in Page(page.text).words
    assert Page(page.text).links["Choose how to sign in"] == "/sign-in?choose=yes"
