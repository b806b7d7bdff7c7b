"""The timing half: CPU time, memory, clicks a second, and how soon the portal is ready."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench import bare, crowd
from tests.bench.bars import Measured, exactly
from tests.bench.company import Company, fill_in
from tests.bench.counting import clicks, serve
from tests.bench.joined import differing, entries_of_clicks
from tests.bench.portal import Portal
from tests.bench.processes import cpu_seconds, private_megabytes, proportional_megabytes
from tests.bench.sign_ins import sign_ins_at_once
from tests.bench.upstream import Upstream
from tests.bench.visitor import Visitor, opened

AT_ONCE = 32
STS_MILLISECONDS = 80
FEDERATION_MILLISECONDS = 120
_ROUNDS = 6
_CLICKS_A_ROUND = 500
_WARM_UP = 100
_CROWDS = 2
_SECONDS_OF_A_CROWD = 15


def starts(folder: Path) -> Iterator[Measured]:
    """From the launch of the process to the first 200 of /readyz, with what the disk holds in memory already."""
    company = fill_in(folder)
    serve = min(_seconds_to_ready("serve", folder=folder, database_url=company.database_url) for _time in range(3))
    yield Measured(what="doorstep serve is ready, best of 3", value=serve, unit="s", at_most=1.5)
    demo = min(_seconds_to_ready("demo", folder=folder) for _time in range(3))
    yield Measured(what="doorstep demo is ready, best of 3", value=demo, unit="s", at_most=3)


def one_by_one(folder: Path) -> Iterator[Measured]:
    """One click after the other on one connection, at a server of one worker; then what it holds in memory."""
    company = fill_in(folder)
    with (
        Upstream() as upstream,
        Upstream() as upstream_of_bare_calls,
        serve(folder, company, upstream, "--workers", "1") as portal,
        Visitor(portal) as visitor,
    ):
        clicks(visitor, company, _WARM_UP)
        before = upstream.seen().connections
        # In turns: a core that is shared with strangers is fast at one moment and slow at another.
        rounds = [
            (
                _milliseconds_a_click(portal, visitor, company),
                bare.cpu_milliseconds(upstream_of_bare_calls.address, company.role_arns[0], times=_CLICKS_A_ROUND),
            )
            for _round in range(_ROUNDS)
        ]
        connected = upstream.seen().connections - before
        crowd.click_at_once(portal, visitor, company, at_once=AT_ONCE, seconds=5)
        memory, private = proportional_megabytes(portal.pids), private_megabytes(portal.pids)
    a_click, a_pair = (min(column) for column in zip(*rounds, strict=True))
    yield Measured(what=f"CPU a click, best of {_ROUNDS} rounds", value=a_click, unit="ms", at_most=5, bare=a_pair)
    yield exactly(f"New upstream connections over {_ROUNDS * _CLICKS_A_ROUND} warm clicks", connected, 0)
    yield Measured(what="Memory of one worker and its master (PSS)", value=memory, unit="MB", at_most=130)
    yield Measured(what="Memory that they share with nobody", value=private, unit="MB")


def at_once(folder: Path) -> Iterator[Measured]:
    """A crowd of clicks at a server with its default settings, with the latencies of AWS."""
    company = fill_in(folder)
    with _upstream_as_slow_as_aws() as upstream:
        pairs = bare.pairs_a_second(upstream.address, company.role_arns[0], at_once=AT_ONCE, seconds=5)
    with (
        _upstream_as_slow_as_aws() as upstream,
        serve(folder, company, upstream) as portal,
        Visitor(portal) as visitor,
    ):
        crowd.click_at_once(portal, visitor, company, at_once=AT_ONCE, seconds=3)
        before = upstream.seen().connections
        crowds = [
            crowd.click_at_once(portal, visitor, company, at_once=AT_ONCE, seconds=_SECONDS_OF_A_CROWD)
            for _crowd in range(_CROWDS)
        ]
        entries, seen = entries_of_clicks(company.records.ledger), upstream.seen()
    best = max(crowds, key=lambda clicked: clicked.rate)
    astray = sum(clicked.others + clicked.failed for clicked in crowds)
    told = f"Clicks a second, {AT_ONCE} at once, best of {_CROWDS} crowds"
    yield Measured(what=told, value=best.rate, at_least=140, bare=pairs)
    yield Measured(what="Half of these clicks are answered within", value=best.median, unit="ms")
    yield Measured(what="All but a hundredth within", value=best.slowest_hundredth, unit="ms")
    yield exactly("Clicks that did not lead into a console", astray, 0)
    yield Measured(what="New upstream connections of warm workers", value=seen.connections - before)
    yield Measured(
        what="Entries in the ledger", value=len(entries), at_least=2 * sum(clicked.opened for clicked in crowds)
    )
    yield exactly("Clicks of which ledger and AWS's log differ", differing(entries, seen.calls), 0)


def signing_in(folder: Path) -> Iterator[Measured]:
    """A crowd that signs in with passwords at such a server, and somebody who clicks meanwhile."""
    with _upstream_as_slow_as_aws() as upstream:
        yield from sign_ins_at_once(folder, upstream)


def _seconds_to_ready(command: str, *, folder: Path, database_url: str = "sqlite:///none.db") -> float:
    log = folder / f"{command}.log"
    with Portal(command, log=log, database_url=database_url, upstream="http://127.0.0.1:9") as portal:
        return portal.seconds_to_ready


def _milliseconds_a_click(portal: Portal, visitor: Visitor, company: Company) -> float:
    pids, before = portal.pids, cpu_seconds(portal.pids)
    answers = clicks(visitor, company, _CLICKS_A_ROUND)
    used = cpu_seconds(pids) - before
    if opened(answers) != _CLICKS_A_ROUND:
        raise RuntimeError(f"only {opened(answers)} of {_CLICKS_A_ROUND} clicks led into a console")
    return used / _CLICKS_A_ROUND * 1000


def _upstream_as_slow_as_aws() -> Upstream:
    return Upstream(sts=STS_MILLISECONDS, federation=FEDERATION_MILLISECONDS)
