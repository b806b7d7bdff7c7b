"""A few hostile inputs with each `make test`; `make hostile` sends thousands."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.targets import TARGETS

CHECKOUT = Path(__file__).parents[2]


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.hostile.run", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("target", TARGETS)
def test_forty_hostile_inputs_let_nobody_in(target: str) -> None:
    ran = run(target, "40", "a seed that stays")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "40 hostile inputs" in ran.stdout
    assert "let in or broken: 0" in ran.stdout


def test_what_is_attacked_has_to_be_said() -> None:
    ran = run("nobody")

    assert ran.returncode == 2
    assert "oidc" in ran.stderr
