"""Versions of mappings, accounts and roles in a real database, and which of them one save made."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.conditions import Conditions
from app.domain.drafts import added, changed
from app.domain.histories import NoSuchThing, restoring, undoing
from app.domain.mappings import Mapping
from app.joints.editing import Editing
from app.storage.engine import Database
from app.storage.histories import HistoryStore
from app.storage.ids import new_id
from tests.storage.company import NOW, Company, mapping_of, role_in, selecting
from tests.storage.databases import statements
from tests.storage.drafting import ROOT, drafted


@pytest.fixture
def histories(database: Database) -> HistoryStore:
    return HistoryStore(database=database)


def test_every_version_is_there_with_the_one_before_it(
    editing: Editing, histories: HistoryStore, company: Company
) -> None:
    first = company.developers_read
    second = changed(first, replace(first, conditions=Conditions(needs_mfa=True)))
    editing.drafts.save(ROOT, drafted(second, reason="phishing"))

    newest, oldest = histories.versions("mapping", first.id, limit=9)

    assert (newest.thing, newest.before, newest.reason) == (second.after, first, "phishing")
    assert (oldest.thing, oldest.before, oldest.reason) == (first, None, "moving in")
    assert newest.actor == ROOT.actor


def test_versions_are_paged(editing: Editing, histories: HistoryStore, company: Company) -> None:
    first = company.developers_read
    editing.drafts.save(ROOT, drafted(changed(first, replace(first, conditions=Conditions(needs_mfa=True)))))

    (newest,) = histories.versions("mapping", first.id, limit=1)
    (oldest,) = histories.versions("mapping", first.id, before=newest.thing.version, limit=1)

    assert newest.before == oldest.thing == first


def test_one_save_is_found_whole_and_undone_whole(editing: Editing, histories: HistoryStore, company: Company) -> None:
    moved = changed(company.account, replace(company.account, name="Shop"))
    some = [added(selecting(company.charlie, "*")), added(mapping_of(company.bob, company.writer)), moved]
    editing.drafts.save(ROOT, drafted(*some))

    together = histories.saved_together("account", company.account.id, 2)
    editing.drafts.save(ROOT, drafted(*undoing(together, NOW)))

    assert len(together) == len(some)
    assert histories.find("account", company.account.id) == replace(company.account, version=3)
    assert all(one.thing.disabled_at is None for one in together)
    assert {_is_disabled(histories, one.after.id) for one in some[:2]} == {True}


def test_a_large_save_is_read_in_part_and_counted_in_a_few_queries(
    editing: Editing, histories: HistoryStore, company: Company
) -> None:
    some = [added(role_in(company.account, f"r{number}")) for number in range(30)]
    editing.drafts.save(ROOT, drafted(*some))

    with statements() as sent:
        first = histories.saved_together("role", some[0].after.id, 1, limit=10)
        count = histories.count_saved_together("role", some[0].after.id, 1)

    assert [one.thing.id for one in first] == [one.after.id for one in some[:10]]
    assert count == 30
    assert len(sent) < 12


def test_roles_and_accounts_have_versions(histories: HistoryStore, company: Company) -> None:
    role = histories.version("role", company.reader.id, 1)
    account = histories.version("account", company.account.id, 1)

    assert role is not None
    assert account is not None
    assert (role.thing, account.thing) == (company.reader, company.account)


def test_what_never_was_has_no_version(histories: HistoryStore, company: Company) -> None:
    assert histories.find("role", new_id()) is None
    assert histories.version("mapping", company.developers_read.id, 7) is None
    assert histories.saved_together("mapping", new_id(), 1) == ()


def test_a_thing_is_not_restored_as_another_kind(company: Company) -> None:
    with pytest.raises(NoSuchThing):
        restoring(company.account, role_in(company.account, "other"))


def _is_disabled(histories: HistoryStore, mapping_id: UUID) -> bool:
    found = histories.find("mapping", mapping_id)
    assert isinstance(found, Mapping)
    return found.disabled_at is not None


def test_before_the_first_version_there_is_none(histories: HistoryStore, company: Company) -> None:
    assert histories.versions("mapping", company.developers_read.id, before=0, limit=9) == ()
