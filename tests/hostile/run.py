"""Sends hostile inputs to the OpenID Connect callback, prints what became of them, and exits 1 where a bar is missed.

Usage: python -m tests.hostile.run [INPUTS [SEED]]
"""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from tempfile import TemporaryDirectory
from typing import Final

from joserfc.jwk import RSAKey

from tests.hostile.attacks import Attack, attack_of
from tests.hostile.target import Target, target

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


def strike(inputs: int, seed: str) -> Tally:
    """Send so many inputs to a portal in this process; the seed says which."""
    random, own, tally = Random(seed), RSAKey.generate_key(2048, {"kid": "of-a-stranger"}), Tally()
    with TemporaryDirectory(prefix="doorstep-hostile-") as folder, target(Path(folder)) as portal:
        for number in range(inputs):
            _strike(portal, attack_of(random, own), f"{seed} #{number}", tally)
    return tally


def _strike(portal: Target, attack: Attack, place: str, tally: Tally) -> None:
    outcome = portal.strike(attack)
    tally.inputs += 1
    tally.judged += outcome.was_judged
    tally.causes.update(outcome.causes or [f"HTTP {outcome.status}"])
    if outcome.let_in or outcome.status == 500:
        what = "let in" if outcome.let_in else "HTTP 500"
        tally.wrong.append(f"{place} {what}: {attack.name} {' '.join(attack.told)}")


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    inputs = int(arguments[0]) if arguments else INPUTS
    seed = arguments[1] if len(arguments) > 1 else f"{SystemRandom().getrandbits(64):x}"
    began = time.monotonic()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, mp_context=spawn) as processes:
        shares = [processes.submit(strike, inputs // _PROCESSES, f"{seed}-{number}") for number in range(_PROCESSES)]
        tally = sum((share.result() for share in shares), Tally())
    print(
        f"{tally.inputs} hostile inputs to the OpenID Connect callback, seed {seed}, {time.monotonic() - began:.0f} s"
    )
    print(f"{tally.judged} got past parsing; let in or broken: {len(tally.wrong)}")
    print("\n".join(f"  {count:6} {cause}" for cause, count in tally.causes.most_common()))
    print("\n".join(f"  WRONG {one}" for one in tally.wrong[:20]), end="\n" if tally.wrong else "")
    return 0 if tally.holds else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
