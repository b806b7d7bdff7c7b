"""Passkeys in a real browser, with the virtual authenticator that Chromium brings for its own tests."""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import Door, in_the_console
from tests.browser.signing_in import give_password
from tests.fixtures.browser import PHONE, OpenPage, axe

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WIDTH = "document.documentElement.scrollWidth"


class Device:
    """What holds the passkeys of one browser page."""

    def __init__(self, page: Page) -> None:
        self._chromium: CDPSession = page.context.new_cdp_session(page)
        self._chromium.send("WebAuthn.enable")
        self._id = self._chromium.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def knows(self, *, its_person: bool) -> None:
        """Let the fingerprint fit from now on, or not."""
        told = {"authenticatorId": self._id, "isUserVerified": its_person}
        self._chromium.send("WebAuthn.setUserVerified", told)


@pytest.fixture
def device(page: Page) -> Device:
    return Device(page)


def add_passkey(page: Page, door: Door, name: str = "Work laptop") -> None:
    door.sign_in(page, "alice", at="/profile")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


def looks_right(page: Page) -> None:
    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    assert in_light == []
    assert in_dark == []
    assert page.evaluate(WIDTH) == PHONE[0]


def test_a_passkey_alone_leads_from_the_sign_in_page_to_the_console(page: Page, own_door: Door, device: Device) -> None:
    add_passkey(page, own_door)
    page.get_by_role("button", name="Sign out").click()
    page.goto(own_door.url)

    page.get_by_role("button", name="Use a passkey instead").click()
    page.get_by_role("button", name="Open console as Developer in Rides development").click()

    assert in_the_console(page).endswith(":role/Developer")


def test_a_passkey_is_the_second_step_and_the_fresh_proof(page: Page, own_door: Door, device: Device) -> None:
    add_passkey(page, own_door)
    page.get_by_role("button", name="Sign out").click()
    give_password(page, own_door, "alice")
    looks_right(page)

    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_role("link", name="Your sign-in:").click()
    expect(page.get_by_text("last used")).to_be_visible()
    looks_right(page)


def test_a_passkey_that_the_device_keeps_back_is_said_to_be_missing(page: Page, own_door: Door, device: Device) -> None:
    add_passkey(page, own_door)
    page.get_by_role("button", name="Sign out").click()
    device.knows(its_person=False)
    page.goto(own_door.url)

    page.get_by_role("button", name="Use a passkey instead").click()

    expect(page.get_by_role("alert")).to_contain_text("Your browser brought no passkey")
    looks_right(page)
    device.knows(its_person=True)
    page.get_by_role("button", name="Ask for the passkey").click()
    expect(page.get_by_role("heading", name="Your roles")).to_be_visible()


def test_one_device_makes_one_passkey(page: Page, own_door: Door, device: Device) -> None:
    add_passkey(page, own_door)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Add a passkey").click()
    looks_right(page)

    page.get_by_label("Name").fill("The same once more")
    page.get_by_role("button", name="Make the passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("holds a passkey of yours")


def test_without_a_script_the_page_says_what_to_do(open_page: OpenPage, own_door: Door) -> None:
    page = open_page(javascript=False)
    page.goto(own_door.url)

    page.get_by_role("button", name="Use a passkey instead").click()

    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    page.get_by_role("link", name="Sign in with a password").click()
    expect(page.get_by_label("Username")).to_be_visible()


def test_a_passkey_breaks_the_glass_to_the_console_and_people_see_it(
    page: Page, own_door: Door, device: Device
) -> None:
    add_passkey(page, own_door, "In the safe")
    page.get_by_role("button", name="Sign out").click()
    own_door.sign_in(page, "ada", at="/admin/break-glass/new")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Why").fill("for a day without a provider")
    page.get_by_role("button", name="Keep for emergencies").click()
    expect(page.get_by_text("Opens once").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{own_door.url}/sign-in/break-glass")
    looks_right(page)
    page.get_by_label("Why").fill("the provider is down")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Ask for the passkey").click()
    page.get_by_role("button", name="Open console as Developer in Rides development").click()
    assert in_the_console(page).endswith(":role/Developer")
    page.goto(own_door.url)
    page.get_by_role("button", name="Sign out").click()
    own_door.sign_in(page, "ada", at="/admin/break-glass")

    expect(page.get_by_text("nobody has reviewed it")).to_be_visible()
    expect(page.get_by_text("Sealed: used")).to_be_visible()
    looks_right(page)
