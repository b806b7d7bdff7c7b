"""A role that asks for a fresh proof, in a real browser: by passkey, without a mouse, straight into the console."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.storage.tables import role, web_session
from tests.browser.conftest import PASSWORD, Door, in_the_console
from tests.browser.serving import served
from tests.browser.test_passkeys import Device, add_passkey, looks_right
from tests.click.joined import DEVELOPER, Joined
from tests.fixtures.ports import free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def portal(join: Callable[..., Joined], port: int) -> Joined:
    """A portal where one role asks for a proof at most a quarter of an hour old."""
    portal = join(DOORSTEP_PUBLIC_URL=f"http://localhost:{port}")
    with portal.database.write() as connection:
        connection.execute(update(role).where(role.c.role_arn == DEVELOPER).values(proof_minutes=15))
    return portal


@pytest.fixture
def door(portal: Joined, port: int) -> Iterator[Door]:
    with served(lambda _url: portal.app, password=PASSWORD, port=port) as door:
        yield door


def let_proofs_age(portal: Joined) -> None:
    """Let everybody have proved anything an hour ago."""
    proofs = [
        {"how": how, "at": (datetime.now(UTC) - timedelta(hours=1)).isoformat()} for how in ("password", "passkey")
    ]
    with portal.database.write() as connection:
        connection.execute(update(web_session).values(proofs=proofs))


def test_a_passkey_given_by_keyboard_opens_the_console_at_once(page: Page, door: Door, portal: Joined) -> None:
    Device(page)
    add_passkey(page, door)
    let_proofs_age(portal)
    page.goto(f"{door.url}/console?role_arn={DEVELOPER}")
    expect(page.get_by_text("you will be asked for your passkey, and the console opens right after")).to_be_visible()
    looks_right(page)
    page.get_by_label("Why (optional)").fill("TICKET-7")

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Cancel").focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_focused()
    page.keyboard.press("Enter")

    assert in_the_console(page) == DEVELOPER
    asked = [one.parsed_body() for one in portal.ledger.events() if one.action == "console:requested"]
    assert [(body["reason"], "proof" in body) for body in asked] == [("TICKET-7", False), ("TICKET-7", True)]
