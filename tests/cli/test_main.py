"""The command as a process: its exit codes, and its words on standard error."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.joints.process import VERSION


def doorstep(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DOORSTEP_", "AWS_"))}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env=kept | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def overview(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the command says of itself; every command is loaded for it, and that takes time."""
    return doorstep("--help", folder=tmp_path_factory.mktemp("overview")).stdout


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    assert doorstep("--version", folder=tmp_path).stdout == f"doorstep, version {VERSION}\n"


@pytest.mark.parametrize(
    "command",
    [
        *("access-test", "account", "admin", "db", "demo", "export", "import", "ledger", "mapping", "person", "role"),
        *("schema", "serve", "url", "walkthrough"),
    ],
)
def test_every_command_can_be_found_and_tells_what_it_does(command: str, overview: str, tmp_path: Path) -> None:
    told = doorstep(command, "--help", folder=tmp_path)

    assert told.returncode == 0
    assert told.stdout.startswith(f"Usage: doorstep {command} ")
    assert f"  {command} " in overview


def test_an_unknown_command_ends_with_2(tmp_path: Path) -> None:
    ended = doorstep("open-sesame", folder=tmp_path)

    assert ended.returncode == 2
    assert "No such command 'open-sesame'" in ended.stderr


def test_a_refusal_ends_with_its_words_and_1(tmp_path: Path) -> None:
    ended = doorstep("account", "add", "123", "x", folder=tmp_path)

    assert ended.returncode == 1
    assert ended.stderr.startswith("doorstep: “123” is not an AWS account ID.")
    assert "Traceback" not in ended.stderr


def test_wrong_settings_end_with_their_names_and_2(tmp_path: Path) -> None:
    ended = doorstep("serve", folder=tmp_path, DOORSTEP_AWS_REGIONS="moon-1")

    assert ended.returncode == 2
    assert "DOORSTEP_SECRET_KEY: it is missing" in ended.stderr
    assert "DOORSTEP_AWS_REGIONS: “moon-1”" in ended.stderr
    assert "Traceback" not in ended.stderr


SERVE = {
    "DOORSTEP_SECRET_KEY": "k" * 40,
    "DOORSTEP_PUBLIC_URL": "http://localhost:8000",
    "DOORSTEP_AWS_REGIONS": "eu-central-1",
}


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "doorstep db upgrade"),
        ({"DOORSTEP_DATABASE_URL": "sqlite:////nowhere/doorstep.db"}, "There is no database yet"),
        ({"DOORSTEP_DATABASE_URL": "postgresql://127.0.0.1:9/none"}, "cannot reach its database"),
    ],
    ids=["no schema", "no folder", "no server"],
)
def test_a_database_that_is_not_ready_keeps_the_portal_from_starting(
    tmp_path: Path, environment: dict[str, str], words: str
) -> None:
    ended = doorstep("serve", "--bind", "127.0.0.1:0", folder=tmp_path, **SERVE, **environment)

    assert ended.returncode == 1
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unknown_profile_keeps_the_portal_from_starting(tmp_path: Path) -> None:
    environment = SERVE | {"DOORSTEP_AWS_PROFILES": "aws=nobody", "DOORSTEP_DATABASE_URL": "sqlite:///x.db"}
    assert doorstep("db", "upgrade", folder=tmp_path, **environment).returncode == 0

    ended = doorstep("serve", "--bind", "127.0.0.1:0", folder=tmp_path, **environment)

    assert ended.returncode != 0
    assert "no AWS profile “nobody”" in ended.stderr
    assert "Traceback" not in ended.stderr
