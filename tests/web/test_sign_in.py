"""Sign-in and sign-out, as a browser sees them."""

from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.services.local_accounts.tries import ATTEMPTS_PER_ACCOUNT
from app.services.sign_in import SignInRefused
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World

CONSOLE = "/console?" + urlencode({"role_arn": "arn:aws:iam::111122223333:role/Developer"})


def test_alice_signs_in_and_lands_where_she_wanted_to_go(visitor: Visitor) -> None:
    asked = visitor.get(CONSOLE).headers["Location"]

    form = visitor.page(asked).form_to("/sign-in/local")
    answer = visitor.post("/sign-in/local", form.fields | {"username": "alice", "password": PASSWORD})

    assert answer.status_code == 303
    assert answer.headers["Location"] == CONSOLE
    assert "Open this console?" in visitor.page(CONSOLE).headings


def test_a_wrong_password_is_a_401_that_keeps_the_username_and_the_way(visitor: Visitor, world: World) -> None:
    answer = visitor.sign_in("alice", password="not hers", return_to=CONSOLE)

    form = Page(answer.text).form_to("/sign-in/local")
    assert answer.status_code == 401
    assert form.fields["username"] == "alice"
    assert form.fields["return_to"] == CONSOLE
    assert form.fields["password"] == ""
    assert world.actions() == ["sign-in:refused"]


def test_a_refused_sign_in_shows_the_reference_of_its_entry(visitor: Visitor, world: World) -> None:
    answer = visitor.sign_in("alice", password="not hers")

    reference = answer.headers["X-Request-Id"]
    assert f"Reference {reference}" in Page(answer.text).words
    assert world.entries()[-1].parsed_body()["request_id"] == reference


def test_an_unknown_person_gets_the_same_answer(visitor: Visitor) -> None:
    wrong_password = visitor.sign_in("alice", password="not hers")
    unknown = visitor.sign_in("mallo", password="not hers")

    assert unknown.status_code == wrong_password.status_code == 401
    assert without_reference(unknown).replace("mallo", "alice") == without_reference(wrong_password)


def test_too_many_tries_are_a_429_that_says_how_long_to_wait(visitor: Visitor) -> None:
    tries = [visitor.sign_in("alice", password="not hers").status_code for _try in range(ATTEMPTS_PER_ACCOUNT)]

    answer = visitor.sign_in("alice")

    assert tries == [401] * ATTEMPTS_PER_ACCOUNT
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "Wait 15 min" in Page(answer.text).words
    assert f"Reference {answer.headers['X-Request-Id']}" in Page(answer.text).words


def test_signing_in_again_ends_the_web_session_that_this_browser_had(visitor: Visitor, world: World) -> None:
    form = visitor.page("/sign-in").form_to("/sign-in/local")
    fields = form.fields | {"username": "alice", "password": PASSWORD}
    visitor.post("/sign-in/local", fields)
    elsewhere = Visitor(world.app())
    elsewhere.client.set_cookie("__Host-doorstep", visitor.session_cookie(), domain="doorstep.example.com")
    was_in = elsewhere.get("/").status_code
    visitor.client.set_cookie("__Host-doorstep-form", "a page left open", domain="doorstep.example.com")
    left_open = token_of("a page left open", world)

    visitor.post("/sign-in/local", fields | {"username": "bob", "csrf_token": left_open})

    assert (was_in, elsewhere.get("/").status_code) == (200, 303)
    assert "Bob Baker" in visitor.page("/").words
    assert world.actions() == ["web-session:begun", "web-session:begun", "web-session:ended"]


def test_somebody_who_is_signed_in_goes_on(alice: Visitor) -> None:
    answer = alice.get(f"/sign-in?{urlencode({'return_to': CONSOLE})}")

    assert answer.status_code == 303
    assert answer.headers["Location"] == CONSOLE


def test_signing_out_ends_the_web_session_and_says_what_stays_open(alice: Visitor, world: World) -> None:
    answer = alice.post("/sign-out", alice.page("/").form_to("/sign-out").fields)

    assert answer.headers["Location"] == "/signed-out"
    assert "AWS consoles that you opened stay open" in alice.page("/signed-out").words
    assert alice.get("/").status_code == 303
    assert world.actions() == ["web-session:begun", "web-session:ended"]


def test_a_password_is_taken_with_its_blanks(visitor: Visitor) -> None:
    assert visitor.sign_in("alice", password=f" {PASSWORD}").status_code == 401


def test_a_username_is_taken_without_the_blanks_around_it(visitor: Visitor) -> None:
    form = visitor.page("/sign-in").form_to("/sign-in/local")

    answer = visitor.post("/sign-in/local", form.fields | {"username": " alice ", "password": PASSWORD})

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("username", "status", "words"),
    [
        ("", 401, SignInRefused.sentence),
        ("a\0b", 400, "The request cannot be read: a field contains an invalid character."),
        ("a" * 5000, 400, "The request cannot be read: a field is too long."),
    ],
)
def test_what_is_no_username_is_refused_in_words(visitor: Visitor, username: str, status: int, words: str) -> None:
    form = visitor.page("/sign-in").form_to("/sign-in/local")

    answer = visitor.post("/sign-in/local", form.fields | {"username": username, "password": "x"})

    assert answer.status_code == status
    assert words in Page(answer.text).words


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), st.from_regex(r"[/\\]{1,3}[a-z.]+.*"), st.from_regex(r"[a-z]+:.*")))
@example("//evil.example")
@example("/\\evil.example")
@example("https://evil.example")
@example("javascript:alert(1)")
@example("/\t/evil.example")
@example("/%09/evil.example")
@example("/ok\r\nSet-Cookie: a=b")
@example("/@evil.example")
def test_no_return_to_leads_elsewhere(alice: Visitor, return_to: str) -> None:
    answer = alice.get(f"/sign-in?{urlencode({'return_to': return_to}, errors='replace')}")

    location = answer.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert urlsplit(location).netloc == ""
    assert "Set-Cookie" not in location


def without_reference(answer: TestResponse) -> str:
    """A page without what is different on every page."""
    return answer.text.replace(answer.headers["X-Request-Id"], "")


def token_of(secret: str, world: World) -> str:
    """The token of a form that was made for that cookie."""
    browser = Visitor(world.app())
    browser.client.set_cookie("__Host-doorstep-form", secret, domain="doorstep.example.com")
    return browser.page("/sign-in").form_to("/sign-in/local").fields["csrf_token"]
