"""Drafts on a real database: what a preview says is what a save does, and a save counts whole or not at all."""

from dataclasses import replace

import pytest

from app.domain.access_tests import AccessTestsBroken
from app.domain.accounts import Role
from app.domain.admins import LastAdmin
from app.domain.drafts import (
    ChangeReasonMissing,
    ChangeReasonTooLong,
    NothingChanges,
    StaleEdit,
    added,
    changed,
    disabled,
)
from app.domain.mappings import Mapping
from app.domain.people import Person
from app.domain.refusals import AlreadyThere
from app.domain.selectors import AccountSet
from app.joints.editing import Editing
from app.services.drafts import Saved
from app.storage.admin_tables import access_test
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from tests.storage.company import NOW, Company, mapping_of, role_in, selecting
from tests.storage.drafting import HOUR, ROOT, drafted, openings, told


def test_adding_a_mapping_tells_who_gains(editing: Editing, company: Company) -> None:
    preview = editing.drafts.preview(ROOT, drafted(added(mapping_of(company.developers, company.writer))))

    assert told(preview.effects) == {"writer": (1, 0)}
    assert preview.effects.is_exact


def test_a_selector_reaches_every_role_of_its_name(editing: Editing, company: Company) -> None:
    preview = editing.drafts.preview(ROOT, drafted(added(selecting(company.charlie, "*r"))))

    assert told(preview.effects) == {"reader": (1, 0), "writer": (1, 0)}


def test_a_new_role_is_gained_through_the_selectors_that_fit_it(editing: Editing, company: Company) -> None:
    editing.drafts.save(ROOT, drafted(added(selecting(company.developers, "audit*"))))

    preview = editing.drafts.preview(ROOT, drafted(added(role_in(company.account, "auditing"))))

    assert told(preview.effects) == {"auditing": (2, 0)}


def test_an_account_that_gets_a_tag_is_gained(editing: Editing, company: Company) -> None:
    prod = AccountSet.tagged({"env": "prod"})
    editing.drafts.save(ROOT, drafted(added(selecting(company.charlie, "reader", prod))))
    tagged = replace(company.account, tags={"env": "prod"})

    preview = editing.drafts.preview(ROOT, drafted(changed(company.account, tagged)))

    assert told(preview.effects) == {"reader": (1, 0)}


def test_disabling_a_role_takes_it_from_everybody(editing: Editing, company: Company) -> None:
    preview = editing.drafts.preview(ROOT, drafted(disabled(company.reader, NOW)))

    assert told(preview.effects) == {"reader": (0, 2)}


def test_what_a_preview_says_of_the_portal_is_told_apart(editing: Editing, company: Company) -> None:
    admin = Mapping(new_id(), "allow", "group", company.developers.id, "portal", "admin")

    assert told(editing.drafts.preview(ROOT, drafted(added(admin))).effects) == {"admin": (2, 0)}


def test_a_saved_draft_has_versions_and_entries(editing: Editing, company: Company, database: Database) -> None:
    shorter = replace(company.developers_read, valid_until=NOW + HOUR)

    saved = editing.drafts.save(ROOT, drafted(changed(company.developers_read, shorter), reason="only today"))

    entry = list(LedgerStore(database=database).events())[-1]
    assert isinstance(saved, Saved)
    assert saved.things[0].version == 2
    assert (entry.action, entry.actor_kind, entry.actor_id) == ("mapping:changed", "operator", "root")
    assert (entry.mapping_id, entry.mapping_version) == (company.developers_read.id, 2)
    assert entry.parsed_body()["reason"] == "only today"


def test_a_stale_edit_is_refused_with_what_holds_now(editing: Editing, company: Company) -> None:
    first = replace(company.developers_read, valid_until=NOW + HOUR)
    editing.drafts.save(ROOT, drafted(changed(company.developers_read, first)))

    with pytest.raises(StaleEdit) as refusal:
        editing.drafts.save(ROOT, drafted(disabled(company.developers_read, NOW)))

    assert isinstance(refusal.value.current, Mapping)
    assert refusal.value.current.valid_until == NOW + HOUR


