"""Discoveries on both databases: they come back as they were, and no account is worked on twice at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest

from app.domain.arns import AccountId, RoleArn
from app.domain.discovery import (
    Claim,
    Discovery,
    DiscoverySettings,
    FoundAccount,
    FoundRole,
    Progress,
    Scan,
    Trouble,
)
from app.domain.discovery_offers import Held
from app.domain.ledger import Action, Event
from app.domain.trust_readings import Admission
from app.storage.discoveries import DiscoveryStore
from app.storage.engine import Database
from app.storage.held import HeldStore
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from tests.storage.company import NOW, OPERATOR, Company, event_of

LEASE = timedelta(seconds=60)
MOMENT = timedelta(microseconds=1)
FIRST, SECOND, THIRD = (AccountId(f"{number:012}") for number in (1, 2, 3))
ROLE = FoundRole(
    role_arn=RoleArn.parse(f"arn:aws:iam::{FIRST}:role/team/Reader"),
    description="Look",
    max_session_duration=7200,
    admission=Admission(names_portal=True, source_identity=True, external_id="shop-17"),
    tags={"team": "shop"},
)


@pytest.fixture
def store(database: Database) -> DiscoveryStore:
    return DiscoveryStore(database=database)


@pytest.fixture
def order(store: DiscoveryStore) -> Discovery:
    """An order that has just been given."""
    settings = DiscoverySettings(
        partition="aws",
        read_role="tools/Reader",
        organization_role=RoleArn.parse("arn:aws:iam::999999999999:role/Lister"),
        external_id="shop-17",
        identity_center_roles=True,
    )
    order = Discovery(id=new_id(), at=NOW, actor=OPERATOR, settings=settings)
    store.add(order, event_of(Action.DISCOVERY_REQUESTED))
    return order


@pytest.fixture
def scanning(store: DiscoveryStore, order: Discovery) -> Discovery:
    """An order with three accounts, one of them suspended."""
    accounts = [found(FIRST), found(SECOND), replace(found(THIRD), state="skipped")]
    claim = claim_at(NOW)
    store.claim_listing(order.id, claim, event_of())
    scanning = replace(order, state="scanning", portal_identity="arn:x")
    assert store.settle_listing(scanning, accounts, claim, event_of())
    return scanning


def found(account_id: AccountId) -> FoundAccount:
    return FoundAccount(account_id=account_id, name=f"Number {account_id}", tags={"env": "prod"})


def claim_at(now: datetime) -> Claim:
    return Claim(new_id(), now, now + LEASE)


def entry_for(_account: FoundAccount) -> Event:
    return event_of(Action.ACCOUNT_SCAN_REQUESTED)


def claimed(store: DiscoveryStore, order: Discovery, claim: Claim) -> str:
    """The number of the account that a claim gets; empty if none."""
    account = store.claim_account(order.id, claim, entry_for)
    return account.account_id.text if account else ""


def test_an_order_comes_back_as_it_was_given(store: DiscoveryStore, order: Discovery) -> None:
    assert store.find(order.id) == order
    assert store.newest() == (order,)
    assert store.find(new_id()) is None


def test_how_far_an_order_is_comes_back_as_well(store: DiscoveryStore, order: Discovery) -> None:
    claim = claim_at(NOW)
    store.claim_listing(order.id, claim, event_of())
    failed = replace(
        order,
        state="failed",
        portal_identity="arn:x",
        next_token="more",  # noqa: S106 - AWS's word for a place in a list
        trouble=Trouble(code="listing-denied", values={"action": "organizations:ListAccounts"}),
        not_before=NOW + LEASE,
        tries=2,
        ended_at=NOW,
    )
    store.settle_listing(failed, (), claim, event_of())

    assert store.find(order.id) == failed


def test_what_was_found_comes_back_as_it_was(store: DiscoveryStore, scanning: Discovery) -> None:
    claim = claim_at(NOW)
    claimed(store, scanning, claim)
    done = replace(
        found(FIRST),
        state="done",
        scan=Scan(roles=(ROLE, replace(ROLE, tags=None)), left_out=3, marker="next", is_listed=True),
        trouble=Trouble(code="aws-throttled", values={"service": "IAM"}),
        not_before=NOW,
        tries=1,
    )
    store.settle_account(scanning.id, done, claim, event_of())

    assert store.accounts(scanning.id, limit=1) == (done,)
    assert store.accounts(scanning.id, limit=9, only=[SECOND]) == (found(SECOND),)
    assert [one.account_id for one in store.accounts(scanning.id, after=FIRST.text, limit=9)] == [SECOND, THIRD]
    assert [one.account_id for one in store.accounts(scanning.id, limit=9, state="skipped")] == [THIRD]


def test_two_workers_get_two_accounts_and_a_third_none(store: DiscoveryStore, scanning: Discovery) -> None:
    got = [claimed(store, scanning, claim_at(NOW)) for _ in range(3)]

    assert got == [FIRST.text, SECOND.text, ""]


def test_two_at_once_never_get_one_account(store: DiscoveryStore, scanning: Discovery) -> None:
    together = Barrier(2)

    def race(claim: Claim) -> str:
        together.wait()
        return claimed(store, scanning, claim)

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(race, [claim_at(NOW), claim_at(NOW)]))

    assert sorted(got) == [FIRST.text, SECOND.text]


def test_two_at_once_never_list_the_same_page(store: DiscoveryStore, order: Discovery) -> None:
    together = Barrier(2)

    def race(claim: Claim) -> bool:
        together.wait()
        return store.claim_listing(order.id, claim, event_of()) is not None

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(race, [claim_at(NOW), claim_at(NOW)]))

    assert sorted(got) == [False, True]


def test_the_claim_of_a_worker_that_was_killed_ends(store: DiscoveryStore, scanning: Discovery) -> None:
    killed = claim_at(NOW)
    claimed(store, scanning, killed)
    claimed(store, scanning, claim_at(NOW))

    before, after = (claimed(store, scanning, claim_at(now)) for now in (NOW + LEASE - MOMENT, NOW + LEASE))

    assert (before, after) == ("", FIRST.text)


def test_who_lost_a_claim_changes_nothing_but_the_ledger_has_its_calls(
    store: DiscoveryStore, scanning: Discovery, database: Database
) -> None:
    slow, next_one = claim_at(NOW), claim_at(NOW + LEASE)
    claimed(store, scanning, slow)
    claimed(store, scanning, next_one)
    late = event_of(Action.ACCOUNT_SCAN_COMPLETED)

    kept = store.settle_account(scanning.id, replace(found(FIRST), state="done"), slow, late)

    assert not kept
    assert store.accounts(scanning.id, limit=1) == (found(FIRST),)
    assert late.id in {entry.id for entry in LedgerStore(database=database).events()}


def test_a_list_that_was_read_twice_adds_each_account_once(store: DiscoveryStore, scanning: Discovery) -> None:
    listing = replace(scanning, state="listing")
    store.resume(replace(scanning, state="listing"), (), event_of())
    again = Claim(new_id(), NOW, NOW)
    store.claim_listing(listing.id, again, event_of())

    store.settle_listing(scanning, [found(FIRST), found(SECOND)], again, event_of())

    assert store.progress(scanning.id).total == 3


def test_an_account_that_has_to_wait_is_not_worked_on_before(store: DiscoveryStore, scanning: Discovery) -> None:
    claim = claim_at(NOW)
    claimed(store, scanning, claim)
    store.settle_account(scanning.id, replace(found(FIRST), not_before=NOW + LEASE), claim, event_of())

    early, late = (claimed(store, scanning, claim_at(now)) for now in (NOW, NOW + LEASE))

    assert (early, late) == (SECOND.text, FIRST.text)


def test_progress_counts_and_says_when_it_may_go_on(store: DiscoveryStore, scanning: Discovery) -> None:
    at_once = store.progress(scanning.id)
    first, second = claim_at(NOW), claim_at(NOW)
    claimed(store, scanning, first)
    claimed(store, scanning, second)
    store.settle_account(scanning.id, replace(found(FIRST), not_before=NOW + 2 * LEASE), first, event_of())

    assert at_once == Progress(waiting=2, skipped=1)
    assert store.progress(scanning.id) == Progress(waiting=2, skipped=1, next_at=NOW + LEASE)
    assert (at_once.total, at_once.finished) == (3, 1)


def test_an_order_ends_once_and_only_when_nothing_waits(store: DiscoveryStore, scanning: Discovery) -> None:
    settled: Callable[[], bool] = partial(store.end, scanning.id, event_of(Action.DISCOVERY_ENDED))
    first, second = claim_at(NOW), claim_at(NOW)
    claimed(store, scanning, first)
    claimed(store, scanning, second)
    store.settle_account(scanning.id, replace(found(FIRST), state="done"), first, event_of())

    too_early = settled()
    store.settle_account(scanning.id, replace(found(SECOND), state="failed"), second, event_of())
    ended = store.end(scanning.id, event_of(Action.DISCOVERY_ENDED))
    again = store.end(scanning.id, event_of(Action.DISCOVERY_ENDED))

    assert (too_early, ended, again) == (False, True, False)


def test_what_the_portal_holds_of_accounts_is_read_with_what_is_disabled(database: Database, company: Company) -> None:
    its = company.account

    held = HeldStore(database=database).held_of("aws", [its.account_id, FIRST])

    assert held == {its.account_id: Held(its, (company.reader, company.writer))}
    assert HeldStore(database=database).held_of("aws-cn", [its.account_id]) == {}
