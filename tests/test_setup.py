"""How a fresh machine is set up: what is found, what is installed, and what is said when neither works."""

import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.setup import install
from tests.setup.parts import Part, find_chromium, find_postgres

VENV = ROOT / "requirements" / "venv.sh"


def test_debians_newest_server_is_taken(tmp_path: Path) -> None:
    _pretend_a_server(tmp_path / "9.6" / "bin")
    _pretend_a_server(tmp_path / "15" / "bin")

    assert find_postgres(debian=tmp_path, path="") == tmp_path / "15" / "bin"


def test_a_client_alone_is_no_server(tmp_path: Path) -> None:
    (tmp_path / "15" / "bin").mkdir(parents=True)

    assert find_postgres(debian=tmp_path, path="") is None


def test_a_named_browser_that_does_not_exist_is_not_replaced_by_another() -> None:
    assert find_chromium({"DOORSTEP_TEST_CHROMIUM": "/nowhere/chromium", "PATH": "/usr/bin"}) is None


def test_apt_is_not_touched_on_another_system(tmp_path: Path) -> None:
    os_release = tmp_path / "os-release"
    os_release.write_text("ID=ubuntu\nID_LIKE=debian\n")

    assert install.may_install(os_release) is False


def test_what_is_missing_and_cannot_be_installed_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    loom = Part("loom", lambda: None, ("handloom",), "a loom, wide enough for carpets")

    missing = install.provide([loom], allowed=False)

    assert missing == [loom]
    assert "a loom, wide enough for carpets. On Debian: apt-get install handloom" in capsys.readouterr().err


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(SystemExit, match="unknown: loom"):
        install.main(["loom"])


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    told = _make_environment(tmp_path / "venv", "no-such-python")

    assert told.returncode == 1
    assert "Doorstep needs Python 3.11 or newer, and found none among: no-such-python" in told.stderr


def test_an_old_python_is_passed_over(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    assert _make_environment(tmp_path / "venv", str(old)).returncode == 1
    assert not (tmp_path / "venv").exists()


def _make_environment(folder: Path, *pythons: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", VENV, folder, *pythons], capture_output=True, text=True, check=False)


def _pretend_a_server(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "initdb").touch(mode=0o755)
    (folder / "postgres").touch(mode=0o755)
