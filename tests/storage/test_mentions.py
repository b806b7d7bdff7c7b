"""The page of a thing names the first mappings that speak of it, by itself or by a pattern."""

from dataclasses import replace

import pytest

from app.domain.mappings import Mapping
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.mentions import MOST_SHOWN, MentionStore
from app.storage.registry import Registry
from tests.storage.company import NOW, OPERATOR, Company, mapping_of, selecting


@pytest.fixture
def mentions(database: Database) -> MentionStore:
    return MentionStore(database=database)


def add(database: Database, *mappings: Mapping) -> None:
    with Registry(database=database).change() as change:
        for mapping in mappings:
            change.add_mapping(mapping, OPERATOR, NOW)


def test_a_mention_names_subject_and_target(mentions: MentionStore, company: Company) -> None:
    (of_group,) = mentions.of_group(company.developers.id).shown
    (of_person,) = mentions.of_person(company.alice.id).shown

    assert (of_group.subject, of_group.target) == ("developers", company.reader.role_arn.text)
    assert (of_group.account_name, of_group.role_id) == ("Web shop", company.reader.id)
    assert (of_person.subject, of_person.target) == ("alice", company.writer.role_arn.text)
    assert mentions.of_person(company.charlie.id).shown == ()


def test_a_role_is_mentioned_by_patterns_as_well(mentions: MentionStore, company: Company, database: Database) -> None:
    add(database, selecting(company.bob, "read*"))

    of_reader = mentions.of_role(company.reader.id).shown

    assert [(one.subject, one.target) for one in of_reader] == [
        ("developers", company.reader.role_arn.text),
        ("bob", "read*"),
    ]
    assert [one.subject for one in mentions.of_role(company.writer.id).shown] == ["alice"]
    assert [one.subject for one in mentions.of_account(company.account.id).shown] == ["developers", "alice", "bob"]


def test_parts_of_the_portal_are_named(mentions: MentionStore, company: Company, database: Database) -> None:
    add(database, Mapping(new_id(), "allow", "person", company.charlie.id, "portal", "auditor"))

    (mention,) = mentions.of_person(company.charlie.id).shown

    assert (mention.target_kind, mention.target, mention.role_id) == ("portal", "auditor", None)


def test_disabled_mappings_are_left_out(mentions: MentionStore, company: Company, database: Database) -> None:
    add(database, replace(mapping_of(company.charlie, company.reader), disabled_at=NOW))

    assert mentions.of_person(company.charlie.id).shown == ()


def test_only_the_first_are_shown(mentions: MentionStore, company: Company, database: Database) -> None:
    add(database, *(mapping_of(company.charlie, company.reader) for _ in range(MOST_SHOWN + 1)))

    found = mentions.of_person(company.charlie.id)

    assert (len(found.shown), found.more) == (MOST_SHOWN, True)
