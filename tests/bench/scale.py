"""The bars at scale: neither decisions nor the admins' pages mind a million mappings, on either database."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import logs
from app.storage.engine import Database
from tests.bench.bars import Measured
from tests.bench.bulk import add_mappings, fill
from tests.bench.decisions import Decisions, decide_in_turns, some_pairs
from tests.bench.pages import addresses_in, measure_pages, megabytes_after
from tests.bench.scale_company import ScaleCompany, Sizes
from tests.fixtures.postgres import PostgresServer, private_folder, running_server
from tests.setup.parts import find_postgres

FEW = 1_000
QUERIES_A_DECISION = 3
MILLISECONDS_A_PAGE = 200
# A page of a thousand times as many mappings is fuller, and the heap is never the same twice; no more than that.
MEMORY_GROWTH = 1.1
_AT_SCALE = Sizes()
_TO_COUNT = Sizes(people=300, groups=30, accounts=20, roles=400, mappings=FEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One company twice: with a thousand mappings, and with all of them."""

    on: str
    company: ScaleCompany
    few_url: str
    all_url: str


def at_scale(folder: Path) -> Iterator[Measured]:
    """Decide with few mappings and with a million, and ask for every page of the admins, on both databases."""
    company = ScaleCompany(_AT_SCALE)
    with (folder / "log").open("w") as log, _postgresql() as server:
        logs.configure(stream=log)
        for filled in (_on_sqlite(folder, company), _on_postgresql(server, company)):
            yield from _decisions(filled)
            yield from _pages(filled, folder)


def count_at_scale(folder: Path) -> Iterator[Measured]:
    """Only count queries, in a small company of the same kind."""
    filled = _on_sqlite(folder, ScaleCompany(_TO_COUNT))
    with closing(Database(url=filled.all_url)) as database:
        (decided,) = decide_in_turns([database], some_pairs(database, filled.company))
    yield _queries(filled, decided)


def _decisions(filled: Filled) -> Iterator[Measured]:
    with closing(Database(url=filled.few_url)) as few, closing(Database(url=filled.all_url)) as every:
        pairs = some_pairs(every, filled.company)
        with_few, with_all = decide_in_turns([few, every], pairs)
    told = f"{filled.on}, {filled.company.sizes.mappings:,} mappings"
    yield Measured(what=f"A decision, {told}, median of {len(pairs)}", value=with_all.median, unit="ms", at_most=2)
    yield Measured(what=f"A decision, {told}, worst", value=with_all.worst, unit="ms", at_most=2)
    growth = with_all.median / with_few.median
    yield Measured(what=f"Growth of a decision from {FEW:,} mappings, {filled.on}", value=growth, at_most=1.3)
    yield _queries(filled, with_all)


def _pages(filled: Filled, folder: Path) -> Iterator[Measured]:
    of_few = addresses_in(filled.few_url, filled.company)
    of_all = addresses_in(filled.all_url, filled.company)
    for page in measure_pages(filled.all_url, of_all):
        told = f"GET {page.told}, {filled.on}, {page.statements} statements"
        yield Measured(what=told, value=page.milliseconds, unit="ms", at_most=MILLISECONDS_A_PAGE)
    few = megabytes_after(filled.few_url, of_few, log=folder / "few.log")
    every = megabytes_after(filled.all_url, of_all, log=folder / "all.log")
    told = f"Memory of a worker after every page, {filled.on}, {filled.company.sizes.mappings:,} mappings"
    yield Measured(what=told, value=every, unit="MB")
    told = f"Growth of that memory from {FEW:,} mappings, {filled.on}"
    yield Measured(what=told, value=every / few, at_most=MEMORY_GROWTH)


def _queries(filled: Filled, decided: Decisions) -> Measured:
    told = f"SQL statements of a decision, {filled.on}, {filled.company.sizes.mappings:,} mappings"
    return Measured(what=told, value=decided.queries, at_most=QUERIES_A_DECISION, at_least=1)


def _on_sqlite(folder: Path, company: ScaleCompany) -> Filled:
    few, every = folder / "few.db", folder / "all.db"
    fill(f"sqlite:///{few}", company)
    add_mappings(f"sqlite:///{few}", company, 0, FEW)
    shutil.copy(few, every)
    add_mappings(f"sqlite:///{every}", company, FEW, company.sizes.mappings)
    return Filled(on="SQLite", company=company, few_url=f"sqlite:///{few}", all_url=f"sqlite:///{every}")


def _on_postgresql(server: PostgresServer, company: ScaleCompany) -> Filled:
    few = server.create_database()
    fill(server.url(few), company)
    add_mappings(server.url(few), company, 0, FEW)
    every = server.create_database(template=few)
    add_mappings(server.url(every), company, FEW, company.sizes.mappings)
    return Filled(on="PostgreSQL", company=company, few_url=server.url(few), all_url=server.url(every))


@contextmanager
def _postgresql() -> Iterator[PostgresServer]:
    programs = find_postgres()
    if programs is None:
        raise RuntimeError("there is no PostgreSQL server on this machine: make bench installs it or says how")
    with ExitStack() as stack:
        folder = stack.enter_context(private_folder())
        yield stack.enter_context(running_server(programs, folder))
