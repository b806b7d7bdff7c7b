"""Starts the cheap stand-in for AWS as a process of its own, and asks it what it has seen."""

import json
import subprocess
import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.architecture.sources import ROOT
from tests.bench.aws_answers import Call


@dataclass(frozen=True, slots=True)
class Seen:
    """What AWS itself could tell of the clicks: accepted connections, answered calls, and why it refused others."""

    connections: int
    calls: tuple[Call, ...]
    refusals: tuple[str, ...]


class Upstream:
    """The stand-in while it runs; latencies are in milliseconds."""

    def __init__(self, *, sts: int = 0, federation: int = 0) -> None:
        self._command = [sys.executable, "-m", "tests.bench.cheap_aws", str(sts), str(federation)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.address = self._line()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=10)

    def seen(self) -> Seen:
        """Ask what it has seen since it started."""
        if self._process.stdin is None:
            raise RuntimeError("the stand-in has no standard input")
        self._process.stdin.write("seen\n")
        self._process.stdin.flush()
        told = json.loads(self._line())
        calls = tuple(Call(*call) for call in told["calls"])
        return Seen(told["connections"], calls, tuple(told["refusals"]))

    def _line(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError("the stand-in for AWS has ended; its words are above")
        return line.strip()
