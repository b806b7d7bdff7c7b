"""The order for background tests, and the claims of runs: on both databases, also where two claim at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from app.domain.admins import Admin, NotAnAdmin
from app.domain.background_tests import Order
from app.domain.drafts import disabled
from app.domain.ledger import Action
from app.domain.role_tests import RoleTest, Verdict
from app.storage.background_tests import BackgroundTestStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.registry import Registry
from app.storage.role_tests import RoleTestStore
from tests.storage.company import NOW, OPERATOR, Company, event_of
from tests.storage.drafting import admin_named

DAY = timedelta(hours=24)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def store(database: Database) -> BackgroundTestStore:
    return BackgroundTestStore(database=database)


@pytest.fixture
def order(company: Company) -> Order:
    """What alice ordered."""
    return Order(
        is_on=True, principal=company.principal, given_at=NOW, reason="to know", address="192.0.2.7", used_mfa=True
    )


@pytest.fixture
def admin(database: Database, company: Company) -> Admin:
    """Alice, who is an admin."""
    return admin_named(database, company.alice)


def due(store: BackgroundTestStore, now: datetime = NOW) -> list[str]:
    """The names of the roles that are due."""
    return [one.role_arn.name for one in store.due(now)]


def was_tested(database: Database, company: Company, at: datetime) -> None:
    """Let somebody have tested the reader by hand."""
    test = RoleTest(id=new_id(), role_id=company.reader.id, at=at, actor=OPERATOR, verdict=Verdict("passed"))
    RoleTestStore(database=database).record(test, event_of(Action.ROLE_TEST_PASSED))


def test_nobody_has_ordered_anything(store: BackgroundTestStore) -> None:
    assert store.find_order() is None


def test_an_order_comes_back_as_it_was_given(store: BackgroundTestStore, order: Order, admin: Admin) -> None:
    store.store_order(admin, order, event_of(Action.ROLE_TESTS_TURNED_ON))

    assert store.find_order() == order


def test_a_later_order_takes_the_place_of_the_one_before(
    store: BackgroundTestStore, order: Order, admin: Admin, database: Database
) -> None:
    later = replace(order, is_on=False, given_at=NOW + DAY, reason="too noisy", address=None, used_mfa=None)
    store.store_order(admin, order, event_of(Action.ROLE_TESTS_TURNED_ON))
    store.store_order(admin, later, event_of(Action.ROLE_TESTS_TURNED_OFF))

    assert store.find_order() == later
    told = [entry.action for entry in LedgerStore(database=database).events()]
    assert told == ["role-tests:turned-on", "role-tests:turned-off"]


def test_who_is_no_admin_any_more_when_their_turn_has_come_orders_nothing(
    store: BackgroundTestStore, order: Order, admin: Admin, database: Database
) -> None:
    with Registry(database=database).change() as change:
        change.disable_person(admin.principal.person_id, NOW)

    with pytest.raises(NotAnAdmin):
        store.store_order(admin, order, event_of(Action.ROLE_TESTS_TURNED_ON))

    assert store.find_order() is None
    assert list(LedgerStore(database=database).events()) == []


def test_every_role_is_due_that_nobody_ever_tested(store: BackgroundTestStore, company: Company) -> None:
    assert due(store) == ["reader", "writer"]
    assert store.count_roles() == 2


def test_a_role_rests_for_a_day_after_a_test_by_hand(
    store: BackgroundTestStore, company: Company, database: Database
) -> None:
    was_tested(database, company, NOW)

    assert due(store, NOW + DAY - MOMENT) == ["writer"]
    assert due(store, NOW + DAY) == ["writer", "reader"]
    assert not store.claim(company.reader.id, NOW + DAY - MOMENT)


def test_a_role_rests_for_a_day_after_it_was_claimed_whatever_became_of_the_test(
    store: BackgroundTestStore, company: Company
) -> None:
    assert store.claim(company.reader.id, NOW)

    assert due(store, NOW + DAY - MOMENT) == ["writer"]
    assert not store.claim(company.reader.id, NOW + DAY - MOMENT)
    assert store.claim(company.reader.id, NOW + DAY)


@pytest.mark.parametrize("thing", ["role", "account"])
def test_what_is_disabled_is_neither_due_nor_given_away(
    store: BackgroundTestStore, company: Company, database: Database, thing: str
) -> None:
    revisions = {"role": disabled(company.reader, NOW), "account": disabled(company.account, NOW)}
    with Registry(database=database).change() as change:
        change.revise(revisions[thing], OPERATOR, NOW, "gone")

    assert "reader" not in due(store)
    assert not store.claim(company.reader.id, NOW)


def test_of_many_that_claim_a_role_at_once_one_gets_it(store: BackgroundTestStore, company: Company) -> None:
    together = Barrier(8)

    def claim(_thread: int) -> bool:
        together.wait()
        return store.claim(company.reader.id, NOW)

    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(claim, range(8)))

    assert sorted(claimed) == [False] * 7 + [True]


def test_of_many_that_claim_it_anew_after_a_day_one_gets_it(store: BackgroundTestStore, company: Company) -> None:
    store.claim(company.reader.id, NOW)
    together = Barrier(8)

    def claim(_thread: int) -> bool:
        together.wait()
        return store.claim(company.reader.id, NOW + DAY)

    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(claim, range(8)))

    assert sorted(claimed) == [False] * 7 + [True]
