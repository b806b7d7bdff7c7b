"""Import from AWS in a real browser: it goes on by itself, and what is ticked is saved after the preview."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Door
from tests.fixtures.browser import PHONE, OpenPage, axe

Walk = Callable[[Page, Door], None]
WIDTH = "document.documentElement.scrollWidth"
# A whole discovery of the sample company takes some seconds: it is paced.
ENDS_WITHIN = 30_000
ENDED = "Everything has been read"


def test_ada_imports_a_role_from_start_to_saved(page: Page, door: Door) -> None:
    start(page, door)
    expect(page.get_by_role("heading", name=ENDED)).to_be_visible(timeout=ENDS_WITHIN)
    expect(page.get_by_text("9 accounts read · 1 failed")).to_be_visible()

    page.get_by_role("link", name="See what is new, changed and gone").click()
    expect(page.get_by_label("FeatureFlags in Rides development")).to_be_checked()
    expect(page.get_by_label("NightlyImport in Data lake")).not_to_be_checked()
    page.get_by_label("FlowLogReader in Network").uncheck()
    page.get_by_role("button", name="Preview what is ticked").click()
    expect(page.get_by_text("New: Role FeatureFlags in Rides development")).to_be_visible()
    page.get_by_label("Why", exact=True).fill("the teams made it")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    expect(page.get_by_text("Role FeatureFlags in Rides development")).to_be_visible()


def test_the_same_without_javascript_on_a_phone_in_the_dark(open_page: OpenPage, door: Door) -> None:
    page = open_page(color_scheme="dark", viewport=PHONE, javascript=False)
    start(page, door, partition="aws-us-gov")

    press_continue_until_it_ends(page)
    page.get_by_role("link", name="See what is new, changed and gone").click()
    page.get_by_label("doorstep-portal-task in Gov identity").check()
    page.get_by_role("button", name="Preview what is ticked").click()
    page.get_by_role("button", name="Go on editing").click()
    expect(page.get_by_label("doorstep-portal-task in Gov identity")).to_be_checked()
    page.get_by_role("button", name="Preview what is ticked").click()
    page.get_by_label("Why", exact=True).fill("to look at it")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undone: to look at it")).to_be_visible()


def test_once_the_web_session_has_ended_the_progress_leads_to_sign_in(browser: Browser, door: Door) -> None:
    # A context that nobody watches: Chromium complains of the 401 that is asked for here.
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        start(page, door)
        expect(page.get_by_text("of 10 accounts")).to_be_visible(timeout=ENDS_WITHIN)
        context.clear_cookies()

        expect(page).to_have_url(re.compile(r"/sign-in"), timeout=ENDS_WITHIN)


def test_one_answer_that_is_lost_does_not_stop_it(browser: Browser, door: Door) -> None:
    # Not watched either: Chromium complains of the request that is lost here.
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        page.route("**/continue", lambda route: route.abort(), times=1)
        start(page, door, partition="aws-us-gov")

        expect(page.get_by_role("heading", name=ENDED)).to_be_visible(timeout=ENDS_WITHIN)


def the_form(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/discovery")
    page.get_by_text("What to set up in AWS").click()


def a_form_with_mistakes(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/discovery")
    page.get_by_label("Read-only role").fill("two words")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("1 thing needs your attention")).to_be_visible()


def the_end(page: Page, door: Door) -> None:
    start(page, door)
    expect(page.get_by_role("heading", name=ENDED)).to_be_visible(timeout=ENDS_WITHIN)


def the_findings(page: Page, door: Door) -> None:
    the_end(page, door)
    page.get_by_role("link", name="See what is new, changed and gone").click()
    expect(page.get_by_role("heading", name="What is new, changed and gone")).to_be_visible()


WALKS = (the_form, a_form_with_mistakes, the_end, the_findings)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(open_page: OpenPage, door: Door, walk: Walk) -> None:
    page = open_page(viewport=PHONE)
    walk(page, door)

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe(page)

    assert (in_light, in_dark) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]


def start(page: Page, door: Door, partition: str = "aws") -> None:
    """Order a discovery."""
    door.sign_in(page, "ada", at="/admin/discovery")
    page.get_by_label("Partition").select_option(partition)
    page.get_by_role("button", name="Start").click()


def press_continue_until_it_ends(page: Page, presses: int = 5) -> None:
    """Press the button as long as it is there."""
    if presses and page.get_by_role("button", name="Continue").is_visible():
        page.get_by_role("button", name="Continue").click()
        press_continue_until_it_ends(page, presses - 1)
