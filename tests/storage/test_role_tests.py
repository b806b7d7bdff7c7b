"""The last test of each role: one a role, with its entry, on both databases."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from app.domain.ledger import Action
from app.domain.pages import Search
from app.domain.role_tests import RoleTest, Verdict
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.role_tests import RoleTestStore
from tests.storage.company import NOW, OPERATOR, Company, event_of

FAILED = Verdict("failed", "assume-role-denied", ("sts:TagSession",), values=MappingProxyType({"region": "eu-west-1"}))


@pytest.fixture
def store(database: Database) -> RoleTestStore:
    return RoleTestStore(database=database)


@pytest.fixture
def first(company: Company) -> RoleTest:
    return RoleTest(
        id=new_id(), role_id=company.reader.id, at=NOW, actor=OPERATOR, verdict=FAILED, portal_identity="arn:x"
    )


def test_a_role_that_nobody_tested_is_listed_without_a_test(store: RoleTestStore, company: Company) -> None:
    page = store.page()

    assert [(tested.role, tested.test) for tested in page.rows] == [(company.reader, None), (company.writer, None)]


def test_the_newest_test_takes_the_place_of_the_one_before(store: RoleTestStore, first: RoleTest) -> None:
    second = replace(first, id=new_id(), at=NOW + timedelta(hours=1), verdict=Verdict("passed"))
    store.record(first, event_of(Action.ROLE_TEST_FAILED))
    store.record(second, event_of(Action.ROLE_TEST_PASSED))

    found = store.find(first.role_id)

    assert found is not None
    assert found.test == second


def test_what_was_found_comes_back_as_it_was(store: RoleTestStore, first: RoleTest) -> None:
    store.record(first, event_of(Action.ROLE_TEST_FAILED))

    assert [tested.test for tested in store.page(Search("reader")).rows] == [first]


def test_a_test_and_its_entry_count_together(store: RoleTestStore, first: RoleTest, database: Database) -> None:
    entry = event_of(Action.ROLE_TEST_FAILED)
    store.record(first, entry)

    assert [event.id for event in LedgerStore(database=database).events()] == [entry.id]


def test_the_roles_of_an_account_are_found_by_its_number(store: RoleTestStore, company: Company) -> None:
    account = company.account

    assert store.of_account(account.account_id, "aws") == (company.reader, company.writer)
    assert store.of_account(account.account_id, "aws-cn") == ()
