"""Password sign-ins at once: what they take of the memory, and of somebody else's clicks."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.bars import Measured, exactly
from tests.bench.company import COLLEAGUES, Company, fill_in
from tests.bench.counting import clicks, serve
from tests.bench.portal import Portal
from tests.bench.processes import proportional_megabytes
from tests.bench.upstream import Upstream
from tests.bench.visitor import Visitor

AT_ONCE = 16
_TURNS = 3
_ROUNDS = 16
_WARM_UP = 20
_QUIET_CLICKS = 20
_PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """Alice's clicks in milliseconds, half of them within: while nobody signs in, and while the crowd does."""

    quiet: float
    busy: float

    @property
    def ratio(self) -> float:
        return self.busy / self.quiet


def sign_ins_at_once(folder: Path, upstream: Upstream) -> Iterator[Measured]:
    """Sixteen people send their right passwords at the same moment, over and over, while alice clicks."""
    company = fill_in(folder)
    with serve(folder, company, upstream) as portal, Visitor(portal) as alice:
        clicks(alice, company, _WARM_UP)
        before = proportional_megabytes(portal.pids)
        with _crowd(portal) as signing_in:
            peak = max(_memory_while(portal, signing_in))
        signed_in = sum(each.result() for each in signing_in)
        turns = [_turn(portal, alice, company) for _turn_ in range(_TURNS)]
    best = min(turns, key=lambda turn: turn.ratio)
    yield exactly(f"Password sign-ins that succeed, {AT_ONCE} at once", signed_in, AT_ONCE * _ROUNDS)
    yield Measured(what="Memory that they take at most (PSS)", value=peak - before, unit="MB", at_most=200)
    yield Measured(what="Half of the clicks are answered within, meanwhile", value=best.busy, unit="ms")
    yield Measured(what=f"As a multiple of without them, best of {_TURNS} turns", value=best.ratio, at_most=1.25)


def _turn(portal: Portal, alice: Visitor, company: Company) -> Turn:
    quiet = _milliseconds(alice, company, _QUIET_CLICKS)
    with _crowd(portal) as signing_in:
        busy = []
        while not _all_done(signing_in):
            busy.append(_milliseconds(alice, company, 1))
    return Turn(quiet, median(busy))


def _milliseconds(alice: Visitor, company: Company, times: int) -> float:
    return median(answer.seconds * 1000 for answer in clicks(alice, company, times))


def _memory_while(portal: Portal, signing_in: list[Future[int]]) -> Iterator[float]:
    while not _all_done(signing_in):
        yield proportional_megabytes(portal.pids)


@contextmanager
def _crowd(portal: Portal) -> Iterator[list[Future[int]]]:
    together = threading.Barrier(AT_ONCE, timeout=_PATIENCE_SECONDS)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield [pool.submit(_sign_in, portal, username, together) for username in COLLEAGUES[:AT_ONCE]]


def _sign_in(portal: Portal, username: str, together: threading.Barrier) -> int:
    """Return how many times of all rounds somebody has signed in."""
    succeeded = 0
    for _round in range(_ROUNDS):
        visitor = Visitor(portal, username=username)
        fields = visitor.sign_in_form()
        together.wait()
        succeeded += visitor.send_sign_in(fields).status == 303
        visitor.leave()
    return succeeded


def _all_done(signing_in: list[Future[int]]) -> bool:
    return all(each.done() for each in signing_in)
