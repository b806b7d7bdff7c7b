"""A command as a process of its own: what it says, line by line, and what a person at the keyboard does to it."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60


class Process:
    """Runs from entering to leaving; killed by its own id if it still runs then."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._said: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def wait_for(self, words: str) -> None:
        """Read standard error until a line has the words."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said.append(line)
            if words in line:
                return
        raise AssertionError(f"never said “{words}”: {''.join(self._said)}")

    def send(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def close_its_errors(self) -> None:
        """Close the pipe that its standard error goes to, as a terminal that is gone."""
        assert self._process.stderr is not None
        self._process.stderr.close()
        self._process.stderr = None

    def end(self, typed: str = "") -> "Ended":
        """Type the rest, and wait for its end."""
        output, errors = self._process.communicate(typed, timeout=_PATIENCE)
        return Ended(self._process.returncode, output, "".join(self._said) + (errors or ""))


class Ended:
    """What a process left."""

    def __init__(self, exit_code: int, output: str, errors: str) -> None:
        self.exit_code = exit_code
        self.output = output
        self.errors = errors
