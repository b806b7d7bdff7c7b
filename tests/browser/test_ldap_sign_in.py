"""From the sign-in page through a directory's own form to the console, in a real browser."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door, in_the_console
from tests.browser.serving import served
from tests.browser.test_oidc_sign_in import let_the_night_watch_in
from tests.click.joined import DEVELOPER, Joined
from tests.fixtures.browser import axe
from tests.fixtures.ports import free_port
from tests.fixtures.slapd import PASSWORD, Slapd


@pytest.fixture
def portal(join: Callable[..., Joined], slapd: Slapd) -> Iterator[Joined]:
    """A portal that knows the directory as `acme`, and Dora in it."""
    dora = slapd.add_person("dora", cn="Dora Dean")
    night_watch = slapd.add_group("night-watch", dora)
    yield join(DOORSTEP_PUBLIC_URL=f"http://localhost:{free_port()}", **slapd.settings())
    slapd.remove(night_watch)
    slapd.remove(dora)


@pytest.fixture
def door(portal: Joined) -> Iterator[Door]:
    port = urlsplit(portal.app.extensions["doorstep.site"].public_url).port
    with served(lambda _url: portal.app, password="", port=port) as door:
        yield door


def test_dora_comes_in_with_her_own_password_and_stands_in_the_console(page: Page, door: Door, portal: Joined) -> None:
    page.goto(door.url)
    page.get_by_role("link", name="Sign in with Acme").click()
    page.get_by_label("Username").fill("dora")
    page.get_by_label("Password").fill("not hers")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("does not know this username with this password")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Dora Dean")).to_be_visible()
    let_the_night_watch_in(portal)

    page.reload()
    page.get_by_role("button", name="Open console as Developer in Rides development").click()

    assert in_the_console(page) == DEVELOPER
    assert page.locator("#source-identity").inner_text() == "dora"
