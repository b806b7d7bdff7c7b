"""What a page costs at the server: every list and page of an admin, read from the table of addresses, at scale."""

import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from flask import Flask

from app.domain.ledger import Actor
from app.domain.people import Username
from app.factory import create_app
from app.identity.passwords import Argon2Passwords
from app.joints.records import records_of
from app.settings import DatabaseSettings, Settings, load
from tests.bench.company import PASSWORD, USERNAME
from tests.bench.portal import environment_for
from tests.bench.scale_company import ScaleCompany, id_of
from tests.bench.statements import PortalInThisProcess, Statements, free_address
from tests.bench.visitor import Visitor

_OPERATOR = Actor("operator", "bench")
_TIMES = 5
_ARGUMENT = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rule, what answered, its median milliseconds, and its statements."""

    rule: str
    status: int
    milliseconds: float
    statements: int


def add_admin(database_url: str) -> None:
    """Make the visitor of the benchmark an admin."""
    records = records_of(DatabaseSettings.model_validate({"database_url": database_url}))
    records.people.make_admin(Username.parse(USERNAME), actor=_OPERATOR, password_hash=Argon2Passwords().hash(PASSWORD))
    records.database.close()


def measure_pages(database_url: str, company: ScaleCompany) -> tuple[Page, ...]:
    """Ask for every page of the admins a few times, as a browser does."""
    add_admin(database_url)
    os.environ.update(environment_for(database_url, "http://127.0.0.1:9", free_address()))
    settings = load(Settings)
    paths = tuple(_paths(create_app(settings), company))
    with PortalInThisProcess(settings) as portal, Visitor(portal) as visitor:
        return tuple(_measured(visitor, rule, path) for rule, path in paths)


def _measured(visitor: Visitor, rule: str, path: str) -> Page:
    with Statements() as asked:
        status = visitor.get(path).status
    if status >= 500:
        raise RuntimeError(f"{path} ends in {status}")
    times = []
    for _time in range(_TIMES):
        begun = time.perf_counter()
        visitor.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return Page(rule, status, median(times), len(asked.texts))


def _paths(app: Flask, company: ScaleCompany) -> Iterator[tuple[str, str]]:
    """Every page of a thing that the company has: a new page joins by itself."""
    samples = _samples(company)
    for rule in sorted(app.url_map.iter_rules(), key=str):
        is_page = str(rule).startswith("/admin") and "GET" in (rule.methods or ())
        if is_page and rule.arguments <= samples.keys():
            yield str(rule), _ARGUMENT.sub(lambda found: samples[found["name"]], str(rule))


def _samples(company: ScaleCompany) -> Mapping[str, str]:
    """The biggest of each kind, where one is bigger than the others."""
    return {
        "person_id": id_of("person", 17),
        "group_id": id_of("group", 0),
        "account_id": id_of("account", 7),
        "role_id": id_of("role", 7),
        "mapping_id": id_of("mapping", 7),
        "kind": "mapping",
        "thing_id": id_of("mapping", 7),
    }
