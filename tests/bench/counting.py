"""The counting half: what clicks cost in connections, requests, statements, entries and bytes. It knows no time."""

import os
from collections.abc import Iterator
from pathlib import Path

from app import logs
from app.domain.ledger import StoredEvent
from app.settings import Settings, load
from tests.bench.bars import Measured, exactly
from tests.bench.company import COLLEAGUES, NOT_MAPPED, ROLES, Company, fill_in
from tests.bench.joined import differing, entries_of_clicks
from tests.bench.portal import Portal, environment_for
from tests.bench.statements import PortalInThisProcess, Statements, free_address
from tests.bench.upstream import Upstream
from tests.bench.visitor import Answer, Visitor, opened

WARM_UP = 40
CLICKS = 200
REFUSED_CLICKS = 20
# The web session; then groups, role and mappings with the intent; then the outcome.
STATEMENTS_A_CLICK = 6
TRANSACTIONS_A_CLICK = 3
# The web session, then groups, roles and mappings.
STATEMENTS_A_PAGE = 4
# The try; the account; that it succeeded; the factors; then the web session with its entry. Two of them only read.
TRANSACTIONS_A_SIGN_IN = 5
BYTES_OF_AN_ANSWER = 3_000
BYTES_OF_A_PAGE = 100_000


def count(folder: Path) -> Iterator[Measured]:
    """Count everything, in a folder of its own."""
    company = fill_in(folder)
    with Upstream() as upstream:
        with serve(folder, company, upstream, "--workers", "1") as portal, Visitor(portal) as visitor:
            yield from _clicks(upstream, company, visitor)
            yield from _refused_clicks(upstream, company, visitor)
        with (folder / "in-process.log").open("w") as log:
            logs.configure(stream=log)
            yield from _statements(upstream, company)


def serve(folder: Path, company: Company, upstream: Upstream, *arguments: str) -> Portal:
    """Serve a company's portal, before a stand-in for AWS."""
    log = folder / "log"
    return Portal("serve", *arguments, log=log, database_url=company.database_url, upstream=upstream.address)


def clicks(visitor: Visitor, company: Company, times: int) -> list[Answer]:
    """Click beside one role after the other."""
    return [visitor.click(company.role_arns[number % ROLES]) for number in range(times)]


def _clicks(upstream: Upstream, company: Company, visitor: Visitor) -> Iterator[Measured]:
    clicks(visitor, company, WARM_UP)
    before, told_before = upstream.seen(), _entries(company)
    answers = clicks(visitor, company, CLICKS)
    seen, told = upstream.seen(), _entries(company)
    page = visitor.get("/")
    yield exactly(f"Clicks of {CLICKS} that lead into a console", opened(answers), CLICKS)
    yield exactly(f"New upstream connections over {CLICKS} warm clicks", seen.connections - before.connections, 0)
    yield exactly("Upstream requests a click", (len(seen.calls) - len(before.calls)) / CLICKS, 2)
    yield exactly("Upstream requests that AWS would refuse", len(seen.refusals), 0)
    yield exactly("Ledger entries a click", (len(told) - len(told_before)) / CLICKS, 2)
    yield exactly("Clicks of which ledger and AWS's log differ", differing(told, seen.calls), 0)
    largest = max(answer.size for answer in answers)
    yield Measured(what="Bytes of a click's 303, at most", value=largest, at_most=BYTES_OF_AN_ANSWER)
    yield Measured(what=f"Bytes of the portal page with {ROLES} roles", value=page.size, at_most=BYTES_OF_A_PAGE)


def _refused_clicks(upstream: Upstream, company: Company, visitor: Visitor) -> Iterator[Measured]:
    before, told_before = upstream.seen(), _entries(company)
    answers = [visitor.click(NOT_MAPPED) for _click in range(REFUSED_CLICKS)]
    calls, told = upstream.seen().calls[len(before.calls) :], _entries(company)
    refused = sum(answer.status == 403 for answer in answers)
    yield exactly(f"Clicks of {REFUSED_CLICKS} on a role of nobody that end in 403", refused, REFUSED_CLICKS)
    yield exactly("Ledger entries a refused click", (len(told) - len(told_before)) / REFUSED_CLICKS, 2)
    yield exactly("Upstream requests of refused clicks", len(calls), 0)


def _statements(upstream: Upstream, company: Company) -> Iterator[Measured]:
    # boto3 finds its credentials in the environment only.
    os.environ.update(environment_for(company.database_url, upstream.address, free_address()))
    with PortalInThisProcess(load(Settings)) as portal, Visitor(portal) as visitor:
        clicks(visitor, company, WARM_UP)
        with Statements() as click:
            answers = clicks(visitor, company, CLICKS)
        with Statements() as page:
            visitor.get("/")
        colleague = Visitor(portal, username=COLLEAGUES[0])
        fields = colleague.sign_in_form()
        with Statements() as sign_in:
            colleague.send_sign_in(fields)
    yield exactly(f"Clicks of {CLICKS} that lead into a console, in one process", opened(answers), CLICKS)
    a_click = len(click.texts) / CLICKS
    yield Measured(what="SQL statements a click", value=a_click, at_most=STATEMENTS_A_CLICK, at_least=1)
    transactions = click.transactions / CLICKS
    yield Measured(what="Transactions a click", value=transactions, at_most=TRANSACTIONS_A_CLICK, at_least=1)
    a_page = len(page.texts)
    yield Measured(what="SQL statements of the portal page", value=a_page, at_most=STATEMENTS_A_PAGE, at_least=1)
    a_sign_in = sign_in.transactions
    yield Measured(what="Transactions a password sign-in", value=a_sign_in, at_most=TRANSACTIONS_A_SIGN_IN, at_least=1)


def _entries(company: Company) -> tuple[StoredEvent, ...]:
    return entries_of_clicks(company.records.ledger)
