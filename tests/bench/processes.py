"""What Linux says of a process and its children: CPU time and memory."""

import os
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family_of(pid: int) -> tuple[int, ...]:
    """A process and its children, which is all that a master and its workers are."""
    return (pid, *(child for child, parent in _parents() if parent == pid))


def cpu_seconds(pids: tuple[int, ...]) -> float:
    """CPU time that the processes have used, in their own code and in the kernel. Source: proc(5), stat."""
    return sum(sum(map(int, _stat(pid)[11:13])) for pid in pids) / _TICKS


def proportional_megabytes(pids: tuple[int, ...]) -> float:
    """Memory of the processes; what several map counts in parts. Source: proc(5), smaps_rollup, in units of 1024."""
    return sum(_kilobytes(pid, "Pss") for pid in pids) * 1024 / 1e6


def private_megabytes(pids: tuple[int, ...]) -> float:
    """Memory that no other process maps, for comparison: libraries that the benchmark maps as well are not in it."""
    return sum(_kilobytes(pid, kind) for pid in pids for kind in ("Private_Clean", "Private_Dirty")) * 1024 / 1e6


def _kilobytes(pid: int, kind: str) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1])
    raise LookupError(kind)


def _parents() -> Iterator[tuple[int, int]]:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            yield int(path.name), int(_stat(int(path.name))[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # It has ended since the folder was read.


def _stat(pid: int) -> list[str]:
    """The fields from the third on: the second, the name, may hold blanks."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
