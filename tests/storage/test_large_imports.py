"""Large imports on a real database: whole or not at all, though a line is bad or a process dies in the middle."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.drafts import Draft, StaleEdit, added, changed, disabled
from app.domain.interchange import ImportRefused
from app.domain.mappings import Mapping
from app.domain.refusals import AlreadyThere
from app.joints.editing import editing_of
from app.joints.interchange import imports_of
from app.services.drafts import Saved
from app.storage.engine import Database
from app.storage.holdings import HoldingsStore
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from tests.storage.company import NOW, Company, mapping_of, selecting
from tests.storage.databases import CHECKOUT
from tests.storage.drafting import HOUR, ROOT, drafted

HEAD = "subject,role_arn\n"


def table(rows: int, *, bad_every: int | None = None) -> bytes:
    """A table that maps alice to so many roles."""
    arns = [f"arn:aws:iam::123456789012:role/r{number}" for number in range(2, rows + 2)]
    bad = ["*" * bool(bad_every and number % bad_every == 0) for number in range(2, rows + 2)]
    return (HEAD + "".join(f"alice,{arn}{mark}\n" for arn, mark in zip(arns, bad, strict=True))).encode()


def save(database: Database, data: bytes) -> int:
    """Import a table, and return how many things were stored."""
    compared = imports_of(database).compare(data, "csv", reason="moving")
    saved = editing_of(database, second_approval=False).drafts.save(ROOT, compared.draft)
    assert isinstance(saved, Saved)
    return len(saved.things)


def test_ten_bad_lines_of_fifty_thousand_are_named_and_nothing_is_stored(database: Database, company: Company) -> None:
    before = HoldingsStore(database=database).holdings()

    with pytest.raises(ImportRefused) as refusal:
        save(database, table(50_000, bad_every=5_000))

    assert [flaw.line for flaw in refusal.value.flaws] == list(range(5_000, 50_001, 5_000))
    assert HoldingsStore(database=database).holdings() == before
    assert list(LedgerStore(database=database).events()) == []


def test_a_large_import_has_a_version_and_an_entry_of_everything(database: Database, company: Company) -> None:
    stored = save(database, table(1_200))

    entries = list(LedgerStore(database=database).events())
    held = HoldingsStore(database=database).holdings()
    assert stored == len(entries) == 1 + 1_200 + 1_200
    assert [entry.action for entry in entries] == [
        "account:added",
        *["role:added"] * 1_200,
        *["mapping:added"] * 1_200,
    ]
    assert {entry.role_arn for entry in entries[1:]} == {
        one.role_arn.text for one in held.roles if one.account.account_id.text == "123456789012"
    }


def test_a_process_that_is_killed_in_the_middle_leaves_nothing_and_the_import_succeeds_afterwards(
    database: Database, database_url: str, company: Company
) -> None:
    before = HoldingsStore(database=database).holdings()
    command = [sys.executable, "-m", "tests.storage.programs.imports_half", database_url]

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT) as importing:
        assert importing.stdin is not None
        assert importing.stdout is not None
        importing.stdin.write(table(1_200))
        importing.stdin.close()
        reached = importing.stdout.readline()
        importing.kill()

    assert reached == b"in the middle\n"
    assert HoldingsStore(database=database).holdings() == before
    assert list(LedgerStore(database=database).events()) == []
    assert save(database, table(1_200)) == 2_401


def shorten(database: Database, company: Company, hours: int, together: threading.Barrier) -> Saved | StaleEdit:
    """Save an end of a mapping, and a new mapping beside it, at the same time as somebody else."""
    shorter = replace(company.developers_read, valid_until=NOW + hours * HOUR)
    draft = drafted(changed(company.developers_read, shorter), added(selecting(company.charlie, f"r{hours}*")))
    together.wait(timeout=20)
    try:
        saved = editing_of(database, second_approval=False).drafts.save(ROOT, draft)
    except StaleEdit as stale:
        return stale
    assert isinstance(saved, Saved)
    return saved


def test_of_two_admins_who_save_at_once_one_is_told_what_holds_now(database: Database, company: Company) -> None:
    together = threading.Barrier(2)

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(lambda hours: shorten(database, company, hours, together), (1, 2)))

    (won,) = [one for one in outcomes if isinstance(one, Saved)]
    (lost,) = [one for one in outcomes if isinstance(one, StaleEdit)]
    held = {one.id: one for one in HoldingsStore(database=database).holdings().mappings}
    assert lost.current == won.things[0] == held[company.developers_read.id]
    assert len(held) == 3


def test_equal_mappings_within_one_draft_are_refused(database: Database, company: Company) -> None:
    one, other = (mapping_of(company.charlie, company.reader) for _number in range(2))
    selector, same = (selecting(company.charlie, "read*") for _number in range(2))
    drafts = editing_of(database, second_approval=False).drafts

    with pytest.raises(AlreadyThere):
        drafts.save(ROOT, drafted(added(one), added(other)))
    with pytest.raises(AlreadyThere):
        drafts.save(ROOT, drafted(added(selector), added(same)))


def test_what_a_draft_disables_may_be_added_again_after_it(database: Database, company: Company) -> None:
    again = replace(company.developers_read, id=new_id())
    draft = drafted(disabled(company.developers_read, NOW), added(again))

    saved = editing_of(database, second_approval=False).drafts.save(ROOT, draft)

    assert isinstance(saved, Saved)
    assert [one.disabled_at for one in saved.things] == [NOW, None]


def test_selectors_that_say_the_same_are_one(database: Database, company: Company) -> None:
    mappings = [selecting(who, pattern) for who in (company.alice, company.bob) for pattern in ("read*", "team*")]
    draft = Draft(tuple(added(one) for one in mappings), "for the test")

    saved = editing_of(database, second_approval=False).drafts.save(ROOT, draft)

    assert isinstance(saved, Saved)
    stored = [one for one in saved.things if isinstance(one, Mapping)]
    assert len({one.target_id for one in stored}) == 2
    assert {one.id for one in HoldingsStore(database=database).holdings().mappings} >= {one.id for one in stored}
