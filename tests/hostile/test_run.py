"""A few hostile inputs with each `make test`; `make hostile` sends thousands."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_forty_hostile_inputs_let_nobody_in() -> None:
    command = [sys.executable, "-m", "tests.hostile.run", "40", "a seed that stays"]

    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "40 hostile inputs" in ran.stdout
    assert "let in or broken: 0" in ran.stdout
