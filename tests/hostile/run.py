"""Sends hostile inputs to ways in, prints what became of them, and exits 1 where a bar is missed.

Usage: python -m tests.hostile.run TARGET[,TARGET…] [INPUTS [SEED]], so many inputs to each.
"""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from tempfile import TemporaryDirectory
from typing import Final

from tests.hostile.outcomes import Outcome
from tests.hostile.targets import TARGETS

INPUTS: Final = 10_000
_PROCESSES: Final = 2


@dataclass
class Tally:
    """What became of some inputs; `wrong` names those that were let in, or broke something."""

    inputs: int = 0
    judged: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.inputs + other.inputs,
            self.judged + other.judged,
            self.causes + other.causes,
            self.wrong + other.wrong,
        )

    @property
    def holds(self) -> bool:
        """No acceptance, no mistake of ours, and at least half got past parsing."""
        return not self.wrong and self.judged * 2 >= self.inputs

    def count(self, outcome: Outcome, place: str) -> None:
        """Take what became of one input; `place` is where it stands in its seed."""
        self.inputs += 1
        self.judged += outcome.was_judged
        self.causes.update(outcome.causes or [f"HTTP {outcome.status}"])
        if outcome.let_in or outcome.status == 500:
            what = "let in" if outcome.let_in else "HTTP 500"
            self.wrong.append(f"{place} {what}: {outcome.attack}")


def strike(name: str, inputs: int, seed: str) -> Tally:
    """Send so many inputs to a portal in this process; the seed says which."""
    random, tally = Random(seed), Tally()
    with TemporaryDirectory(prefix="doorstep-hostile-") as folder, TARGETS[name].begin(Path(folder)) as target:
        for number in range(inputs):
            tally.count(target.strike(random), f"{seed} #{number}")
    return tally


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    names = arguments[0].split(",") if arguments else []
    if not names or not TARGETS.keys() >= set(names):
        print(f"Say what to attack: {','.join(TARGETS)}, or one of them", file=sys.stderr)
        return 2
    inputs = int(arguments[1]) if len(arguments) > 1 else INPUTS
    seed = arguments[2] if len(arguments) > 2 else f"{SystemRandom().getrandbits(64):x}"
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, mp_context=spawn) as processes:
        held = [_attacked(name, inputs, seed, processes) for name in names]
    return 0 if all(held) else 1


def _attacked(name: str, inputs: int, seed: str, processes: Executor) -> bool:
    """Share the inputs to one target out among processes, print what became of them, and say whether it holds."""
    began = time.monotonic()
    shares = [processes.submit(strike, name, inputs // _PROCESSES, f"{seed}-{number}") for number in range(_PROCESSES)]
    tally = sum((share.result() for share in shares), Tally())
    seconds = time.monotonic() - began
    print(f"{tally.inputs} hostile inputs to {TARGETS[name].title}, seed {seed}, {seconds:.0f} s")
    print(f"{tally.judged} got past parsing; let in or broken: {len(tally.wrong)}")
    print("\n".join(f"  {count:6} {cause}" for cause, count in tally.causes.most_common()))
    print("\n".join(f"  WRONG {one}" for one in tally.wrong[:20]), end="\n" if tally.wrong else "")
    return tally.holds


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
