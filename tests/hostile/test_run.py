"""A few hostile inputs with each `make test`; `make hostile` sends thousands."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.run import main
from tests.hostile.targets import TARGETS

CHECKOUT = Path(__file__).parents[2]


def test_forty_hostile_inputs_to_each_way_in_let_nobody_in() -> None:
    command = [sys.executable, "-m", "tests.hostile.run", ",".join(TARGETS), "40", "a seed that stays"]

    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=150, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("40 hostile inputs") == len(TARGETS)
    assert ran.stdout.count("let in or broken: 0") == len(TARGETS)


@pytest.mark.parametrize("arguments", [[], ["nobody"], ["oidc,nobody"]])
def test_what_is_attacked_has_to_be_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "oidc" in capsys.readouterr().err
