"""The wheel as a stranger gets it: built, installed beside nothing of the checkout, serving from a foreign folder."""

import json
import os
import re
import secrets
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import requests

from tests.architecture.sources import ROOT
from tests.fixtures.ports import free_port

pytestmark = pytest.mark.timeout(600)

START_SECONDS = 30.0
STYLESHEET = re.compile(r"<link\b(?=[^>]*\brel=\"?stylesheet)[^>]*\bhref=\"([^\"]+)\"")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    _pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("doorstep-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh virtual environment that holds the wheel and the locked production packages."""
    environment = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    _pip(python, "install", "--no-deps", "--require-hashes", "--requirement", ROOT / "requirements" / "production.txt")
    _pip(python, "install", "--no-index", "--no-deps", wheel)
    _pip(python, "check")
    return environment / "bin"


@pytest.fixture
def portal(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a portal that the installed command serves from an empty folder."""
    port = free_port()
    environment = _environment(port, tmp_path)
    _run(installed / "doorstep", "db", "upgrade", environment=environment, folder=tmp_path)
    serve: list[str | Path] = [installed / "doorstep", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(serve, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_it_answers(port, server, tmp_path / "log")
        yield environment["DOORSTEP_PUBLIC_URL"]
    finally:
        server.terminate()
        assert server.wait(20) == 0, (tmp_path / "log").read_text()


def test_the_installed_command_prints_the_schema(installed: Path, tmp_path: Path) -> None:
    printed = subprocess.run([installed / "doorstep", "schema"], cwd=tmp_path, capture_output=True, check=True).stdout

    assert json.loads(printed)["title"].startswith("Doorstep accounts, roles and mappings")


def test_the_wheel_holds_templates_and_static_files_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert any(name.startswith("app/templates/") for name in names)
    assert any(name.startswith("app/static/") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"app", "doorstep"}


def test_an_installed_wheel_serves_a_page_with_its_stylesheet(portal: str) -> None:
    page = _get(f"{portal}/sign-in")
    stylesheet = STYLESHEET.search(page.text)
    assert stylesheet, page.text
    style = _get(f"{portal}{stylesheet[1]}")

    assert (page.status_code, style.status_code) == (200, 200)
    assert "password" in page.text
    assert style.headers["Content-Type"].startswith("text/css")
    assert "{" in style.text


def _environment(port: int, folder: Path) -> Mapping[str, str]:
    """What an operator sets, and nothing of the environment that the tests run in."""
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "DOORSTEP_DATABASE_URL": f"sqlite:///{folder / 'doorstep.sqlite3'}",
        "DOORSTEP_SECRET_KEY": secrets.token_urlsafe(48),
        "DOORSTEP_PUBLIC_URL": f"http://localhost:{port}",
        "DOORSTEP_AWS_REGIONS": "us-east-1",
    }


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            assert _get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        except requests.ConnectionError:
            assert server.poll() is None, f"doorstep serve gave up: {log.read_text()}"
            assert time.monotonic() < deadline, f"doorstep serve did not answer: {log.read_text()}"
            time.sleep(0.05)
        else:
            return


def _get(url: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False  # A proxy of this machine is not to be asked for loopback.
        return session.get(url, timeout=10)


def _pip(python: str | Path, *arguments: str | Path) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    _run(python, "-m", "pip", *quiet, *arguments, environment=dict(os.environ), folder=ROOT)


def _run(*command: str | Path, environment: Mapping[str, str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
