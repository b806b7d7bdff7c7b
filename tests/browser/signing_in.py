"""A portal of a test's own, and what people do at it to prove who they are."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Door
from tests.browser.serving import served
from tests.click.joined import Joined


@pytest.fixture
def own_door(join: Callable[..., Joined]) -> Iterator[Door]:
    """A portal that nobody else changes."""
    with served(lambda url: join(DOORSTEP_PUBLIC_URL=url).app, password=PASSWORD) as door:
        yield door


def shown_secret(page: Page) -> str:
    """The secret on the page that adds an app."""
    return page.locator("code.secret").inner_text().replace(" ", "")


def begin_app(page: Page) -> str:
    """Go to one's own sign-in, begin to add an app, and return its secret."""
    page.get_by_role("link", name="Your sign-in:").click()
    page.get_by_role("button", name="Add an app").click()
    expect(page.get_by_role("heading", name="Add an authenticator app")).to_be_visible()
    return shown_secret(page)


def add_app(page: Page) -> str:
    """Add an app, keep the recovery codes, and return its secret."""
    secret = begin_app(page)
    page.get_by_label("Code that the app shows now").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    return secret


def next_code(secret: str) -> str:
    """The code that follows on the one that counted already: clocks of phones may be half a minute ahead."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))


def give_password(page: Page, door: Door, username: str) -> None:
    """Fill in the sign-in form, and stand before the second step."""
    page.goto(door.url)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(door.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("Second step"))).to_be_visible()
