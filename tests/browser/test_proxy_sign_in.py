"""From the portal's address to the console through a proxy that names people, before the portal's own server."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from app.demo.aws import EmbeddedAws
from tests.browser.conftest import in_the_console
from tests.cli.processes import Process
from tests.click.joined import DEVELOPER
from tests.fixtures.browser import axe
from tests.fixtures.joined_portal import joining
from tests.fixtures.ports import free_port
from tests.proxy.calling import map_the_crew
from tests.proxy.conftest import PLAIN_HEADER
from tests.proxy.forwarding import Forwarder, forwarding

DORA = {"Remote-User": "dora", "Remote-Name": "Dora Dean", "Remote-Groups": "crew"}


@pytest.fixture(scope="module")
def standing_proxy(
    module_aws: EmbeddedAws, company_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Forwarder]:
    """`doorstep serve` behind a proxy; whoever is in its group `crew` may open a role."""
    port, behind, folder = free_port(), free_port(), tmp_path_factory.mktemp("behind-a-proxy")
    ours = {"DOORSTEP_PUBLIC_URL": f"http://localhost:{port}", "DOORSTEP_PROXY__PEERS": "127.0.0.1/32"}
    command = [sys.executable, "-m", "app", "serve", "--workers", "1", "--bind", f"127.0.0.1:{behind}"]
    with pytest.MonkeyPatch.context() as monkeypatch, joining(module_aws, company_file, folder, monkeypatch) as join:
        portal = join(**PLAIN_HEADER | ours)
        with Process(command, os.environ) as server, forwarding(port, behind) as proxy:
            server.wait_for("Listening at")
            proxy.says = DORA
            assert requests.get(proxy.url, timeout=20).ok
            map_the_crew(portal)
            yield proxy


@pytest.fixture
def proxy(standing_proxy: Forwarder) -> Forwarder:
    """The same, with dora before it."""
    standing_proxy.says = DORA
    return standing_proxy


def said_to(proxy: Forwarder, *lines: str) -> str:
    """What the portal's server answers to a request that is written line by line, past the proxy."""
    host = proxy.url.removeprefix("http://")
    with socket.create_connection(("127.0.0.1", proxy.behind), timeout=20) as connection:
        request = ("GET /sign-in HTTP/1.1", f"Host: {host}", *lines, "Connection: close", "", "")
        connection.sendall("\r\n".join(request).encode())
        return b"".join(iter(lambda: connection.recv(65_536), b"")).decode()


def test_dora_comes_in_without_a_form_and_stands_in_the_console(page: Page, proxy: Forwarder) -> None:
    page.goto(proxy.url)
    expect(page.get_by_text("Dora Dean")).to_be_visible()

    page.get_by_role("button", name="Open console as Developer in Rides development").click()

    assert in_the_console(page) == DEVELOPER
    assert page.locator("#source-identity").inner_text() == "dora"


def test_whom_the_proxy_does_not_name_any_more_is_told_so(page: Page, proxy: Forwarder) -> None:
    page.goto(proxy.url)
    proxy.says = {}

    page.reload()

    expect(page.get_by_role("heading", name="This request came without the proof of Corp SSO")).to_be_visible()
    assert axe(page) == []


def test_signing_out_says_what_it_does_not_do(page: Page, proxy: Forwarder) -> None:
    page.goto(proxy.url)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You may still be signed in at Corp SSO")).to_be_visible()
    page.get_by_role("link", name="Choose how to sign in").click()

    expect(page.get_by_role("link", name="Sign in with Corp SSO")).to_be_visible()
    assert axe(page) == []


def test_a_browser_cannot_name_itself(proxy: Forwarder) -> None:
    proxy.says = {}

    answer = requests.get(proxy.url, headers={"Remote-User": "ada"}, timeout=20)

    assert "Sign in with Corp SSO" in answer.text


@pytest.mark.parametrize("line", ["Remote_User: ada", "REMOTE_USER: ada", "remote_user: ada"])
def test_a_name_with_underscores_is_never_the_header(proxy: Forwarder, line: str) -> None:
    assert "Location: /sign-in/proxy/corp" in said_to(proxy, "Remote-User: dora")
    assert "Sign in with Corp SSO" in said_to(proxy, line)


def test_a_header_that_comes_twice_is_refused(proxy: Forwarder) -> None:
    with requests.Session() as browser:
        browser.get(f"{proxy.url}/sign-in?choose=yes", timeout=20)
        proxy.says = {"Remote-User": "dora", "remote-user": "ada"}
        answer = browser.get(f"{proxy.url}/sign-in", timeout=20)

    assert answer.status_code == 401
    assert "more than once" in answer.text
