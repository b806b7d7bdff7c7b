"""From the sign-in page through a SAML provider's own pages to the console, in a real browser, across two sites."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door, in_the_console
from tests.browser.serving import served
from tests.browser.test_oidc_sign_in import let_the_night_watch_in
from tests.click.joined import DEVELOPER, Joined
from tests.fixtures.saml_idp import SamlIdp


@pytest.fixture
def portal(join: Callable[..., Joined], saml_idp: SamlIdp) -> Joined:
    """A portal that knows the provider as `acme`."""
    return join(DOORSTEP_PUBLIC_URL=saml_idp.portal_url, **saml_idp.settings())


@pytest.fixture
def door(portal: Joined, saml_idp: SamlIdp) -> Iterator[Door]:
    with served(lambda _url: portal.app, password="", port=urlsplit(saml_idp.portal_url).port) as door:
        yield door


def test_dora_comes_in_through_her_company_and_stands_in_the_console(page: Page, door: Door, portal: Joined) -> None:
    page.goto(door.url)
    page.get_by_role("link", name="Sign in with Acme").click()
    page.get_by_label("Login").fill("dora")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Dora Dean")).to_be_visible()
    assert page.url == f"{door.url}/"
    let_the_night_watch_in(portal)

    page.reload()
    page.get_by_role("button", name="Open console as Developer in Rides development").click()

    assert in_the_console(page) == DEVELOPER
    assert page.locator("#source-identity").inner_text() == "dora"
