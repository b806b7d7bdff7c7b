"""An authenticator app in a real browser: added, asked for, and every page of it in light, dark and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door, in_the_console
from tests.browser.signing_in import add_app, begin_app, give_password, next_code
from tests.fixtures.browser import PHONE, OpenPage, axe

Walk = Callable[[Page, Door], None]
WIDTH = "document.documentElement.scrollWidth"


def the_page_of_a_password(page: Page, door: Door) -> None:
    door.sign_in(page, "alice", at="/profile")


def where_she_is_signed_in(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    page.context.clear_cookies()
    door.sign_in(page, "alice", at="/profile")
    page.get_by_role("link", name="See every browser, and sign it out").click()
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_be_visible()


def where_somebody_is_signed_in(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    page.context.clear_cookies()
    door.sign_in(page, "ada", at="/admin/people?q=achterberg")
    page.get_by_role("link", name="alice").click()
    page.get_by_role("link", name="Where they are signed in").click()
    expect(page.get_by_role("heading", name="Where Alice Achterberg is signed in")).to_be_visible()


def an_app_to_scan(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    begin_app(page)


def a_wrong_code(page: Page, door: Door) -> None:
    an_app_to_scan(page, door)
    page.get_by_label("Code that the app shows now").fill("1")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("alert")).to_be_visible()


def the_recovery_codes(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    add_app(page)


def the_page_of_an_app(page: Page, door: Door) -> None:
    the_recovery_codes(page, door)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("button", name="Remove the app")).to_be_visible()


def the_second_step(page: Page, door: Door) -> None:
    the_recovery_codes(page, door)
    page.get_by_role("button", name="Sign out").click()
    give_password(page, door, "alice")


def a_refused_second_step(page: Page, door: Door) -> None:
    the_second_step(page, door)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def a_new_password(page: Page, door: Door) -> None:
    the_page_of_a_password(page, door)
    page.get_by_role("link", name="Change the password").click()


def a_question_for_a_proof(page: Page, door: Door) -> None:
    a_new_password(page, door)
    page.get_by_label("Your current password").fill("not hers")
    page.get_by_label("New password").fill("quite another long one")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()


WALKS = (
    the_page_of_a_password,
    where_she_is_signed_in,
    where_somebody_is_signed_in,
    an_app_to_scan,
    a_wrong_code,
    the_recovery_codes,
    the_page_of_an_app,
    the_second_step,
    a_refused_second_step,
    a_new_password,
    a_question_for_a_proof,
)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(page: Page, own_door: Door, walk: Walk) -> None:
    walk(page, own_door)

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    assert in_light == []
    assert in_dark == []
    assert page.evaluate(WIDTH) == PHONE[0]


def test_alice_signs_in_with_a_code_and_stands_in_the_console(open_page: OpenPage, own_door: Door) -> None:
    page, phone = open_page(), open_page(viewport=PHONE, javascript=False)
    own_door.sign_in(page, "alice")
    secret = add_app(page)

    give_password(phone, own_door, "alice")
    phone.get_by_label("Code").fill(next_code(secret))
    phone.get_by_role("button", name="Sign in").click()
    phone.get_by_role("button", name="Open console as Developer in Rides development").click()

    assert in_the_console(phone).endswith(":role/Developer")


def test_recovery_codes_are_a_file_to_keep(page: Page, own_door: Door) -> None:
    the_recovery_codes(page, own_door)
    shown = page.locator(".codes code").all_inner_texts()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()

    kept = Path(download.value.path()).read_text(encoding="utf-8").split()
    assert download.value.suggested_filename == "doorstep-recovery-codes.txt"
    assert kept[-10:] == shown


def test_a_password_is_changed_after_a_wrong_try_though_no_page_holds_it(page: Page, own_door: Door) -> None:
    a_question_for_a_proof(page, own_door)

    page.get_by_label("Your current password").fill(own_door.password)
    page.get_by_label("New password, once more").fill("quite another long one")
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", name="Your sign-in")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    Door(own_door.url, "quite another long one").sign_in(page, "alice")
