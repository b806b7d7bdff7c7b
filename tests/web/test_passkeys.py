"""Passkeys: made, asked for in three places, and every false answer refused."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.web.pages import Page
from tests.web.passkey_forms import add_key, begin_sign_in
from tests.web.security_key import LIES, SecurityKey, options_on, text_of
from tests.web.visitor import Visitor
from tests.web.world import World

ANSWER = "/sign-in/passkey/answer"
SECOND = "/sign-in/second-step"


@pytest.fixture
def key(alice: Visitor) -> SecurityKey:
    """Alice's, added a moment ago."""
    return add_key(alice)


@pytest.fixture
def stranger(world: World) -> Visitor:
    """A browser in which nobody is signed in."""
    return Visitor(world.app())


def answered(visitor: Visitor, page: Page, brought: str) -> TestResponse:
    return visitor.post(ANSWER, page.form_to(ANSWER).fields | {"passkey": brought})


def last_code(world: World) -> object:
    return world.entries()[-1].parsed_body()["code"]


def test_a_passkey_alone_lets_alice_in_where_she_wanted_to_go(
    stranger: Visitor, key: SecurityKey, world: World
) -> None:
    page = begin_sign_in(stranger, return_to="/profile")

    answer = answered(stranger, page, key.answer(options_on(page)))

    assert "allowCredentials" not in options_on(page)
    assert answer.headers["Location"] == "/profile"
    assert "last used" in stranger.page("/profile").words
    assert world.actions()[-1] == "web-session:begun"


@pytest.mark.parametrize("lie", LIES)
def test_what_a_false_passkey_claims_lets_nobody_in(
    stranger: Visitor, key: SecurityKey, world: World, lie: str
) -> None:
    LIES[lie](key)
    page = begin_sign_in(stranger)

    answer = answered(stranger, page, key.answer(options_on(page)))

    assert answer.status_code == 403
    assert "That passkey does not prove that it is you." in Page(answer.text).words
    assert stranger.get("/").headers["Location"] == "/sign-in"
    assert (world.actions()[-1], last_code(world)) == ("sign-in:refused", "passkey-refused")


@pytest.mark.parametrize("step", [0, -1])
def test_a_key_that_counts_no_further_may_be_a_copy(
    stranger: Visitor, key: SecurityKey, world: World, step: int
) -> None:
    first = begin_sign_in(stranger)
    answered(stranger, first, key.answer(options_on(first)))
    thief = Visitor(world.app())
    key.step = step
    page = begin_sign_in(thief)

    answer = answered(thief, page, key.answer(options_on(page)))

    assert "counts backwards" in Page(answer.text).words
    assert thief.get("/").status_code == 303
    assert last_code(world) == "passkey-may-be-copied"


def test_a_passkey_that_counts_nothing_is_taken_again_and_again(stranger: Visitor, key: SecurityKey) -> None:
    key.step = 0
    pages = [begin_sign_in(stranger)]
    first = answered(stranger, pages[0], key.answer(options_on(pages[0])))
    stranger.post("/sign-out", stranger.token())
    again = begin_sign_in(stranger)

    assert first.status_code == 303
    assert answered(stranger, again, key.answer(options_on(again))).status_code == 303


def test_an_answer_counts_once_and_only_in_the_browser_that_was_asked(
    stranger: Visitor, key: SecurityKey, world: World
) -> None:
    thief = Visitor(world.app())
    page, thiefs_page = begin_sign_in(stranger), begin_sign_in(thief)
    brought = key.answer(options_on(page))

    stolen = answered(thief, thiefs_page, brought)
    entered = answered(stranger, page, brought)
    again = stranger.post(ANSWER, page.form_to(ANSWER).fields | {"passkey": brought})

    assert (stolen.status_code, entered.status_code, again.status_code) == (403, 303, 403)
    assert thief.get("/").headers["Location"] == "/sign-in"


def test_an_answer_comes_too_late_after_ten_minutes(stranger: Visitor, key: SecurityKey, world: World) -> None:
    page = begin_sign_in(stranger)
    brought = key.answer(options_on(page))
    world.clock.advance(timedelta(minutes=11))

    assert answered(stranger, page, brought).status_code == 401
    assert stranger.get("/sign-in/passkey?return_to=/profile").headers["Location"] == "/sign-in?return_to=%2Fprofile"


def test_a_disabled_person_is_not_let_in(stranger: Visitor, ada: Visitor, key: SecurityKey, world: World) -> None:
    (alice,) = (one for one in world.portal.lists.people.page().rows if one.username.text == "alice")
    ada.post(f"/admin/people/{alice.id}/disabling", ada.token() | {"reason": "left us"})
    page = begin_sign_in(stranger)

    assert answered(stranger, page, key.answer(options_on(page))).status_code == 403


def test_it_is_a_second_step_and_bobs_is_none_for_alice(key: SecurityKey, stranger: Visitor, world: World) -> None:
    bob = Visitor(world.app())
    bob.sign_in("bob")
    bobs = add_key(bob)
    assert stranger.sign_in("alice").headers["Location"].startswith(SECOND)
    page = stranger.page(SECOND)
    fields = page.form_to(SECOND).fields

    refused = stranger.post(SECOND, fields | {"passkey": bobs.answer(options_on(page))})
    entered = stranger.post(SECOND, fields | {"passkey": key.answer(options_on(page))})

    assert [one["id"] for one in options_on(page)["allowCredentials"]] == [text_of(key.credential_id)]
    assert "One of your recovery codes" in page.words
    assert (refused.status_code, entered.headers["Location"]) == (403, "/")


def test_it_is_a_fresh_proof_for_the_web_session_that_was_asked(
    alice: Visitor, key: SecurityKey, stranger: Visitor, world: World
) -> None:
    world.clock.advance(timedelta(minutes=16))
    asked = Page(alice.post("/profile/totp", alice.token()).text)
    form, brought = asked.form_to("/profile/totp"), key.answer(options_on(asked))

    proved = alice.post("/profile/totp", form.fields | {"proof_passkey": brought})
    replayed = alice.post("/profile/totp", form.fields | {"proof_passkey": brought})

    assert proved.headers["Location"] == "/profile/totp/new"
    assert replayed.status_code == 403
    assert [entry.action for entry in world.entries()][-2:] == ["proof:given", "proof:refused"]


def test_a_reset_ends_every_passkey(alice: Visitor, ada: Visitor, key: SecurityKey, world: World) -> None:
    (person,) = (one for one in world.portal.lists.people.page().rows if one.username.text == "alice")
    ada.post(f"/admin/people/{person.id}/reset", ada.token() | {"reason": "lost it"})
    page = begin_sign_in(alice)

    assert answered(alice, page, key.answer(options_on(page))).status_code == 403
    assert alice.sign_in("alice").headers["Location"] == "/"
    (reset,) = (entry for entry in world.entries() if entry.action == "sign-in:reset")
    assert reset.parsed_body()["passkeys"] == 1
