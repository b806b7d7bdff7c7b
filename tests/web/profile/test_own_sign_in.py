"""“Your sign-in”: what people change of it, what that takes, and what it ends."""

from datetime import timedelta

import pyotp
import pytest

from tests.web.authenticator import AuthenticatorApp, add_app, begin_app, codes_on, confirm_app
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World

QUARTER = timedelta(minutes=15)
CHANGES = ("/profile/totp", "/profile/totp/removal", "/profile/recovery-codes", "/profile/password")


@pytest.fixture
def phone(alice: Visitor, world: World) -> AuthenticatorApp:
    return add_app(alice, world)


@pytest.fixture
def elsewhere(world: World) -> Visitor:
    """Alice in another browser, since before she changes anything."""
    visitor = Visitor(world.app())
    visitor.sign_in("alice")
    return visitor


def told(world: World) -> list[str]:
    return [entry.action for entry in world.entries()]


def test_the_name_in_the_frame_leads_there(alice: Visitor) -> None:
    assert alice.page("/").links["Your sign-in: Alice Archer"] == "/profile"
    assert "Only a password stands between" in alice.page("/profile").words


@pytest.mark.parametrize("path", CHANGES)
def test_a_stolen_cookie_changes_nothing_without_the_password(alice: Visitor, world: World, path: str) -> None:
    world.clock.advance(timedelta(minutes=2))
    before = world.entries()

    typed = {"note": "typed and not to be lost", "password": "for no page to hold"}

    answer = alice.post(path, alice.token() | typed)

    form = Page(answer.text).form_to(path)
    assert answer.status_code == 403
    assert "Is it you?" in Page(answer.text).headings
    assert form.fields["note"] == "typed and not to be lost"
    assert "for no page to hold" not in answer.text
    assert form.fields["password"] == ""
    assert world.entries() == before


def test_the_same_post_goes_on_with_the_password_and_under_another_token(alice: Visitor, world: World) -> None:
    world.clock.advance(timedelta(minutes=2))
    asked = Page(alice.post("/profile/totp", alice.token()).text).form_to("/profile/totp")
    stolen = alice.session_cookie()

    answer = alice.post("/profile/totp", asked.fields | {"proof_password": PASSWORD})

    thief = Visitor(world.app())
    thief.client.set_cookie("__Host-doorstep", stolen, domain="doorstep.example.com")
    assert answer.headers["Location"] == "/profile/totp/new"
    assert alice.get("/profile/totp/new").status_code == 200
    assert thief.get("/").headers["Location"] == "/sign-in"
    assert told(world)[-1] == "proof:given"


def test_a_wrong_password_asks_again_and_for_the_new_one_as_well(alice: Visitor, world: World) -> None:
    world.clock.advance(timedelta(minutes=2))
    asked = Page(alice.post("/profile/password", alice.token() | {"password": "a new and long one"}).text)

    answer = alice.post("/profile/password", asked.form_to("/profile/password").fields | {"proof_password": "not hers"})

    again = Page(answer.text)
    assert answer.status_code == 403
    assert "That does not prove that it is you." in again.words
    assert "Only the new password has to be typed again" in again.words
    assert "proof_password" in again.form_to("/profile/password").fields
    assert told(world)[-1] == "proof:refused"


def test_an_app_counts_once_it_has_shown_a_right_code(alice: Visitor, world: World) -> None:
    secret = begin_app(alice)
    refused = confirm_app(alice, "000000")
    codes = codes_on(confirm_app(alice, pyotp.TOTP(secret).at(world.clock.now)))

    assert "does not prove" in refused.words
    assert len(set(codes)) == 10
    assert "Signing in asks for a code" in alice.page("/profile").words
    assert told(world)[-2:] == ["totp:added", "recovery-codes:made"]


def test_the_picture_is_ours_and_nobody_keeps_it(alice: Visitor) -> None:
    begin_app(alice)

    picture = alice.get("/profile/totp/image.svg")

    assert picture.mimetype == "image/svg+xml"
    assert "<svg" in picture.text


