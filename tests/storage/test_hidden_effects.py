"""What time or the conditions of a click would hide from a preview and from the access tests, they see all the same."""

from dataclasses import replace

import pytest

from app.domain.access_tests import AccessTest, AccessTestsBroken
from app.domain.conditions import Conditions, parse_networks
from app.domain.drafts import added, changed, disabled
from app.domain.mappings import Mapping
from app.domain.occasions import Limit
from app.joints.editing import Editing
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.storage.company import NOW, Company, mapping_of
from tests.storage.drafting import HOUR, ROOT, drafted, told

YEARS = 20_000 * HOUR


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


OFFICE = parse_networks("192.0.2.0/24")
CONDITIONS = [
    (Conditions(needs_mfa=True), Limit.ONLY_WITH_MFA, Limit.ONLY_WITHOUT_MFA),
    (Conditions(networks=OFFICE), Limit.SOME_NETWORKS, Limit.SOME_NETWORKS),
]


@pytest.mark.parametrize(("conditions", "limit", "_of_deny"), CONDITIONS, ids=["mfa", "networks"])
def test_a_condition_that_is_added_takes_something_away(
    editing: Editing, company: Company, conditions: Conditions, limit: Limit, _of_deny: Limit
) -> None:
    narrower = replace(company.developers_read, conditions=conditions)

    (difference,) = editing.drafts.preview(
        ROOT, drafted(changed(company.developers_read, narrower))
    ).effects.differences

    assert difference.lost == difference.narrowed == {company.alice.id, company.bob.id}
    assert difference.limits[company.bob.id] == {limit}
    assert not difference.gained


@pytest.mark.parametrize(("conditions", "limit", "_of_deny"), CONDITIONS, ids=["mfa", "networks"])
def test_a_condition_that_is_taken_away_gives_something(
    editing: Editing, company: Company, conditions: Conditions, limit: Limit, _of_deny: Limit
) -> None:
    narrow = mapping_of(company.charlie, company.writer, conditions=conditions)
    editing.drafts.save(ROOT, drafted(added(narrow)))
    draft = drafted(changed(narrow, replace(narrow, conditions=Conditions())))

    (difference,) = editing.drafts.preview(ROOT, draft).effects.differences

    assert difference.gained == difference.widened == {company.charlie.id}
    assert not difference.lost
    assert not difference.limits


@pytest.mark.parametrize(("conditions", "_limit", "of_deny"), CONDITIONS, ids=["mfa", "networks"])
def test_a_deny_with_conditions_hides_no_gain(
    editing: Editing, company: Company, conditions: Conditions, _limit: Limit, of_deny: Limit
) -> None:
    deny = replace(mapping_of(company.charlie, company.writer, conditions=conditions), effect="deny")
    editing.drafts.save(ROOT, drafted(added(deny)))
    draft = drafted(added(mapping_of(company.charlie, company.writer)))

    (difference,) = editing.drafts.preview(ROOT, draft).effects.differences

    assert difference.gained == {company.charlie.id}
    assert difference.limits[company.charlie.id] == {of_deny}


@pytest.mark.parametrize(("conditions", "_limit", "_of_deny"), CONDITIONS, ids=["mfa", "networks"])
def test_a_deny_with_conditions_does_not_keep_what_must_not_be(
    editing: Editing, company: Company, for_an_hour: Mapping, conditions: Conditions, _limit: Limit, _of_deny: Limit
) -> None:
    deny = replace(for_an_hour, id=new_id(), effect="deny", conditions=conditions)

    with pytest.raises(AccessTestsBroken):
        editing.drafts.save(ROOT, drafted(added(deny), added(for_an_hour)))
    editing.drafts.save(ROOT, drafted(added(deny), added(for_an_hour)), despite_tests="to see it fail")

    assert [test.person_id for test in editing.access_tests.run().failing] == [company.charlie.id]


def test_conditions_that_only_together_keep_somebody_out_keep_an_access_test(
    editing: Editing, company: Company, for_an_hour: Mapping
) -> None:
    with_mfa = replace(for_an_hour, conditions=Conditions(needs_mfa=True))
    deny = replace(with_mfa, id=new_id(), effect="deny")

    editing.drafts.save(ROOT, drafted(added(deny), added(with_mfa)))

    assert editing.access_tests.run().failing == ()
