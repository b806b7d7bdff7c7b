"""The demo, started as anybody starts it, and people at its door."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.entering import Hall
from tests.fixtures.ports import free_port
from tests.web.pages import Page as Read

PASSWORD = "cobble and chain"
# Who has a security key, wherever nothing else is said.
WITH_KEYS = frozenset({"ada"})
STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Door:
    """The running portal: its address, and the way in."""

    url: str
    password: str = PASSWORD
    with_keys: frozenset[str] = WITH_KEYS

    def sign_in(self, page: Page, username: str, *, at: str = "/") -> None:
        """Fill in the sign-in form as a person does; whoever has a security key brings what it gave them."""
        if username in self.with_keys:
            self._enter(page, username, at)
            return
        page.goto(self.url + at)
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(self.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        # The scripts have run by then: a key pressed before would go nowhere.
        page.wait_for_load_state()

    def _enter(self, page: Page, username: str, at: str) -> None:
        hall = Hall(self.url, username)
        hall.enter_with_key()
        page.context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in hall.cookies.items()]
        )
        page.goto(self.url + at)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.wait_for_load_state()


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    """`doorstep demo`: the portal with its embedded AWS, as processes of their own."""
    port = free_port()
    command = [sys.executable, "-m", "app", "demo", "--bind", f"127.0.0.1:{port}"]
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdout=said, stderr=said) as demo:
        try:
            wait_for(f"http://localhost:{port}/readyz", demo)
            give_ada_a_key(f"http://localhost:{port}", phone_of(said))
            yield Door(f"http://localhost:{port}")
        finally:
            demo.terminate()


def phone_of(said: IO[bytes]) -> str:
    """Where the demo says that ada's authenticator app is; waits until it has said so."""
    until, found, written = time.monotonic() + STARTS_WITHIN_SECONDS, None, b""
    while time.monotonic() < until and found is None:
        # Without moving the place at which the demo goes on to write.
        written = os.pread(said.fileno(), 100_000, 0)
        found = re.search(rb"authenticator app shows its codes at (http://\S+)", written)
        time.sleep(0.02)
    assert found is not None, f"The demo did not say where ada's phone is, but: {written.decode()}"
    return found[1].decode()


def give_ada_a_key(url: str, phone: str) -> None:
    """Let ada sign in as the demo says, and add a security key: its answers count as often as tests need them."""
    (code,) = re.findall(r"[0-9]{3} [0-9]{3}", Read(requests.get(phone, timeout=10).text).words)
    hall = Hall(url, "ada")
    hall.enter_with_code(PASSWORD, code)
    hall.add_key()


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
