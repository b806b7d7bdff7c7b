"""Measure clicks against the bars, print the figures, and exit 1 where a bar is missed.

Usage: python -m tests.bench.run [--count]
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bars import Measured, exit_code_of, surroundings_of, table_of
from tests.bench.counting import count
from tests.bench.scale import at_scale, count_at_scale
from tests.bench.timing import at_once, one_by_one, signing_in, starts

_CORES = 2


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    if arguments not in ([], ["--count"]):
        raise SystemExit(__doc__)
    # Counting comes last: it serves from this very process, with the environment and the log of a portal.
    counting = (count, count_at_scale)
    parts = counting if arguments else (starts, one_by_one, at_once, signing_in, at_scale, *counting)
    if not arguments:
        _share_two_cores()
    with TemporaryDirectory(prefix="doorstep-bench-") as folder:
        print(surroundings_of(Path(folder)), flush=True)
        measured: list[Measured] = []
        for part in parts:
            of_this_part = Path(folder) / part.__name__
            of_this_part.mkdir()
            measured.extend(part(of_this_part))
        print(table_of(measured))
        missed = [each.what for each in measured if not each.holds]
        print("Every bar holds." if not missed else f"Missed: {'; '.join(missed)}.")
    return exit_code_of(measured)


def _share_two_cores() -> None:
    """Keep everything that is started from here to two cores, however many this machine has."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
