"""What the two small scripts add: finding a role by typing, and copying."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Door, in_the_console
from tests.fixtures.browser import OpenPage

CHOSEN = ".role.chosen h3"


def test_typing_leaves_the_roles_that_fit(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")

    page.keyboard.press("/")
    page.keyboard.type("rides-STAGING")

    expect(page.get_by_role("heading", level=2)).to_have_text(["Rides staging"])
    expect(page.get_by_role("status")).to_have_text("1 of 7 roles: Developer")


def test_an_account_id_finds_its_account(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")

    page.get_by_label("Filter roles").fill("6019 5748")

    expect(page.get_by_role("heading", level=2)).to_have_text(["Sandbox"])


def test_nothing_found_says_so_and_escape_brings_everything_back(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")

    page.get_by_label("Filter roles").fill("zzz")
    expect(page.get_by_text("No role matches.").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("heading", level=3)).to_have_count(7)
    expect(page.get_by_label("Filter roles")).to_have_value("")


def test_arrow_keys_choose_and_enter_opens(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")

    page.keyboard.press("/")
    page.keyboard.type("dev")
    expect(page.locator(CHOSEN)).to_have_text("Developer")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(CHOSEN)).to_have_text("DeveloperReadOnly")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    assert in_the_console(page) == "arn:aws:iam::158402936671:role/Developer"


def test_a_sensitive_console_takes_a_second_enter(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    button = page.get_by_role("button", name="Open PROD console as OnCall in Rides production")

    page.keyboard.press("/")
    page.keyboard.type("oncall")
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    assert page.url == f"{door.url}/"
    page.keyboard.press("Enter")

    assert in_the_console(page).endswith(":role/OnCall")


def test_a_slash_in_a_field_is_just_a_slash(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")

    page.get_by_label("Filter roles").fill("a")
    page.keyboard.type("/b")

    expect(page.get_by_label("Filter roles")).to_have_value("a/b")


def test_without_javascript_there_is_no_filter_that_does_nothing(open_page: OpenPage, door: Door) -> None:
    page = open_page(javascript=False)

    door.sign_in(page, "alice")

    expect(page.get_by_label("Filter roles")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy account ID")).to_have_count(0)
    expect(page.get_by_role("heading", level=3)).to_have_count(7)


def test_an_account_id_is_copied(page: Page, door: Door) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    door.sign_in(page, "alice")

    page.get_by_role("button", name="Copy account ID 601957481126").click()

    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "601957481126"
    expect(page.get_by_text("Copied")).to_be_hidden()


def test_the_link_to_a_role_is_copied_whole(page: Page, door: Door) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    door.sign_in(page, "alice")
    page.get_by_role("link", name="Bookmarkable link to Tinkerer in Sandbox").click()

    page.get_by_role("button", name="Copy the link to this page").click()

    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url.replace(":role/", "%3Arole%2F").replace(
        "arn:aws:iam::", "arn%3Aaws%3Aiam%3A%3A"
    )
