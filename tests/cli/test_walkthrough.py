"""`doorstep walkthrough` as a process: what it prints where, how it ends, and that it takes away what it made."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest

from app.cli.surroundings import aws_environment
from app.demo.aws import EmbeddedAws
from tests.cli.processes import Process
from tests.fixtures.between import Between

DEMO = (sys.executable, "-m", "app", "walkthrough", "--demo")
AGAINST = (sys.executable, "-m", "tests.cli.walk_between")
MADE_BY_THE_PORTAL = "doorstep-walkthrough-"

Start = Callable[..., Process]


@pytest.fixture
def plain() -> dict[str, str]:
    """The environment without anything of AWS or of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "DOORSTEP_"))}


@pytest.fixture
def start() -> Iterator[Start]:
    """Return what starts a process that does not outlive the test."""
    with ExitStack() as processes:
        yield lambda *command, environment: processes.enter_context(Process(command, environment))


@pytest.fixture
def settings(aws: EmbeddedAws, tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose AWS is the embedded one, all but IAM."""
    return aws_environment(aws, folder=tmp_path)


@pytest.fixture
def roles(aws: EmbeddedAws) -> Iterator[Callable[[], list[str]]]:
    """Return what asks IAM for the roles that a walkthrough made."""
    key_id, secret = aws.portal_credentials["aws"]
    iam: Any = boto3.client(  # Any: of the whole client one paginator is used
        "iam",
        region_name="eu-central-1",
        endpoint_url=aws.api_url,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
    )

    def names() -> list[str]:
        pages = iam.get_paginator("list_roles").paginate()
        found = [role["RoleName"] for page in pages for role in page["Roles"]]
        return [name for name in found if name.startswith(MADE_BY_THE_PORTAL)]

    yield names
    for name in names():
        aws_policy = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
        iam.detach_role_policy(RoleName=name, PolicyArn=aws_policy)
        iam.delete_role(RoleName=name)


def test_the_demo_prints_the_login_url_on_standard_output_and_its_secret_nowhere_else(
    start: Start, plain: dict[str, str]
) -> None:
    ended = start(*DEMO, environment=plain).end("\n")

    assert ended.exit_code == 0
    address, token = ended.output.strip().split("SigninToken=")
    assert address.startswith("http://localhost:")
    assert "/federation?Action=login&Issuer=doorstep+walkthrough&" in address
    assert len(token) > 500
    assert token not in ended.errors
    assert "SigninToken" not in ended.errors
    assert "Waiting for AWS to let you in" in ended.errors
    assert "Deleted: the role doorstep-walkthrough-" in ended.errors


def test_the_demo_takes_nothing_from_the_surroundings(start: Start, plain: dict[str, str]) -> None:
    surroundings = plain | {
        "AWS_PROFILE": "nobody",
        "DOORSTEP_AWS_REGIONS": "mars-north-1",
        "AWS_ACCESS_KEY_ID": "AKIA",
    }

    ended = start(*DEMO, environment=surroundings).end("\n")

    assert ended.exit_code == 0, ended.errors


def test_the_browser_gets_the_login_url_and_the_terminal_does_not(
    start: Start, plain: dict[str, str], tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)

    ended = start(*DEMO, "--open", environment=plain | {"BROWSER": f"{browser} %s"}).end("\n")

    assert ended.output == ""
    assert "SigninToken=" in opened.read_text()
    assert "Opened in your browser, at localhost:" in ended.errors
    assert "SigninToken=" not in ended.errors


def test_without_a_browser_the_login_url_is_printed(start: Start, plain: dict[str, str]) -> None:
    ended = start(*DEMO, "--open", environment=plain | {"BROWSER": "false %s", "PATH": ""}).end("\n")

    assert "SigninToken=" in ended.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_it_before_enter_leaves_nothing(
    start: Start, settings: dict[str, str], between: Between, roles: Callable[[], list[str]], number: int
) -> None:
    process = start(*AGAINST, between.url, environment=settings)
    process.wait_for("Whoever has this address")

    process.send(number)
    ended = process.end()

    assert ended.exit_code == 128 + number
    assert "Deleted: the role" in ended.errors
    assert roles() == []


@pytest.mark.parametrize("action", ["CreateRole", "AttachRolePolicy"])
def test_ctrl_c_while_iam_works_leaves_nothing(
    start: Start, settings: dict[str, str], between: Between, roles: Callable[[], list[str]], action: str
) -> None:
    process = start(*AGAINST, between.url, environment=settings)
    between.when[action] = partial(process.send, signal.SIGINT)

    ended = process.end("\n")

    assert ended.exit_code == 130
    assert between.actions[-1] == "DeleteRole"
    assert "Ended by SIGINT" in ended.errors
    assert roles() == []


def test_an_impatient_second_ctrl_c_does_not_stop_the_cleaning_up(
    start: Start, settings: dict[str, str], between: Between, roles: Callable[[], list[str]]
) -> None:
    process = start(*AGAINST, between.url, environment=settings)
    actions = ("CreateRole", "DetachRolePolicy", "DeleteRole")
    between.when = dict.fromkeys(actions, partial(process.send, signal.SIGINT))

    ended = process.end("\n")

    assert ended.exit_code == 130
    assert roles() == []


def test_what_could_not_be_deleted_is_said_and_ends_in_1(
    start: Start, settings: dict[str, str], between: Between, roles: Callable[[], list[str]]
) -> None:
    between.refuse("DetachRolePolicy", "AccessDenied", 403, times=9)

    ended = start(*AGAINST, between.url, environment=settings).end("\n")

    (name,) = roles()
    assert ended.exit_code == 1
    assert "Could not delete the attachment of AmazonS3ReadOnlyAccess: AWS does not allow you" in ended.errors
    assert f"Could not delete the role {name}" in ended.errors
    assert f"aws iam delete-role --role-name {name} --region eu-central-1" in ended.errors


def test_keep_leaves_the_role_and_says_how_to_delete_it(
    start: Start, settings: dict[str, str], between: Between, roles: Callable[[], list[str]]
) -> None:
    ended = start(*AGAINST, between.url, "--keep", environment=settings).end()

    (name,) = roles()
    assert ended.exit_code == 0
    assert f"aws iam detach-role-policy --role-name {name}" in ended.errors
    assert f"aws iam delete-role --role-name {name}" in ended.errors
    assert "Press Enter" not in ended.errors


def test_a_closed_terminal_does_not_keep_the_role_alive(
    start: Start, settings: dict[str, str], between: Between, roles: Callable[[], list[str]]
) -> None:
    process = start(*AGAINST, between.url, environment=settings)
    process.wait_for("Whoever has this address")

    process.close_its_errors()
    process.send(signal.SIGHUP)
    process.end()

    assert roles() == []


def test_no_credentials_is_said_in_words(start: Start, plain: dict[str, str], tmp_path: Path) -> None:
    nowhere = {
        "DOORSTEP_AWS_REGIONS": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
    }

    ended = start(*DEMO[:-1], environment=plain | nowhere).end("\n")

    assert ended.exit_code == 1
    assert "AWS does not accept the portal's own AWS credentials, or there are none" in ended.errors
    assert "Traceback" not in ended.errors


def test_no_region_is_said_in_words(start: Start, plain: dict[str, str]) -> None:
    ended = start(*DEMO[:-1], environment=plain).end("\n")

    assert ended.exit_code == 2
    assert "DOORSTEP_AWS_REGIONS: it is missing" in ended.errors
