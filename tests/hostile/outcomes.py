"""What becomes of one hostile input, whatever it is sent to."""

from dataclasses import dataclass
from random import Random
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the portal answered: its status, and what the ledger calls the cause.

    `was_judged` is whether it got past parsing: what was refused was read, and refused for what it says or who signed
    it. `attack` says what was sent.
    """

    attack: str
    status: int
    causes: tuple[str, ...]
    let_in: bool
    was_judged: bool


class Target(Protocol):
    """A portal in this process, with one way in that is attacked."""

    def strike(self, random: Random) -> Outcome:
        """Send it one hostile input."""
        ...
