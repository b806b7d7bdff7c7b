"""Conditions of a newer Doorstep: whatever this version does to their mapping, they stay byte for byte."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.domain.conditions import Conditions, ConditionsFromNewer
from app.domain.drafts import Proposal, Revision, changed, disabled
from app.domain.durations import Duration
from app.domain.mappings import Mapping
from app.joints.editing import editing_of
from app.storage.engine import Database
from app.storage.histories import HistoryStore
from app.storage.registry import Registry
from app.storage.tables import mapping, mapping_version
from tests.storage.company import NOW, Company
from tests.storage.drafting import HOUR, ROOT, admin_named, approved, drafted

NEWER = {"hours_of_day": [8, 18], "max_console_duration": 1800, "networks": {"countries": ["de"]}}


@pytest.fixture
def newer(database: Database, company: Company) -> Mapping:
    """Alice's mapping, as a newer Doorstep has written it."""
    mine = mapping.c.id == company.alice_writes.id
    with database.write() as connection:
        connection.execute(update(mapping).where(mine).values(conditions=NEWER))
    return current(database, company.alice_writes)


def current(database: Database, one: Mapping) -> Mapping:
    """A mapping as it is now."""
    with Registry(database=database).change() as change:
        found = change.find_thing("mapping", one.id)
    assert isinstance(found, Mapping)
    return found


def stored(database: Database, one: Mapping) -> tuple[object, object]:
    """The conditions in the row of a mapping, and in its newest version."""
    versions = select(mapping_version.c.body).where(mapping_version.c.mapping_id == one.id)
    with database.read() as connection:
        row = connection.execute(select(mapping.c.conditions).where(mapping.c.id == one.id)).scalar_one()
        body = connection.execute(versions.order_by(mapping_version.c.version.desc()).limit(1)).scalar_one()
    return row, body["conditions"]


def test_what_cannot_be_read_is_named_and_the_rest_is_read(newer: Mapping) -> None:
    assert newer.conditions.unknown == {"hours_of_day", "networks"}
    assert newer.conditions.max_console_duration == Duration(1800)


def test_disabling_and_enabling_leave_them_as_they_are(database: Database, newer: Mapping) -> None:
    editing = editing_of(database, second_approval=False, clock=lambda: NOW)

    editing.drafts.save(ROOT, drafted(disabled(newer, NOW)))
    assert current(database, newer).disabled_at == NOW
    assert stored(database, newer) == (NEWER, NEWER)

    off = current(database, newer)
    editing.drafts.save(ROOT, drafted(changed(off, replace(off, disabled_at=None))))
    assert stored(database, newer) == (NEWER, NEWER)


def test_another_end_leaves_them_as_they_are(database: Database, newer: Mapping) -> None:
    editing = editing_of(database, second_approval=False, clock=lambda: NOW)

    editing.drafts.save(ROOT, drafted(changed(newer, replace(newer, valid_until=NOW + HOUR))))

    assert stored(database, newer) == (NEWER, NEWER)


def test_a_second_admin_disables_such_a_mapping_and_they_stay(
    database: Database, newer: Mapping, company: Company
) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    proposal = editing.drafts.save(admin_named(database, company.bob), drafted(disabled(newer, NOW)))
    assert isinstance(proposal, Proposal)

    approved(editing, admin_named(database, company.charlie), proposal)

    assert current(database, newer).disabled_at == NOW
    assert stored(database, newer) == (NEWER, NEWER)


@pytest.mark.parametrize("second_approval", [True, False])
def test_they_are_not_carried_to_where_they_are_not(
    database: Database, newer: Mapping, company: Company, second_approval: bool
) -> None:
    editing = editing_of(database, second_approval=second_approval, clock=lambda: NOW)
    other = company.developers_read
    revision: Revision = changed(other, replace(other, conditions=newer.conditions))

    with pytest.raises(ConditionsFromNewer, match="hours_of_day, networks"):
        editing.drafts.save(ROOT, drafted(revision))

    assert current(database, other) == other


def test_an_older_version_with_them_is_shown_in_the_history(database: Database, newer: Mapping) -> None:
    editing = editing_of(database, second_approval=False, clock=lambda: NOW)
    editing.drafts.save(ROOT, drafted(disabled(newer, NOW)))

    version = HistoryStore(database=database).version("mapping", newer.id, 2)

    assert version is not None
    assert isinstance(version.thing, Mapping)
    assert version.thing.conditions == Conditions(Duration(1800), unknown=frozenset({"hours_of_day", "networks"}))
