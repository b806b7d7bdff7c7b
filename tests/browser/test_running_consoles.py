"""From a person who has to go to what stops their console at AWS, in a real browser."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Door, in_the_console
from tests.fixtures.browser import PHONE, axe

WIDTH = "document.documentElement.scrollWidth"


def test_ada_finds_alices_console_and_the_policy_that_stops_it(page: Page, own_door: Door) -> None:
    own_door.sign_in(page, "alice")
    page.get_by_role("button", name="Open console as Developer in Rides development").click()
    in_the_console(page)
    page.context.clear_cookies()
    own_door.sign_in(page, "ada", at="/admin/people?q=achterberg")
    page.get_by_role("link", name="alice").click()

    page.get_by_role("link", name="Whose they are, and how to stop them at AWS").click()
    expect(page.get_by_role("heading", name="Stop them at AWS")).to_be_visible()
    expect(page.get_by_role("region", name="Policy against these people")).to_contain_text(":alice")
    page.get_by_text("Everybody in this role").click()
    page.get_by_text("In any role").click()
    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    assert (in_light, in_dark) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]