def test_what_was_begun_ends_with_its_time_and_with_its_browser(
    alice: Visitor, elsewhere: Visitor, world: World
) -> None:
    begin_app(alice)

    assert elsewhere.get("/profile/totp/new").status_code == 404
    world.clock.advance(timedelta(minutes=21))
    assert alice.get("/profile/totp/new").status_code == 404


def test_the_first_factor_signs_out_whoever_has_only_the_password(
    alice: Visitor, elsewhere: Visitor, world: World
) -> None:
    add_app(alice, world)

    assert elsewhere.get("/").headers["Location"] == "/sign-in"
    assert alice.get("/").status_code == 200


def test_there_is_one_app(alice: Visitor, phone: AuthenticatorApp) -> None:
    answer = alice.post("/profile/totp", alice.token())

    assert answer.status_code == 409
    assert "An authenticator app is already there" in Page(answer.text).words


def test_with_an_app_the_password_is_no_proof_any_more(alice: Visitor, phone: AuthenticatorApp, world: World) -> None:
    world.clock.advance(QUARTER)

    answer = alice.post("/profile/totp/removal", alice.token() | {"proof_password": PASSWORD})

    assert answer.status_code == 403
    assert "proof_code" in Page(answer.text).form_to("/profile/totp/removal").fields


def test_a_code_removes_the_app_and_signs_out_elsewhere(alice: Visitor, phone: AuthenticatorApp, world: World) -> None:
    world.clock.advance(QUARTER)
    asked = Page(alice.post("/profile/totp/removal", alice.token()).text).form_to("/profile/totp/removal")

    answer = alice.post("/profile/totp/removal", asked.fields | {"proof_code": phone.code(world.clock.now)})

    assert answer.headers["Location"] == "/profile"
    assert "Add an app" in alice.page("/profile").form_to("/profile/totp").labels
    assert told(world)[-2:] == ["proof:given", "totp:removed"]


def test_new_recovery_codes_end_the_earlier_ones(alice: Visitor, phone: AuthenticatorApp) -> None:
    page = Page(alice.post("/profile/recovery-codes", alice.token()).text)

    codes = codes_on(page)
    assert len(codes) == 10
    assert not set(codes) & set(phone.recovery_codes)
    assert page.links["Download"].startswith("data:text/plain;charset=utf-8,Recovery%20codes")
    assert codes[0] in page.links["Download"]


def test_a_recovery_code_is_enough_to_add_another_phone(alice: Visitor, phone: AuthenticatorApp, world: World) -> None:
    world.clock.advance(QUARTER)
    asked = Page(alice.post("/profile/totp/removal", alice.token()).text).form_to("/profile/totp/removal")

    alice.post("/profile/totp/removal", asked.fields | {"proof_code": phone.recovery_codes[3]})

    assert "Add an app" in alice.page("/profile").form_to("/profile/totp").labels


def test_a_new_password_counts_and_signs_out_elsewhere(alice: Visitor, elsewhere: Visitor, world: World) -> None:
    form = alice.page("/profile/password").form_to("/profile/password")

    answer = alice.post(
        "/profile/password", form.fields | {"proof_password": PASSWORD, "password": "quite another long one"}
    )

    assert answer.headers["Location"] == "/profile"
    assert elsewhere.get("/").headers["Location"] == "/sign-in"
    assert elsewhere.sign_in("alice").status_code == 401
    assert elsewhere.sign_in("alice", password="quite another long one").status_code == 303


def test_a_short_password_is_refused_beside_its_field(alice: Visitor) -> None:
    answer = alice.post("/profile/password", alice.token() | {"password": "short"})

    assert answer.status_code == 400
    assert "at least 12" in Page(answer.text).words


def test_a_password_that_others_know_is_refused_beside_its_field(alice: Visitor) -> None:
    answer = alice.post("/profile/password", alice.token() | {"password": "1qaz2wsx3edc"})

    assert answer.status_code == 400
    assert "attackers try it first" in Page(answer.text).words


def test_a_page_that_needs_a_proof_comes_back_after_it(alice: Visitor) -> None:
    given = alice.token() | {"return_to": "/profile", "proof_password": PASSWORD, "proof_ways": "password"}

    assert alice.post("/proof", given).headers["Location"] == "/profile"
    assert alice.post("/proof", given | {"return_to": "//evil.example"}).headers["Location"] == "/"
