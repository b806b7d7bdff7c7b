"""Answers equal what the decision says of every person and every role, however they are found."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.domain.access import decide
from app.domain.accounts import Role
from app.domain.answers import Access
from app.domain.conditions import Circumstances
from app.domain.mappings import Mapping
from app.domain.pages import Page, Place
from app.domain.people import Group, Person
from app.storage.access import AccessStore
from app.storage.answers import AnswerStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.storage.company import NOW, OPERATOR, Company, mapping_of, person_named, role_in, selecting

Pairs = set[tuple[UUID, UUID]]


@pytest.fixture
def answers(database: Database) -> AnswerStore:
    return AnswerStore(database=database)


def every(read: Callable[[Place | None], Page[Any]]) -> Iterator[Any]:
    page = read(None)
    yield from page.rows
    while page.ends_at is not None:
        page = read(page.ends_at)
        yield from page.rows


def pairs(found: Iterable[Access]) -> list[tuple[UUID, UUID]]:
    return [(one.person.id, one.role.id) for one in found]


def roles_of(answers: AnswerStore, one: Person) -> list[tuple[UUID, UUID]]:
    return pairs(every(lambda after: answers.roles_of(one.id, now=NOW, after=after)))


def people_for(answers: AnswerStore, one: Role) -> list[tuple[UUID, UUID]]:
    return pairs(every(lambda after: answers.people_for_role(one.id, now=NOW, after=after)))


def people_in(answers: AnswerStore, company: Company) -> Iterator[tuple[Access, ...]]:
    return every(lambda after: answers.people_for_account(company.account.id, now=NOW, after=after))


def random_company(database: Database, company: Company, seed: int) -> tuple[list[Person], list[Role]]:
    """More people, groups, roles and mappings, some of which deny."""
    chance = Random(seed)  # noqa: S311 - a small company, not a secret
    people = [person_named(f"person{number}-{seed}") for number in range(70)]
    groups = [Group(new_id(), "local", f"group{number}", f"group{number}") for number in range(4)]
    roles = [role_in(company.account, f"role{number}") for number in range(5)]
    subjects: list[Person | Group] = [*chance.sample(people, 20), *groups]
    mappings = [_random_mapping(chance, subjects, roles) for _time in range(40)]
    with Registry(database=database).change() as change:
        for one in people:
            change.add_person(one)
        for group in groups:
            change.add_group(group)
        for one, group in product(people, groups):
            if chance.random() < 0.4:
                change.add_membership(new_id(), one.id, group.id, "local", NOW)
        for role in roles:
            change.add_role(role, OPERATOR, NOW)
        for mapping in mappings:
            change.add_mapping(mapping, OPERATOR, NOW)
    return [*people, company.alice, company.bob, company.charlie], [*roles, company.reader, company.writer]


def _random_mapping(chance: Random, subjects: list[Person | Group], roles: list[Role]) -> Mapping:
    subject = chance.choice(subjects)
    mapping = mapping_of(subject, chance.choice(roles))
    if chance.random() < 0.3:
        mapping = selecting(subject, chance.choice(["role*", "*1", "reader"]))
    ends = chance.choice([None, None, None, NOW])
    return replace(mapping, effect=chance.choice(["allow", "allow", "allow", "deny"]), valid_until=ends)


def decided(database: Database, people: list[Person], roles: list[Role]) -> Pairs:
    access, here = AccessStore(database=database), Circumstances(now=NOW)
    found = ((one, role, access.facts_for(one.id, role.role_arn)) for one, role in product(people, roles))
    return {
        (one.id, role.id)
        for one, role, facts in found
        if decide(facts.subjects, role, facts.mappings, circumstances=here).admits
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_answer_is_what_the_decision_says(
    database: Database, company: Company, answers: AnswerStore, seed: int
) -> None:
    people, roles = random_company(database, company, seed)
    expected = decided(database, people, roles)
    one, other = people[0].id, people[1].id

    of_people = [pair for each in people for pair in roles_of(answers, each)]
    of_roles = [pair for each in roles for pair in people_for(answers, each)]
    of_account = [pair for some in people_in(answers, company) for pair in pairs(some)]
    more = pairs(every(lambda after: answers.more_than(one, other, now=NOW, after=after)))

    assert sorted(of_people) == sorted(expected)
    assert sorted(of_roles) == sorted(expected)
    assert sorted(of_account) == sorted(expected)
    others = {role_id for person_id, role_id in expected if person_id == other}
    assert set(more) == {(who, what) for who, what in expected if who == one and what not in others}


def test_the_facts_behind_a_refusal_name_the_group_that_somebody_is_not_in(
    company: Company, answers: AnswerStore
) -> None:
    facts = answers.facts_of(company.charlie.id, company.reader.id)

    assert facts is not None
    assert facts.mappings == ()
    assert facts.elsewhere == (company.developers_read,)
