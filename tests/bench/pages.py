"""What a page costs at the server: every list and page of an admin, read from the table of addresses, at scale."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask

from app.domain.ledger import Actor
from app.domain.people import Username
from app.factory import create_app
from app.identity.passwords import Argon2Passwords
from app.joints.records import records_of
from app.settings import DatabaseSettings, Settings, load
from tests.bench.company import PASSWORD, USERNAME
from tests.bench.page_samples import queries_of, samples_in
from tests.bench.portal import Portal, environment_for
from tests.bench.processes import private_megabytes
from tests.bench.scale_company import ScaleCompany
from tests.bench.statements import PortalInThisProcess, Statements, free_address
from tests.bench.visitor import Answer, Visitor

_OPERATOR = Actor("operator", "bench")
_TIMES = 5
# A question that fits one thing leads to the page of its answer.
_ANSWERS = frozenset({200, 303})
# Those that are written while they are sent: of a million mappings for minutes.
_FILES = (".csv", ".json", ".jsonl", ".yaml")
_NOWHERE = "http://127.0.0.1:9"
_ARGUMENT = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")


@dataclass(frozen=True, slots=True)
class Address:
    """A rule with its query, and the address that a sample of the company has there."""

    told: str
    path: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rule and query, the median milliseconds until it begins to arrive, and its statements.

    A page is made whole before it is sent; a file is written while it is sent, and only its beginning is waited for.
    """

    told: str
    milliseconds: float
    statements: int


def add_admin(database_url: str) -> None:
    """Make the visitor of the benchmark an admin."""
    records = records_of(DatabaseSettings.model_validate({"database_url": database_url}))
    records.people.make_admin(Username.parse(USERNAME), actor=_OPERATOR, password_hash=Argon2Passwords().hash(PASSWORD))
    records.database.close()


def addresses_in(database_url: str, company: ScaleCompany) -> tuple[Address, ...]:
    """Return every page that there is, asked in every way that `queries_of` knows: a new page joins by itself.

    Makes the visitor an admin, and what the pages need to be asked about; once for each database.
    """
    add_admin(database_url)
    samples = samples_in(database_url, company)
    return tuple(_addresses(create_app(_settings_of(database_url)), samples, company))


def measure_pages(database_url: str, addresses: Sequence[Address]) -> tuple[Page, ...]:
    """Ask for every page a few times, as a browser does."""
    with PortalInThisProcess(_settings_of(database_url)) as portal, Visitor(portal) as visitor:
        return tuple(_measured(visitor, each) for each in addresses)


def megabytes_after(database_url: str, addresses: Sequence[Address], *, log: Path) -> float:
    """Return the memory of a server of one worker, which it shares with nobody, after it sent every page once."""
    with (
        Portal("serve", "--workers", "1", log=log, database_url=database_url, upstream=_NOWHERE) as portal,
        Visitor(portal) as visitor,
    ):
        for each in addresses:
            _answered(visitor, each)
        return private_megabytes(portal.pids)


def _settings_of(database_url: str) -> Settings:
    os.environ.update(environment_for(database_url, _NOWHERE, free_address()))
    return load(Settings)


def _answered(visitor: Visitor, address: Address) -> Answer:
    answer = visitor.begin(address.path) if _is_file(address) else visitor.get(address.path)
    if answer.status not in _ANSWERS:
        raise RuntimeError(f"{address.path} ends in {answer.status}")
    return answer


def _is_file(address: Address) -> bool:
    return address.path.partition("?")[0].endswith(_FILES)


def _measured(visitor: Visitor, address: Address) -> Page:
    with Statements() as seen:
        _answered(visitor, address)
    times = [_answered(visitor, address).seconds * 1000 for _time in range(_TIMES)]
    return Page(address.told, median(times), len(seen.texts))


def _addresses(app: Flask, samples: Mapping[str, str], company: ScaleCompany) -> Iterator[Address]:
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if str(rule).startswith("/admin") and "GET" in (rule.methods or ()):
            path = _ARGUMENT.sub(lambda found: samples[found["name"]], str(rule))
            for query in queries_of(str(rule), company):
                asked = f"?{query}" if query else ""
                yield Address(f"{rule}{asked}", f"{path}{asked}")
