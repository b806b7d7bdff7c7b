"""Reading the facts takes three queries at most, each by an index."""

import contextlib
import re
import sqlite3
from uuid import UUID

import pytest

from app.domain.arns import RoleArn
from app.storage.access import AccessStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.web_sessions import WebSessionStore
from tests.storage.company import Company, company_in
from tests.storage.databases import file_of, opened, statements

WHOLE_TABLE = re.compile(
    r"SCAN (person|identity|group|membership|account|role|mapping|selector|selector_role|web_session)\b"
)


@pytest.fixture
def access(database: Database) -> AccessStore:
    return AccessStore(database=database)


@pytest.mark.parametrize("asked", ["one role", "every role", "an unknown role", "nobody"])
def test_it_takes_three_queries_at_most(access: AccessStore, company: Company, asked: str) -> None:
    questions: dict[str, tuple[UUID, RoleArn | None]] = {
        "one role": (company.alice.id, company.reader.role_arn),
        "every role": (company.alice.id, None),
        "an unknown role": (company.alice.id, RoleArn.parse("arn:aws:iam::012345678901:role/unknown")),
        "nobody": (new_id(), None),
    }

    with statements() as sent:
        access.facts_for(*questions[asked])

    assert 1 <= len(sent) <= 3


def test_an_unknown_role_costs_as_many_queries_as_a_known_one(access: AccessStore, company: Company) -> None:
    with statements() as for_known:
        access.facts_for(company.alice.id, company.reader.role_arn)
    with statements() as for_unknown:
        access.facts_for(company.alice.id, RoleArn.parse("arn:aws:iam::012345678901:role/unknown"))

    assert for_known == for_unknown


def test_no_query_of_a_click_reads_a_whole_table(sqlite_url: str) -> None:
    with opened(sqlite_url) as database, statements() as sent:
        company = company_in(database)
        sent.clear()
        AccessStore(database=database).facts_for(company.alice.id, company.reader.role_arn)
        AccessStore(database=database).facts_for(company.alice.id, None)
        WebSessionStore(database=database).find("a" * 64)

    assert len(sent) == 7
    assert [step for statement in sent for step in _plan_of(sqlite_url, statement) if WHOLE_TABLE.match(step)] == []


def test_the_mappings_of_one_role_are_found_by_subject_and_target(sqlite_url: str) -> None:
    with opened(sqlite_url) as database, statements() as sent:
        company = company_in(database)
        AccessStore(database=database).facts_for(company.alice.id, company.reader.role_arn)

    steps = [step for step in _plan_of(sqlite_url, sent[-1]) if step.startswith("SEARCH mapping")]
    # First by the key of the rows whose ids the three branches find, each by subject and target.
    assert [step.partition(" (")[2] for step in steps] == [
        "id=?)",
        "subject_id=? AND target_kind=? AND target_id=?)",
        "subject_id=? AND target_kind=? AND target_id=?)",
        "subject_id=? AND target_kind=?)",
    ]


def _plan_of(url: str, statement: str) -> list[str]:
    """How SQLite goes about it. PostgreSQL reads small tables whole whatever its indexes are."""
    with contextlib.closing(sqlite3.connect(file_of(url))) as client:
        rows = client.execute(f"EXPLAIN QUERY PLAN {statement}", [""] * statement.count("?"))
        return [detail for (*_, detail) in rows]
