"""The second step of signing in: no web session before it, and every code counts once."""

import io
from datetime import timedelta

import pytest

from app.services.local_accounts.tries import PROOFS_PER_ACCOUNT
from tests.fixtures.logs import logging_to
from tests.web.authenticator import STEP, AuthenticatorApp, add_app, second_step
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World

SECOND = "/sign-in/second-step"


@pytest.fixture
def phone(alice: Visitor, world: World) -> AuthenticatorApp:
    """Alice's, added a moment ago; she is still signed in with another browser."""
    return add_app(alice, world)


@pytest.fixture
def laptop(world: World, phone: AuthenticatorApp) -> Visitor:
    """Another browser, in which her password has been accepted."""
    visitor = Visitor(world.app())
    assert visitor.sign_in("alice", return_to="/console?role_arn=x").headers["Location"].startswith(SECOND)
    return visitor


def test_the_password_alone_opens_nothing(laptop: Visitor, world: World) -> None:
    assert laptop.get("/").headers["Location"] == "/sign-in"
    assert world.actions() == ["web-session:begun"]


def test_the_code_of_her_app_lets_alice_in_where_she_wanted_to_go(
    laptop: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    form = laptop.page(f"{SECOND}?return_to=/profile").form_to(SECOND)
    answer = laptop.post(SECOND, form.fields | {"code": f" {phone.code(world.clock.now)[:3]} 789 "})
    answer = laptop.post(SECOND, form.fields | {"code": phone.code(world.clock.now)})

    assert answer.headers["Location"] == "/profile"
    assert "Alice Archer" in laptop.page("/profile").words
    assert world.actions() == ["web-session:begun", "sign-in:refused", "web-session:begun"]


def test_a_code_counts_once(laptop: Visitor, phone: AuthenticatorApp, world: World) -> None:
    code = phone.code(world.clock.now)
    assert "Your roles" in second_step(laptop, code).headings
    elsewhere = Visitor(world.app())
    elsewhere.sign_in("alice")

    again = second_step(elsewhere, code)

    assert "That does not prove that it is you." in again.words
    assert elsewhere.get("/").status_code == 303
    assert world.entries()[-1].parsed_body()["code"] == "proof-refused"


def test_the_code_that_confirmed_the_app_counts_no_second_time(
    world: World, laptop: Visitor, phone: AuthenticatorApp
) -> None:
    world.clock.advance(-STEP)

    assert "does not prove" in second_step(laptop, phone.code(world.clock.now)).words


def test_an_earlier_code_than_the_last_does_not_count(laptop: Visitor, phone: AuthenticatorApp, world: World) -> None:
    second_step(laptop, phone.code(world.clock.now + STEP))
    elsewhere = Visitor(world.app())
    elsewhere.sign_in("alice")

    assert "does not prove" in second_step(elsewhere, phone.code(world.clock.now)).words


def test_a_recovery_code_lets_in_once_however_it_is_typed(
    laptop: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    code = phone.recovery_codes[0].lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert "Your roles" in second_step(laptop, code).headings
    assert "9 codes are left" in laptop.page("/profile").words
    elsewhere = Visitor(world.app())
    elsewhere.sign_in("alice")

    assert "does not prove" in second_step(elsewhere, phone.recovery_codes[0]).words
    assert "recovery-code:used" in [entry.action for entry in world.entries()]


def test_neither_a_password_nor_nothing_is_a_second_step(laptop: Visitor) -> None:
    fields = laptop.page(SECOND).form_to(SECOND).fields

    answers = [laptop.post(SECOND, fields | given) for given in ({"code": PASSWORD}, {"password": PASSWORD}, {})]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert laptop.get("/").status_code == 303


def test_guesses_are_few_and_a_right_code_comes_too_late_after_them(
    laptop: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    fields = laptop.page(SECOND).form_to(SECOND).fields
    guesses = [laptop.post(SECOND, fields | {"code": "000000"}).status_code for _time in range(PROOFS_PER_ACCOUNT)]

    answer = laptop.post(SECOND, fields | {"code": phone.code(world.clock.now)})
    world.clock.advance(timedelta(minutes=16))
    laptop.sign_in("alice")

    assert guesses == [403] * PROOFS_PER_ACCOUNT
    assert answer.status_code == 429
    assert "Wait 15 min" in Page(answer.text).words
    assert "Your roles" in second_step(laptop, phone.code(world.clock.now)).headings


def test_who_has_not_given_a_password_is_led_to_the_beginning(visitor: Visitor, world: World) -> None:
    stranger = Visitor(world.app())
    fields = stranger.page("/sign-in").form_to("/sign-in/local").fields

    assert stranger.get(f"{SECOND}?return_to=/profile").headers["Location"] == "/sign-in?return_to=%2Fprofile"
    assert stranger.post(SECOND, fields | {"code": "123456"}).status_code == 401


def test_a_step_that_takes_too_long_begins_again(laptop: Visitor, phone: AuthenticatorApp, world: World) -> None:
    fields = laptop.page(SECOND).form_to(SECOND).fields
    world.clock.advance(timedelta(minutes=11))

    answer = laptop.post(SECOND, fields | {"code": phone.code(world.clock.now)})

    assert answer.status_code == 401
    assert "Sign in again from the beginning" in Page(answer.text).words


def test_another_password_meanwhile_begins_again(
    laptop: Visitor, alice: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    fields = laptop.page(SECOND).form_to(SECOND).fields
    alice.post("/profile/password", alice.token() | {"password": "quite another long one"})

    answer = laptop.post(SECOND, fields | {"code": phone.code(world.clock.now)})

    assert answer.status_code == 401
    assert laptop.get("/").status_code == 303


def test_the_log_at_its_most_talkative_has_no_code_and_no_secret(alice: Visitor, world: World) -> None:
    written = io.StringIO()
    with logging_to(written):
        phone = add_app(alice, world)
        visitor = Visitor(world.app())
        visitor.sign_in("alice")
        code = phone.code(world.clock.now)
        second_step(visitor, code)

    told = written.getvalue() + "".join(entry.body for entry in world.entries())
    assert "request.answered" in told
    assert [secret for secret in (phone.secret, code, PASSWORD, *phone.recovery_codes) if secret in told] == []
