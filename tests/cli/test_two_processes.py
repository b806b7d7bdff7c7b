"""What the operator says at the command line counts at the very next click in every process."""

import os
import sys
from collections.abc import Iterator

import pytest
import requests
from click.testing import CliRunner

from app.cli.main import doorstep
from app.demo.aws import EmbeddedAws
from tests.cli.processes import Process
from tests.click.joined import DEVELOPER, PUBLIC_URL, Joined
from tests.fixtures.ports import free_port
from tests.web.visitor import SAME_ORIGIN


@pytest.fixture
def twin(portal: Joined) -> Iterator[str]:
    """Another process that serves the portal of this one: only the database is the same."""
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "app", "serve", "--workers", "1", "--bind", address]
    with Process(command, os.environ) as server:
        server.wait_for("Listening at")
        yield f"http://{address}"


def test_who_is_disabled_opens_nothing_in_any_process(portal: Joined, twin: str, aws: EmbeddedAws) -> None:
    alice = portal.signed_in("alice").visitor
    cookie = alice.get("/").request.headers["Cookie"]
    headers = SAME_ORIGIN | {"Host": PUBLIC_URL.removeprefix("http://"), "Cookie": cookie}
    click = {"role_arn": DEVELOPER} | alice.token()
    before = requests.get(twin, headers=headers, timeout=20)

    CliRunner().invoke(doorstep, ["person", "disable", "alice", "--reason", "left"])
    there = requests.post(f"{twin}/console", click, headers=headers, timeout=20, allow_redirects=False)
    here = alice.post("/console", click)

    assert "Your roles" in before.text
    assert [there.status_code, here.status_code] == [401, 401]
    assert "your sign-in has ended" in there.text
    assert aws.seen == []
