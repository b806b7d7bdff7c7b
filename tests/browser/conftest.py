"""The demo, started as anybody starts it, and people at its door."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.fixtures.ports import free_port

PASSWORD = "cobble and chain"
STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Door:
    """The running portal: its address, and the way in."""

    url: str
    password: str = PASSWORD

    def sign_in(self, page: Page, username: str, *, at: str = "/") -> None:
        """Fill in the sign-in form as a person does."""
        page.goto(self.url + at)
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(self.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        # The scripts have run by then: a key pressed before would go nowhere.
        page.wait_for_load_state()


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    """`doorstep demo`: the portal with its embedded AWS, as processes of their own."""
    port = free_port()
    command = [sys.executable, "-m", "app", "demo", "--bind", f"127.0.0.1:{port}"]
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdout=said, stderr=said) as demo:
        try:
            wait_for(f"http://localhost:{port}/readyz", demo)
            yield Door(f"http://localhost:{port}")
        finally:
            demo.terminate()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the portal is ready; fails where it ended instead."""
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(address, timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    pytest.fail("The demo did not start.")


def in_the_console(page: Page) -> str:
    """Wait until the browser stands on the console page, and return the role that came in."""
    expect(page.get_by_role("heading", name=re.compile("You are in the console"))).to_be_visible()
    return page.locator("#role").inner_text()
