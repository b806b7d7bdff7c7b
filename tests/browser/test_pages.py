"""Every page, light and dark, wide and narrow: nothing for axe to find, nothing to scroll sideways."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door
from tests.fixtures.browser import PHONE, OpenPage, axe

Walk = Callable[[Page, Door], None]
DEVELOPER = "arn:aws:iam::158402936671:role/Developer"
LONG_USERNAME = "maximiliane-theodora.o'connor żółkiewska+streetsides@cobbleandchain.eu"
NARROWEST = (320, 640)
WIDTH = "document.documentElement.scrollWidth"


def the_sign_in_page(page: Page, door: Door) -> None:
    page.goto(f"{door.url}/sign-in")


def a_refused_sign_in(page: Page, door: Door) -> None:
    page.goto(f"{door.url}/sign-in")
    page.get_by_label("Username").fill("nobody at all")
    page.get_by_label("Password").fill("guessed")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def the_portal_page(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")


def a_filtered_portal_page(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    page.keyboard.press("/")
    page.keyboard.type("prod")
    expect(page.get_by_role("heading", name="Sandbox")).to_be_hidden()


def a_portal_page_of_two_partitions(page: Page, door: Door) -> None:
    door.sign_in(page, "wendy")


def a_portal_page_without_roles(page: Page, door: Door) -> None:
    door.sign_in(page, "charlie")


def the_page_of_a_long_name(page: Page, door: Door) -> None:
    door.sign_in(page, LONG_USERNAME)


def the_page_before_a_click(page: Page, door: Door) -> None:
    door.sign_in(page, "alice", at=f"/console?{urlencode({'role_arn': DEVELOPER})}")


def the_page_of_a_sensitive_account(page: Page, door: Door) -> None:
    arn = "arn:aws:iam::378624158893:role/OnCall"
    door.sign_in(page, "alice", at=f"/console?{urlencode({'role_arn': arn})}")


def a_403(page: Page, door: Door) -> None:
    door.sign_in(page, "charlie", at=f"/console?{urlencode({'role_arn': DEVELOPER})}")


def a_400(page: Page, door: Door) -> None:
    door.sign_in(page, "charlie", at="/console?role_arn=nothing")


def a_404(page: Page, door: Door) -> None:
    page.goto(f"{door.url}/nowhere")


def a_refusal_of_aws(page: Page, door: Door) -> None:
    door.sign_in(page, "erin")
    page.get_by_role("button", name="Open PROD console as LegacyDeploy").click()
    expect(page.get_by_role("heading", name="AWS refused")).to_be_visible()


def the_page_after_signing_out(page: Page, door: Door) -> None:
    door.sign_in(page, "charlie")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


def the_ledger(page: Page, door: Door) -> None:
    door.sign_in(page, "oliver", at="/admin/ledger?outcome=succeeded&since=2026-01-01")
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()


def an_entry_of_the_ledger(page: Page, door: Door) -> None:
    the_ledger(page, door)
    entry = page.locator("table.rows a").first
    entry.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Columns")).to_be_visible()


WALKS = (
    the_sign_in_page,
    a_refused_sign_in,
    the_portal_page,
    a_filtered_portal_page,
    a_portal_page_of_two_partitions,
    a_portal_page_without_roles,
    the_page_of_a_long_name,
    the_page_before_a_click,
    the_page_of_a_sensitive_account,
    a_403,
    a_400,
    a_404,
    a_refusal_of_aws,
    the_page_after_signing_out,
    the_ledger,
    an_entry_of_the_ledger,
)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_axe_finds_nothing_in_light_or_dark(page: Page, door: Door, walk: Walk) -> None:
    walk(page, door)

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe(page)

    assert in_light == []
    assert in_dark == []


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_a_phone_scrolls_down_only(open_page: OpenPage, door: Door, walk: Walk) -> None:
    page = open_page(viewport=PHONE)
    walk(page, door)

    on_a_phone = page.evaluate(WIDTH)
    page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
    on_the_narrowest = page.evaluate(WIDTH)

    assert (on_a_phone, on_the_narrowest) == (PHONE[0], NARROWEST[0])


def test_every_page_has_a_title_of_its_own(open_page: OpenPage, door: Door) -> None:
    titles = [title_after(walk, open_page(), door) for walk in WALKS]

    assert all(title.endswith(" · Doorstep") for title in titles)
    # Five of the walks end on a portal page, and two on the sign-in page.
    assert len(set(titles)) == len(WALKS) - 5


def test_the_skip_link_is_the_first_stop_and_leads_past_the_header(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    page.goto(door.url)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_the_page_follows_the_colours_of_the_system(open_page: OpenPage, door: Door) -> None:
    light, dark = open_page(color_scheme="light"), open_page(color_scheme="dark")
    the_sign_in_page(light, door)
    the_sign_in_page(dark, door)

    colours = [page.evaluate("getComputedStyle(document.body).backgroundColor") for page in (light, dark)]

    assert colours == ["rgb(246, 245, 241)", "rgb(18, 20, 22)"]


def title_after(walk: Walk, page: Page, door: Door) -> str:
    """The title of the page where a walk ends."""
    walk(page, door)
    return page.title()
