"""Only our own pages may change something."""

import pytest
from werkzeug.datastructures import MultiDict

from tests.web.pages import Page
from tests.web.visitor import SAME_ORIGIN, Visitor
from tests.web.world import PASSWORD, World

DEVELOPER = "arn:aws:iam::111122223333:role/Developer"
OURS = "https://doorstep.example.com"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": OURS},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
    ids=str,
)
def test_our_own_pages_pass_the_gate(alice: Visitor, headers: dict[str, str]) -> None:
    fields = {"role_arn": DEVELOPER, "csrf_token": alice.csrf_token()}

    assert alice.post("/console", fields, headers).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
        {"Sec-Fetch-Site": ""},
        {"Origin": "null"},
        {"Origin": "https://evil.example.com"},
        {"Origin": "https://doorstep.example.com.evil.example"},
        {"Origin": "http://doorstep.example.com"},
        {"Origin": "https://doorstep.example.com:8443"},
        {"Referer": "https://doorstep.example.com/"},
    ],
    ids=str,
)
def test_nobody_else_does_not_even_with_a_valid_token(alice: Visitor, world: World, headers: dict[str, str]) -> None:
    answer = alice.post("/console", {"role_arn": DEVELOPER, "csrf_token": alice.csrf_token()}, headers)

    assert answer.status_code == 403
    assert "did not come from a page of this portal" in answer.text
    assert world.sts.assumed == []


@pytest.mark.parametrize(
    "token",
    [{}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "é"}, {"csrf_token": "0" * 64}],
    ids=["none", "empty", "short", "not ASCII", "a guess"],
)
def test_a_form_without_its_token_is_refused(alice: Visitor, world: World, token: dict[str, str]) -> None:
    answer = alice.post("/console", {"role_arn": DEVELOPER} | token)

    assert answer.status_code == 403
    assert "This form is no longer valid." in Page(answer.text).headings
    assert world.sts.assumed == []


def test_a_token_that_comes_twice_is_refused(alice: Visitor) -> None:
    token = alice.csrf_token()

    answer = alice.post("/console", MultiDict([("csrf_token", token), ("csrf_token", token)]))

    assert answer.status_code == 403


def test_the_token_of_somebody_else_is_refused(alice: Visitor, world: World) -> None:
    bob = Visitor(world.app())
    bob.sign_in("bob")

    answer = bob.post("/console", {"role_arn": DEVELOPER, "csrf_token": alice.csrf_token()})

    assert answer.status_code == 403
    assert "This form is no longer valid." in answer.text


def test_the_token_of_an_earlier_web_session_is_refused(alice: Visitor) -> None:
    earlier = alice.csrf_token()
    alice.post("/sign-out", {"csrf_token": earlier})
    alice.sign_in("alice")

    assert alice.post("/sign-out", {"csrf_token": earlier}).status_code == 403
    assert alice.csrf_token() != earlier


def test_nobody_signs_a_visitor_in_from_elsewhere(visitor: Visitor) -> None:
    fields = {"username": "alice", "password": PASSWORD}

    without_cookie = visitor.post("/sign-in/local", fields | {"csrf_token": "0" * 64})
    form = visitor.page("/sign-in").form_to("/sign-in/local")
    with_a_guess = visitor.post("/sign-in/local", fields | {"csrf_token": "0" * 64})
    in_earnest = visitor.post("/sign-in/local", form.fields | fields)

    assert [without_cookie.status_code, with_a_guess.status_code, in_earnest.status_code] == [403, 403, 303]


def test_two_open_sign_in_pages_both_work(visitor: Visitor) -> None:
    first = visitor.page("/sign-in").form_to("/sign-in/local")
    visitor.page("/sign-in")

    answer = visitor.post("/sign-in/local", first.fields | {"username": "alice", "password": PASSWORD})

    assert answer.status_code == 303


def test_a_token_tells_nothing_of_the_secret_behind_it(alice: Visitor, world: World) -> None:
    with world.database.read() as connection:
        secret = connection.exec_driver_sql("SELECT csrf_secret FROM web_session").scalar_one()

    assert secret not in alice.get("/").text


def test_a_form_in_another_encoding_is_refused(alice: Visitor) -> None:
    answer = alice.client.post("/console", json={"role_arn": DEVELOPER}, base_url=OURS, headers=SAME_ORIGIN)

    assert answer.status_code == 403
