"""The bars: what was measured, what it may be, and how that compares with the bare two calls."""

import os
import platform
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.sources import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure. Without a limit it is told only; `bare` is the same figure of the bare two calls, of the same run."""

    what: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    bare: float | None = None

    @property
    def holds(self) -> bool:
        below = self.at_most is None or self.value <= self.at_most
        return below and (self.at_least is None or self.value >= self.at_least)

    @property
    def row(self) -> tuple[str, ...]:
        ratio = f"{self.value / self.bare:.2f}" if self.bare else ""
        bare = "" if self.bare is None else _number(self.bare)
        return (self.what, _number(self.value), self.unit, self._bar, bare, ratio, self._verdict)

    @property
    def _bar(self) -> str:
        if self.at_most is not None and self.at_most == self.at_least:
            return f"= {_number(self.at_most)}"
        if self.at_most is not None and self.at_least is not None:
            return f"{_number(self.at_least)} to {_number(self.at_most)}"
        limits = (("≤", self.at_most), ("≥", self.at_least))
        return "".join(f"{sign} {_number(limit)}" for sign, limit in limits if limit is not None)

    @property
    def _verdict(self) -> str:
        if self.at_most is None and self.at_least is None:
            return ""
        return "holds" if self.holds else "MISSED"


def exactly(what: str, value: float, wanted: float, unit: str = "") -> Measured:
    """A figure that may be neither more nor less."""
    return Measured(what=what, value=value, unit=unit, at_most=wanted, at_least=wanted)


def table_of(measured: Sequence[Measured]) -> str:
    """The figures as a table."""
    rows = [("", "measured", "", "bar", "bare", "ratio", ""), *(each.row for each in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_aligned(row, widths) for row in rows)


def exit_code_of(measured: Iterable[Measured]) -> int:
    """1 where a bar is missed."""
    return 0 if all(each.holds for each in measured) else 1


def surroundings_of(folder: Path) -> str:
    """Where this was measured: a figure says little without it."""
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"commit {_commit()}, Python {platform.python_version()} "
        f"({_milliseconds_of_a_million_steps():.0f} ms for a million empty steps), "
        f"{len(os.sched_getaffinity(0))} cores in use of {os.cpu_count()}, load {load}, "
        f"{_milliseconds_of_a_sync(folder):.2f} ms to sync 4 KiB to the disk"
    )


def _milliseconds_of_a_million_steps() -> float:
    """How fast this build of Python is on this core at this moment: builds differ by a third, shared cores by more."""
    begun = time.process_time()
    for _step in range(1_000_000):
        pass
    return (time.process_time() - begun) * 1000


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def _milliseconds_of_a_sync(folder: Path, times: int = 50) -> float:
    """Each click waits for two of them."""
    with (folder / "synced").open("wb") as file:
        begun = time.perf_counter()
        for _time in range(times):
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    return (time.perf_counter() - begun) / times * 1000


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join((row[0].ljust(widths[0]), *cells)).rstrip()
