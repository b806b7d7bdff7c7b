"""Lists of mappings, narrowed and paged by a real database."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.drafts import added, disabled
from app.domain.mapping_filters import MappingFilter
from app.domain.mappings import Mapping
from app.joints.editing import editing_of
from app.storage.engine import Database
from app.storage.mapping_list import MappingListStore
from tests.storage.company import NOW, Company, mapping_of, role_in, selecting
from tests.storage.drafting import HOUR, ROOT, drafted


@pytest.fixture
def mappings(database: Database, company: Company) -> MappingListStore:
    """The list of a company where charlie has every role by a selector, and bob's mapping is disabled."""
    drafts = editing_of(database, second_approval=False, clock=lambda: NOW).drafts
    bobs = mapping_of(company.bob, company.reader)
    drafts.save(ROOT, drafted(added(selecting(company.charlie, "*r")), added(bobs)))
    drafts.save(ROOT, drafted(disabled(bobs, NOW)))
    return MappingListStore(database=database)


def test_the_newest_come_first(mappings: MappingListStore, company: Company) -> None:
    found = ids(mappings, MappingFilter())

    assert found[-2:] == [company.alice_writes.id, company.developers_read.id]
    assert len(found) == 4


def test_a_page_goes_on_after_the_last_row_of_the_page_before(mappings: MappingListStore) -> None:
    everything = ids(mappings, MappingFilter())

    first = mappings.page(MappingFilter(), now=NOW, after=None, limit=3)
    second = mappings.page(MappingFilter(), now=NOW, after=first[-1].id, limit=3)

    assert [one.id for one in (*first, *second)] == everything


@pytest.mark.parametrize(
    ("search", "count"),
    [("ALICE", 1), ("dev", 1), ("reader", 3), ("writer", 2), ("web shop", 4), ("%", 0), ("charlie writer", 1)],
)
def test_a_search_finds_people_groups_roles_and_accounts(mappings: MappingListStore, search: str, count: int) -> None:
    assert len(ids(mappings, MappingFilter(search=search))) == count


def test_a_role_is_found_through_the_selectors_that_stand_for_it(mappings: MappingListStore, company: Company) -> None:
    of_role = mappings.page(MappingFilter(role_id=company.writer.id), now=NOW, after=None, limit=9)
    of_account = ids(mappings, MappingFilter(account_row_id=company.account.id))

    assert {one.target_kind for one in of_role} == {"role", "selector"}
    assert len(of_account) == 4


def test_each_filter_narrows(mappings: MappingListStore, company: Company) -> None:
    assert ids(mappings, MappingFilter(subject_id=company.alice.id)) == [company.alice_writes.id]
    assert len(ids(mappings, MappingFilter(state="disabled"))) == 1
    assert len(ids(mappings, MappingFilter(state="in-force"))) == 3
    assert ids(mappings, MappingFilter(condition="max_console_duration")) == [company.alice_writes.id]
    assert len(ids(mappings, MappingFilter(target_kind="selector"))) == 1
    assert ids(mappings, MappingFilter(effect="deny")) == []


def test_what_has_not_begun_or_has_ended_says_so(mappings: MappingListStore, company: Company) -> None:
    waiting = mappings.page(MappingFilter(state="not-begun"), now=NOW - HOUR, after=None, limit=9)
    ended = mappings.page(MappingFilter(state="ended"), now=NOW + timedelta(days=999), after=None, limit=9)

    assert [one.id for one in waiting] == [company.alice_writes.id]
    assert ended == ()


def ids(mappings: MappingListStore, wanted: MappingFilter) -> list[UUID]:
    """The ids of the first page."""
    found: tuple[Mapping, ...] = mappings.page(wanted, now=NOW, after=None, limit=9)
    return [one.id for one in found]


def test_a_search_that_fits_many_leaves_none_out(
    mappings: MappingListStore, database: Database, company: Company
) -> None:
    drafts = editing_of(database, second_approval=False, clock=lambda: NOW).drafts
    many = [role_in(company.account, f"many-{number:03}") for number in range(250)]
    drafts.save(ROOT, drafted(*map(added, many)))
    drafts.save(ROOT, drafted(*(added(mapping_of(company.bob, role)) for role in (many[0], many[-1]))))

    assert len(ids(mappings, MappingFilter(search="many-"))) == 2
    assert len(ids(mappings, MappingFilter(search="web shop"))) == 6
