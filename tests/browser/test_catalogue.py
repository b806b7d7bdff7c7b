"""Accounts, roles, people and groups in a browser: with the keyboard alone, in light and dark, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door
from tests.fixtures.browser import PHONE, OpenPage, axe

Walk = Callable[[Page, Door], None]
WIDTH = "document.documentElement.scrollWidth"


def the_accounts(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/accounts")


def an_account(page: Page, door: Door) -> None:
    the_accounts(page, door)
    page.locator("table.rows a").first.click()
    expect(page.get_by_role("heading", name="Roles", exact=True)).to_be_visible()


def a_form_with_mistakes(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/accounts/new")
    page.get_by_label("Tags").fill("env")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_be_visible()


def the_roles(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/roles")


def a_role(page: Page, door: Door) -> None:
    the_roles(page, door)
    page.locator("table.rows a").first.click()
    expect(page.get_by_role("heading", name="Role mappings")).to_be_visible()


def the_form_of_a_role(page: Page, door: Door) -> None:
    a_role(page, door)
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Longest console")).to_be_visible()


def the_people(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/people")


def a_person(page: Page, door: Door) -> None:
    the_people(page, door)
    page.get_by_role("link", name="alice", exact=True).click()
    expect(page.get_by_role("heading", name="Role mappings")).to_be_visible()


def the_form_of_a_person(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/people/new")


def the_groups(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/groups")


def a_group(page: Page, door: Door) -> None:
    the_groups(page, door)
    page.locator("table.rows a").first.click()
    expect(page.get_by_role("heading", name="Members", exact=True)).to_be_visible()


WALKS = (
    the_accounts,
    an_account,
    a_form_with_mistakes,
    the_roles,
    a_role,
    the_form_of_a_role,
    the_people,
    a_person,
    the_form_of_a_person,
    the_groups,
    a_group,
)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(page: Page, door: Door, walk: Walk) -> None:
    walk(page, door)

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    assert (in_light, in_dark) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]


def test_an_account_and_a_role_are_added_with_the_keyboard_alone(page: Page, door: Door) -> None:
    the_accounts(page, door)

    page.get_by_role("link", name="Add an account").focus()
    page.keyboard.press("Enter")
    type_into(page, "Account ID", "700000000017")
    type_into(page, "Name", "Brickyard")
    type_into(page, "Tags (optional)", "env=dev")
    preview_and_save(page, "a new brickyard")
    expect(page.get_by_text("Brickyard").first).to_be_visible()

    page.goto(f"{door.url}/admin/roles/new")
    type_into(page, "Role ARN", "arn:aws:iam::700000000017:role/Baker")
    preview_and_save(page, "somebody has to bake")
    page.goto(f"{door.url}/admin/roles?q=baker")

    expect(page.get_by_role("link", name="Baker")).to_be_visible()


def test_a_list_narrows_while_somebody_types(page: Page, door: Door) -> None:
    the_people(page, door)

    page.get_by_label("Search people").press_sequentially("olive")

    expect(page.get_by_role("link", name="oliver", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="alice", exact=True)).to_be_hidden()


def test_a_list_is_searched_without_javascript(open_page: OpenPage, door: Door) -> None:
    page = open_page(javascript=False)
    the_roles(page, door)

    page.get_by_label("Search roles").fill("developer")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Developer", exact=True).first).to_be_visible()
    assert "q=developer" in page.url


def type_into(page: Page, label: str, text: str) -> None:
    """Reach a field and type as a keyboard does."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(text)


def preview_and_save(page: Page, reason: str) -> None:
    """Press the buttons with Enter, and say why in between."""
    page.get_by_role("button", name="Preview").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Before you save")).to_be_visible()
    type_into(page, "Why", reason)
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Before you save")).to_be_hidden()
