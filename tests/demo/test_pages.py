"""The pages of the simulated AWS in a real browser: nothing that the policy forbids, nothing that axe finds wrong."""

from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from app.demo.aws import EmbeddedAws
from tests.demo.browsers import DESTINATION, ISSUER, signin_token
from tests.fixtures.aws import Clock
from tests.fixtures.browser import PHONE, OpenPage, axe

TINKERER = "arn:aws:iam::601957481126:role/Tinkerer"


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    aws: EmbeddedAws, clock: Clock, open_page: OpenPage, color_scheme: Literal["light", "dark"]
) -> None:
    page = open_page(color_scheme=color_scheme)
    logins = [_login(aws, signin_token(aws, TINKERER)), _login(aws, signin_token(aws, duration="900"))]
    places = [aws.signin_url, *logins, aws.signin_url, aws.console_url, f"{aws.signin_url}/sessions/limit"]
    odd = [f"{aws.signin_url}/federation", f"{aws.console_url}/hand-over", _login(aws, "invented")]

    found = [_violations(page, place) for place in [*places, *odd]]
    console = _console(page, _login(aws, signin_token(aws, duration="900")))
    clock.advance(minutes=15)
    found += [_violations(page, place) for place in [console, f"{aws.signin_url}/oauth?Action=logout"]]

    assert found == [[]] * len(found)


def test_the_console_fits_on_a_phone(aws: EmbeddedAws, open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)

    page.goto(_login(aws, signin_token(aws, SourceIdentity="alice")))

    expect(page.locator("#role-session-name")).to_have_text("alice")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_second_role_stands_beside_the_first_until_multi_session_is_off(aws: EmbeddedAws, page: Page) -> None:
    page.goto(_login(aws, signin_token(aws)))
    page.goto(_login(aws, signin_token(aws, TINKERER)))
    page.get_by_role("link", name="Developer/alice @ 158402936671").click()
    expect(page.locator("#account")).to_contain_text("158402936671")
    page.get_by_role("link", name="Turn off multi-session").click()

    page.goto(_login(aws, signin_token(aws, "arn:aws:iam::590846370015:role/Analyst")))

    expect(page.locator("main")).to_contain_text("You must first log out before logging into a different AWS account.")
    assert axe(page) == []


def _login(aws: EmbeddedAws, token: str) -> str:
    query = {"Action": "login", "SigninToken": token, "Destination": DESTINATION, "Issuer": ISSUER}
    return f"{aws.signin_url}/federation?{urlencode(query)}"


def _console(page: Page, login: str) -> str:
    page.goto(login)
    return page.url


def _violations(page: Page, place: str) -> list[str]:
    page.goto(place)
    assert "simulated" in page.locator("aside.simulated").inner_text()
    return [f"{place}: {violation}" for violation in axe(page)]
