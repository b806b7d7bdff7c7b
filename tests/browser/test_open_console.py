"""The main job, end to end, in a real browser: sign in, click, and stand in the console on its own origin.

Every test here fails in the end if one page on the way broke its content security policy.
"""

from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Door, in_the_console
from tests.fixtures.browser import PHONE, OpenPage

DEVELOPER = "arn:aws:iam::158402936671:role/Developer"
BUCKETS = "https://eu-central-1.console.aws.amazon.com/s3/buckets?region=eu-central-1#a-fragment"


def test_alice_signs_in_clicks_and_stands_in_the_console(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")

    page.get_by_role("button", name="Open console as Developer in Rides development").click()

    assert in_the_console(page) == DEVELOPER
    assert origin(page.url) != origin(door.url)
    assert page.locator("#role-session-name").inner_text() == "alice"
    assert page.locator("#source-identity").inner_text() == "alice"


def test_the_same_with_the_keyboard_only(page: Page, door: Door) -> None:
    page.goto(door.url)
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your roles")).to_be_visible()
    page.wait_for_load_state()

    page.keyboard.press("/")
    page.keyboard.type("rides dev developer")
    page.keyboard.press("Enter")

    assert in_the_console(page) == DEVELOPER


def test_the_same_with_tab_and_enter_alone(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    button = page.get_by_role("button", name="Open console as Tinkerer in Sandbox")

    presses = tab_to(page, "Open console as Tinkerer in Sandbox")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")

    assert presses < 60
    assert in_the_console(page).endswith(":role/Tinkerer")


def test_the_same_without_javascript_on_a_phone_in_the_dark(open_page: OpenPage, door: Door) -> None:
    page = open_page(color_scheme="dark", viewport=PHONE, javascript=False)
    door.sign_in(page, "alice")

    page.get_by_role("button", name="Open PROD console as OnCall in Rides production").click()

    assert in_the_console(page).endswith(":role/OnCall")


def test_a_bookmark_asks_first_and_lands_on_its_page(page: Page, door: Door) -> None:
    bookmark = f"/console?{urlencode({'role_arn': DEVELOPER, 'destination': BUCKETS})}"

    door.sign_in(page, "alice", at=bookmark)
    expect(page.get_by_role("heading", name="Open this console?")).to_be_visible()
    page.get_by_label("How long").select_option("2 hours")
    page.get_by_label("Why (optional)").fill("a look at the buckets")
    page.get_by_role("button", name="Open console").click()

    assert in_the_console(page) == DEVELOPER
    assert page.locator("#destination").inner_text() == BUCKETS


def test_a_new_tab_leaves_the_portal_open(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open in a new tab: Tinkerer in Sandbox").click()

    assert in_the_console(opened.value).endswith(":role/Tinkerer")
    assert opened.value.evaluate("window.opener") is None
    assert page.url == f"{door.url}/"


def test_the_way_back_from_the_console_is_the_portal_page_made_anew(page: Page, door: Door) -> None:
    door.sign_in(page, "alice")
    page.get_by_role("button", name="Open console as Tinkerer in Sandbox").click()
    in_the_console(page)

    page.go_back()

    expect(page.get_by_role("heading", name="Your roles")).to_be_visible()


def test_wendy_opens_a_role_in_govcloud(page: Page, door: Door) -> None:
    door.sign_in(page, "wendy")

    page.get_by_role("button", name="GovReadOnly").first.click()

    assert in_the_console(page).startswith("arn:aws-us-gov:iam::")


def test_a_role_that_aws_refuses_shows_what_to_add(page: Page, door: Door) -> None:
    door.sign_in(page, "erin")

    page.get_by_role("button", name="Open PROD console as LegacyDeploy").click()

    expect(page.get_by_role("heading", name="AWS refused to let the portal assume this role")).to_be_visible()
    assert '"sts:SetSourceIdentity"' in page.locator("pre").inner_text()
    assert origin(page.url) == origin(door.url)


def origin(url: str) -> tuple[str, str]:
    """Scheme and host with port."""
    return urlsplit(url).scheme, urlsplit(url).netloc


def tab_to(page: Page, name: str, presses: int = 1) -> int:
    """Press Tab until the element of that text is focused; gives up after a hundred."""
    page.keyboard.press("Tab")
    focused = str(page.evaluate("document.activeElement.textContent")).split()
    return presses if " ".join(focused) == name or presses > 100 else tab_to(page, name, presses + 1)