def test_one_stale_revision_keeps_the_others_from_counting(
    editing: Editing, company: Company, database: Database
) -> None:
    stale = replace(company.developers_read, version=7)
    other = mapping_of(company.charlie, company.reader)

    with pytest.raises(StaleEdit):
        editing.drafts.save(ROOT, drafted(added(other), disabled(stale, NOW)))

    assert openings(database, [company.charlie.id], [company.reader]) == set()


def test_an_equal_mapping_is_not_added_twice(editing: Editing, company: Company) -> None:
    with pytest.raises(AlreadyThere):
        editing.drafts.save(ROOT, drafted(added(mapping_of(company.developers, company.reader))))


def test_a_draft_that_changes_nothing_is_refused(editing: Editing, company: Company) -> None:
    with pytest.raises(NothingChanges):
        editing.drafts.save(ROOT, drafted(changed(company.reader, company.reader)))


@pytest.mark.parametrize(
    ("reason", "refusal"), [("", ChangeReasonMissing), ("   ", ChangeReasonMissing), ("x" * 501, ChangeReasonTooLong)]
)
def test_a_change_without_a_reason_that_can_be_kept_is_refused(
    editing: Editing, company: Company, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        editing.drafts.save(ROOT, drafted(disabled(company.reader, NOW), reason=reason))


def test_the_last_admin_cannot_be_taken_away(editing: Editing, company: Company) -> None:
    admin = Mapping(new_id(), "allow", "person", company.alice.id, "portal", "admin")
    editing.drafts.save(ROOT, drafted(added(admin)))

    with pytest.raises(LastAdmin):
        editing.drafts.save(ROOT, drafted(disabled(admin, NOW)))


def test_the_last_admin_cannot_be_denied(editing: Editing, company: Company) -> None:
    admin = Mapping(new_id(), "allow", "person", company.alice.id, "portal", "admin")
    editing.drafts.save(ROOT, drafted(added(admin)))

    with pytest.raises(LastAdmin):
        editing.drafts.save(ROOT, drafted(added(replace(admin, id=new_id(), effect="deny"))))


def test_the_last_admin_cannot_be_denied_from_tomorrow_on(editing: Editing, company: Company) -> None:
    admin = Mapping(new_id(), "allow", "person", company.alice.id, "portal", "admin")
    editing.drafts.save(ROOT, drafted(added(admin)))
    later = replace(admin, id=new_id(), effect="deny", valid_from=NOW + 24 * HOUR)

    with pytest.raises(LastAdmin):
        editing.drafts.save(ROOT, drafted(added(later)))


def test_a_broken_access_test_blocks_a_save(editing: Editing, company: Company, database: Database) -> None:
    _expect(database, company.bob, company.reader)

    preview = editing.drafts.preview(ROOT, drafted(disabled(company.developers_read, NOW)))
    with pytest.raises(AccessTestsBroken):
        editing.drafts.save(ROOT, drafted(disabled(company.developers_read, NOW)))

    assert [test.role_id for test in preview.broken_tests] == [company.reader.id]


def test_a_broken_access_test_is_overridden_with_a_reason_that_is_kept(
    editing: Editing, company: Company, database: Database
) -> None:
    _expect(database, company.bob, company.reader)

    editing.drafts.save(ROOT, drafted(disabled(company.developers_read, NOW)), despite_tests="bob has left")

    body = list(LedgerStore(database=database).events())[-1].parsed_body()
    assert body["despite_tests"] == "bob has left"


def test_an_access_test_that_fails_anyway_blocks_nothing(
    editing: Editing, company: Company, database: Database
) -> None:
    _expect(database, company.charlie, company.reader)

    assert editing.drafts.preview(ROOT, drafted(disabled(company.developers_read, NOW))).broken_tests == ()
    assert [test.person_id for test in editing.access_tests.run().failing] == [company.charlie.id]


def _expect(database: Database, who: Person, role: Role, expected: bool = True) -> None:
    columns = {
        "id": new_id(),
        "person_id": who.id,
        "role_id": role.id,
        "expected": expected,
        "note": "",
        "created_at": NOW,
    }
    with database.write() as connection:
        connection.execute(access_test.insert(), columns)
