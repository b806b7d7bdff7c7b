"""From the sign-in page through a provider's own pages to the console, and out again everywhere, in a real browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.domain.arns import RoleArn
from app.domain.ledger import Actor
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.browser.conftest import Door, in_the_console
from tests.browser.serving import served
from tests.click.joined import DEVELOPER, Joined
from tests.fixtures.aws import Clock
from tests.fixtures.browser import PHONE, OpenPage, axe
from tests.fixtures.idp import Idp
from tests.oidc.clicks import let_pass


@pytest.fixture
def portal(join: Callable[..., Joined], idp: Idp) -> Joined:
    """A portal that knows the provider as `acme`."""
    return join(DOORSTEP_PUBLIC_URL=idp.portal_url, **idp.settings())


@pytest.fixture
def door(portal: Joined, idp: Idp) -> Iterator[Door]:
    with served(lambda _url: portal.app, password="", port=urlsplit(idp.portal_url).port) as door:
        yield door


def sign_in_at_acme(page: Page, login: str) -> None:
    """Click the link, and fill in the provider's own forms, which want a font from the internet."""
    page.route("https://fonts.googleapis.com/**", lambda route: route.fulfill(content_type="text/css", body=""))
    page.get_by_role("link", name="Sign in with Acme").click()
    page.get_by_placeholder("Enter any login").fill(login)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def let_the_night_watch_in(portal: Joined) -> None:
    """Map the provider's group to a role."""
    scribe = Scribe(clock=Clock(), new_id=new_id)
    catalogue = Catalogue(changes=Registry(database=portal.database), scribe=scribe)
    catalogue.add_mapping("group", "night-watch", RoleArn.parse(DEVELOPER), actor=Actor("operator", "root"))


def test_dora_comes_in_through_her_company_and_stands_in_the_console(page: Page, door: Door, portal: Joined) -> None:
    page.goto(door.url)
    sign_in_at_acme(page, "dora")
    expect(page.get_by_text("Dora Dean")).to_be_visible()
    let_the_night_watch_in(portal)

    page.reload()
    page.get_by_role("button", name="Open console as Developer in Rides development").click()

    assert in_the_console(page) == DEVELOPER
    assert page.locator("#source-identity").inner_text() == "dora"


def test_a_click_after_eight_hours_leads_through_the_company_and_back(page: Page, door: Door, portal: Joined) -> None:
    page.goto(door.url)
    sign_in_at_acme(page, "dora")
    expect(page.get_by_text("Dora Dean")).to_be_visible()
    let_the_night_watch_in(portal)
    let_pass(portal, timedelta(hours=9))

    page.goto(f"{door.url}/console?role_arn={DEVELOPER}")
    page.get_by_label("Why").fill("TICKET-7")
    page.get_by_role("button", name="Open console").click()
    expect(page.get_by_text("Nothing has been opened yet")).to_be_visible()
    assert axe(page) == []
    expect(page.get_by_label("Why")).to_have_value("TICKET-7")
    page.get_by_role("button", name="Open console").click()

    assert in_the_console(page) == DEVELOPER


def test_signing_out_ends_at_the_provider(page: Page, door: Door) -> None:
    page.goto(door.url)
    sign_in_at_acme(page, "dora")

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Yes, sign me out").click()

    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert page.url == f"{door.url}/signed-out"


def test_without_javascript_on_a_phone_in_the_dark_the_local_form_unfolds(open_page: OpenPage, door: Door) -> None:
    page = open_page(color_scheme="dark", viewport=PHONE, javascript=False)
    page.goto(door.url)
    expect(page.get_by_label("Password")).to_be_hidden()

    page.get_by_text("Sign in with a local account").click()

    expect(page.get_by_label("Password")).to_be_visible()


def test_the_sign_in_page_is_for_everybody(page: Page, door: Door) -> None:
    page.goto(door.url)

    expect(page.get_by_role("link", name="Sign in with Acme")).to_be_visible()
    assert axe(page) == []
