"""What time alone would hide from a preview and from the access tests, they see all the same."""

from dataclasses import replace

import pytest

from app.domain.access_tests import AccessTest, AccessTestsBroken
from app.domain.drafts import added, changed, disabled
from app.domain.mappings import Mapping
from app.joints.editing import Editing, editing_of
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.storage.company import NOW, Company, mapping_of
from tests.storage.drafting import HOUR, ROOT, drafted, told

YEARS = 20_000 * HOUR


@pytest.fixture
def editing(database: Database) -> Editing:
    return editing_of(database, second_approval=False, clock=lambda: NOW)


@pytest.fixture
def for_an_hour(company: Company, database: Database) -> Mapping:
    """A mapping that gives charlie, for an hour from now on, what an access test says that he must not have."""
    test = AccessTest(new_id(), company.charlie.id, company.writer.id, expected=False, note="", created_at=NOW)
    with Registry(database=database).change() as change:
        change.add_test(test)
    return replace(mapping_of(company.charlie, company.writer), valid_until=NOW + HOUR)


def test_what_begins_in_years_hides_nothing_that_begins_now(
    editing: Editing, company: Company, for_an_hour: Mapping
) -> None:
    in_years = mapping_of(company.charlie, company.reader, valid_from=NOW + YEARS)
    draft = drafted(added(for_an_hour), added(in_years))

    preview = editing.drafts.preview(ROOT, draft)

    assert told(preview.effects) == {"reader": (1, 0), "writer": (1, 0)}
    assert [test.person_id for test in preview.broken_tests] == [company.charlie.id]
    with pytest.raises(AccessTestsBroken):
        editing.drafts.save(ROOT, draft)


def test_a_deny_that_ends_hides_nothing(editing: Editing, company: Company, for_an_hour: Mapping) -> None:
    deny = replace(for_an_hour, id=new_id(), effect="deny")
    editing.drafts.save(ROOT, drafted(added(deny)))
    for_good = replace(for_an_hour, valid_until=None)

    preview = editing.drafts.preview(ROOT, drafted(added(for_good)))

    assert told(preview.effects) == {"writer": (1, 0)}
    assert len(preview.broken_tests) == 1


def test_a_mapping_that_begins_later_counts_where_what_kept_it_off_is_taken_away(
    editing: Editing, company: Company, for_an_hour: Mapping
) -> None:
    deny = replace(for_an_hour, effect="deny", valid_until=None)
    later = mapping_of(company.charlie, company.writer, valid_from=NOW + YEARS)
    editing.drafts.save(ROOT, drafted(added(deny), added(later)))

    preview = editing.drafts.preview(ROOT, drafted(disabled(deny, NOW)))

    assert told(preview.effects) == {"writer": (1, 0)}
    assert len(preview.broken_tests) == 1


def test_one_more_mapping_of_what_somebody_has_for_good_gives_nothing(editing: Editing, company: Company) -> None:
    again = replace(company.developers_read, id=new_id(), valid_from=NOW + YEARS)

    assert told(editing.drafts.preview(ROOT, drafted(added(again))).effects) == {}


def test_more_time_than_somebody_has_is_gained(editing: Editing, company: Company, for_an_hour: Mapping) -> None:
    editing.drafts.save(ROOT, drafted(added(for_an_hour)), despite_tests="for an hour")
    for_good = replace(for_an_hour, valid_until=None)

    preview = editing.drafts.preview(ROOT, drafted(changed(for_an_hour, for_good)))

    assert told(preview.effects) == {"writer": (1, 0)}
    assert len(preview.broken_tests) == 1
