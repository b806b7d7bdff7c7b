"""The facts for a decision are read when they are needed: all of one moment, and in three queries at most."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, insert, update
from sqlalchemy.exc import IntegrityError

from app.domain.arns import RoleArn
from app.domain.freshness import Freshness
from app.domain.mappings import Mapping
from app.storage.access import AccessStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.tables import account, group, mapping, membership, person, role
from tests.storage.company import NOW, OPERATOR, Company, mapping_of, selecting


@pytest.fixture
def access(database: Database) -> AccessStore:
    return AccessStore(database=database)


def add(database: Database, *mappings: Mapping) -> None:
    with Registry(database=database).change() as change:
        for each in mappings:
            change.add_mapping(each, OPERATOR, NOW)


def ids(mappings: tuple[Mapping, ...]) -> set[UUID]:
    return {each.id for each in mappings}


def test_the_facts_of_one_role(access: AccessStore, company: Company) -> None:
    facts = access.facts_for(company.alice.id, company.reader.role_arn)

    assert facts.subjects.person_id == company.alice.id
    assert facts.subjects.group_ids == {company.developers.id}
    assert facts.roles == (company.reader,)
    assert facts.mappings == (company.developers_read,)


def test_the_facts_say_how_fresh_a_proof_has_to_be_for_a_role_and_its_account(
    access: AccessStore, database: Database, company: Company
) -> None:
    with database.write() as connection:
        connection.execute(update(role).where(role.c.id == company.reader.id).values(proof_minutes=15))
        connection.execute(update(account).values(proof_minutes=480, groups_hold_hours=2))

    of_one, of_all = (
        access.facts_for(company.alice.id, company.reader.role_arn),
        access.facts_for(company.alice.id, None),
    )

    assert [one.required_freshness for one in of_one.roles] == [Freshness(15, 2)]
    assert sorted(one.required_freshness.oldest_proof for one in of_all.roles) == [15, 480]


@pytest.mark.parametrize(("column", "value"), [("proof_minutes", 481), ("groups_hold_hours", 0)])
def test_the_database_itself_keeps_the_bounds(database: Database, company: Company, column: str, value: int) -> None:
    with pytest.raises(IntegrityError, match=column), database.write() as connection:
        connection.execute(update(role).where(role.c.id == company.reader.id).values({column: value}))


def test_the_facts_of_every_role(access: AccessStore, company: Company) -> None:
    facts = access.facts_for(company.alice.id, None)

    assert sorted(facts.roles, key=lambda each: each.id) == [company.reader, company.writer]
    assert sorted(facts.mappings, key=lambda each: each.id) == [company.developers_read, company.alice_writes]


def test_bob_has_what_his_group_has_and_nothing_of_alice(access: AccessStore, company: Company) -> None:
    facts = access.facts_for(company.bob.id, None)

    assert facts.roles == (company.reader,)
    assert facts.mappings == (company.developers_read,)
    assert access.facts_for(company.bob.id, company.writer.role_arn).mappings == ()


def test_nobody_mapped_charlie(access: AccessStore, company: Company) -> None:
    facts = access.facts_for(company.charlie.id, None)

    assert (facts.subjects.person_id, facts.subjects.group_ids) == (company.charlie.id, frozenset())
    assert (facts.roles, facts.mappings) == ((), ())


def test_a_role_that_nobody_knows_has_no_facts(access: AccessStore, company: Company) -> None:
    facts = access.facts_for(company.alice.id, RoleArn.parse("arn:aws:iam::012345678901:role/unknown"))

    assert (facts.roles, facts.mappings) == ((), ())


def test_a_person_who_is_disabled_has_no_facts(access: AccessStore, company: Company, database: Database) -> None:
    with database.write() as connection:
        connection.execute(update(person).where(person.c.id == company.alice.id).values(disabled_at=NOW))

    facts = access.facts_for(company.alice.id, company.reader.role_arn)

    assert facts.subjects.person_id != company.alice.id
    assert (facts.subjects.group_ids, facts.roles, facts.mappings) == (frozenset(), (), ())


def test_a_person_who_is_gone_has_no_facts(access: AccessStore, company: Company) -> None:
    assert access.facts_for(new_id(), company.reader.role_arn).roles == ()


def test_a_disabled_role_is_shown_for_what_it_is_and_listed_no_more(
    access: AccessStore, company: Company, database: Database
) -> None:
    with database.write() as connection:
        connection.execute(update(role).where(role.c.id == company.reader.id).values(disabled_at=NOW))

    (shown,) = access.facts_for(company.alice.id, company.reader.role_arn).roles
    listed = access.facts_for(company.alice.id, None).roles

    assert shown.disabled_at == NOW
    assert listed == (company.writer,)


def test_denials_and_what_has_ended_are_facts_but_what_is_disabled_is_not(
    access: AccessStore, company: Company, database: Database
) -> None:
    deny = replace(mapping_of(company.alice, company.reader), effect="deny")
    ended = replace(mapping_of(company.alice, company.reader), valid_until=NOW - timedelta(days=1))
    disabled = replace(mapping_of(company.alice, company.reader), disabled_at=NOW)
    add(database, deny, ended, disabled)

    of_one = access.facts_for(company.alice.id, company.reader.role_arn)
    of_all = access.facts_for(company.alice.id, None)

    assert ids(of_one.mappings) == {company.developers_read.id, deny.id, ended.id}
    assert ids(of_all.mappings) == {company.developers_read.id, company.alice_writes.id, deny.id, ended.id}
    assert deny in of_one.mappings
    assert ended in of_one.mappings


def test_selectors_are_facts_of_their_roles_and_the_portal_is_of_no_role(
    access: AccessStore, company: Company, database: Database
) -> None:
    base = mapping_of(company.alice, company.reader)
    selector = selecting(company.alice, "*")
    admin = replace(base, id=new_id(), target_kind="portal", target_id="admin")
    add(database, selector, admin)

    assert ids(access.facts_for(company.alice.id, company.writer.role_arn).mappings) == {
        selector.id,
        company.alice_writes.id,
    }
    assert admin.id in ids(access.facts_for(company.alice.id, None).mappings)
    assert ids(access.portal_facts_for(company.alice.id).mappings) == {admin.id}


def test_a_group_is_never_taken_for_a_person_of_the_same_id(
    access: AccessStore, company: Company, database: Database
) -> None:
    with database.write() as connection:
        connection.execute(
            insert(group), {"id": company.charlie.id, "source": "local", "external_id": "twin", "name": "twin"}
        )
    add(database, replace(mapping_of(company.charlie, company.reader), subject_kind="group"))

    assert access.facts_for(company.charlie.id, None).mappings == ()


def test_a_membership_that_two_sources_know_counts_once(
    access: AccessStore, company: Company, database: Database
) -> None:
    again = {"id": new_id(), "person_id": company.alice.id, "group_id": company.developers.id, "source": "scim"}
    with database.write() as connection:
        connection.execute(insert(membership), again | {"seen_at": NOW})

    assert access.facts_for(company.alice.id, company.reader.role_arn).mappings == (company.developers_read,)


def test_facts_are_all_of_one_moment(access: AccessStore, company: Company, database: Database) -> None:
    with disabled_before_the_second_query(database):
        during = access.facts_for(company.alice.id, company.reader.role_arn)
    after = access.facts_for(company.alice.id, company.reader.role_arn)

    assert (during.roles, during.mappings) == ((company.reader,), (company.developers_read,))
    assert after.mappings == ()


@contextmanager
def disabled_before_the_second_query(database: Database) -> Iterator[None]:
    """Disable everything, from another connection, when the second query is about to be sent."""
    sent = itertools.count(1)

    def disable_everything(*_about: object) -> None:
        if next(sent) == 2:
            with database.write() as connection:
                connection.execute(update(mapping).values(disabled_at=NOW))
                connection.execute(update(role).values(disabled_at=NOW))

    event.listen(Engine, "before_cursor_execute", disable_everything)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", disable_everything)


@pytest.mark.parametrize(
    ("stored", "unknown"),
    [
        ({"hours_of_day": [8, 18]}, {"hours_of_day"}),
        ({"max_console_duration": 1800, "approval": True}, {"approval"}),
        ({"networks": ["192.0.2.1/24"]}, {"networks"}),
        ({"networks": []}, {"networks"}),
        ({"networks": "192.0.2.0/24"}, {"networks"}),
        ({"mfa": "yes"}, {"mfa"}),
        ({"session_policy": {}}, {"session_policy"}),
        ({"session_policy": {"document": "{}", "policy_arns": []}}, {"session_policy"}),
        ({"session_policy": {"document": None, "policy_arns": ["x"], "kind": 2}}, {"session_policy"}),
        ({"reason": {"ticket_pattern": "[A-Z]+"}}, {"reason"}),
        ({"reason": "why"}, {"reason"}),
        ({"max_console_duration": 1801}, {"max_console_duration"}),
        ({"max_console_duration": True}, {"max_console_duration"}),
        ({"max_console_duration": "1800"}, {"max_console_duration"}),
    ],
)
def test_a_condition_that_we_cannot_judge_is_named(
    access: AccessStore, company: Company, database: Database, stored: dict[str, object], unknown: set[str]
) -> None:
    with database.write() as connection:
        connection.execute(update(mapping).where(mapping.c.id == company.alice_writes.id).values(conditions=stored))

    (found,) = access.facts_for(company.alice.id, company.writer.role_arn).mappings

    assert found.conditions.unknown == unknown
