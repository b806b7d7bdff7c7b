"""Break glass on a real database: of many at once one gets in, and a notice goes out once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.break_glass import BreakGlassUse
from app.domain.ledger import Action, Actor, Event
from app.domain.notices import Notice
from app.storage.break_glass import BreakGlassStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.local_accounts import LocalAccountStore
from app.storage.notices import NoticeStore
from app.storage.registry import Registry
from tests.storage.company import NOW, Company

MINUTE = timedelta(minutes=1)


@pytest.fixture
def kept(database: Database, company: Company) -> UUID:
    """The identity of alice, which is kept for emergencies."""
    with Registry(database=database).break_glass_change() as change:
        change.keep_for_emergencies(company.alices_identity, NOW)
    return company.alices_identity


def used(database: Database, identity_id: UUID, channels: Sequence[str] = ("mail", "webhook")) -> UUID:
    """Write a use down, and return the id of its notice."""
    notice = Notice(id=new_id(), at=NOW, kind="break-glass:opened", title="A title", text="A text", facts={"a": 1})
    use = BreakGlassUse(
        id=new_id(), identity_id=identity_id, username="alice", at=NOW, reason="why", is_drill=False, address=None
    )
    with Registry(database=database).break_glass_change() as change:
        change.add_use(use, notice, tuple(channels))
    return notice.id


def test_of_many_at_once_one_seals(database: Database, kept: UUID) -> None:
    def seal(_time: int) -> bool:
        with Registry(database=database).break_glass_change() as change:
            return change.seal(kept, NOW)

    with ThreadPoolExecutor(6) as threads:
        sealed = list(threads.map(seal, range(6)))

    assert sealed.count(True) == 1
    (account,) = BreakGlassStore(database=database).accounts()
    assert account.sealed_at == NOW


def test_it_is_no_account_for_an_ordinary_day_until_it_is_retired(database: Database, kept: UUID) -> None:
    accounts = LocalAccountStore(database=database)
    before = accounts.find("alice")

    with Registry(database=database).break_glass_change() as change:
        change.retire(kept, NOW)

    after = accounts.find("alice")
    assert before is not None
    assert after is not None
    assert (before.lets_in, after.lets_in) == (False, True)
    assert BreakGlassStore(database=database).accounts() == ()


def test_a_retired_account_is_kept_again(database: Database, kept: UUID) -> None:
    with Registry(database=database).break_glass_change() as change:
        change.seal(kept, NOW)
        change.retire(kept, NOW)
        change.keep_for_emergencies(kept, NOW + MINUTE)

    (account,) = BreakGlassStore(database=database).accounts()
    assert (account.added_at, account.sealed_at) == (NOW + MINUTE, None)


def test_a_notice_waits_until_each_channel_has_taken_it(database: Database, kept: UUID) -> None:
    notices, notice_id = NoticeStore(database=database), used(database, kept)

    notices.end(notice_id, "mail", at=NOW, problem=None, event=entry())
    notices.end(notice_id, "webhook", at=NOW, problem="it was down", event=entry())

    ((waiting, channel),) = notices.waiting(("mail", "webhook"), limit=5)
    assert (waiting.id, waiting.facts, channel) == (notice_id, {"a": 1}, "webhook")
    (use,) = BreakGlassStore(database=database).uses()
    assert [(one.channel, one.sent_at, one.problem) for one in use.deliveries] == [
        ("mail", NOW, None),
        ("webhook", None, "it was down"),
    ]


def test_of_many_processes_one_tries(database: Database, kept: UUID) -> None:
    notices, notice_id = NoticeStore(database=database), used(database, kept)

    def claim(_time: int) -> bool:
        return notices.claim(notice_id, "mail", at=NOW, unless_since=NOW - MINUTE)

    with ThreadPoolExecutor(6) as threads:
        claimed = list(threads.map(claim, range(6)))

    assert claimed.count(True) == 1
    assert notices.claim(notice_id, "mail", at=NOW + 2 * MINUTE, unless_since=NOW + MINUTE)


def test_a_use_is_reviewed_once(database: Database, kept: UUID, company: Company) -> None:
    used(database, kept)
    store = BreakGlassStore(database=database)
    (use,) = store.uses()

    with Registry(database=database).break_glass_change() as change:
        written = [change.review(use.id, by=company.bob.id, review=words, at=NOW) for words in ("first", "second")]

    (after,) = store.uses()
    assert written == [True, False]
    assert (after.review, after.reviewed_by, store.count_unreviewed()) == ("first", "bob", 0)


def entry() -> Event:
    return Event(new_id(), NOW, Action.NOTICE_SENT, "succeeded", Actor("portal", ""))
