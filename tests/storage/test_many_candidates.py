"""Answers about thousands: beyond two thousand candidates people are gone through in order instead of collected."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from app.domain.answers import Access
from app.domain.mappings import Mapping
from app.domain.pages import Page
from app.domain.people import Group, Person
from app.storage import answer_candidates
from app.storage.answer_candidates import people_who_may, targets_of
from app.storage.answers import AnswerStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.tables import membership, person
from tests.storage.company import NOW, OPERATOR, Company, mapping_of, person_named
from tests.storage.databases import statements

MANY = 2_100
CROWD = Group(new_id(), "local", "crowd", "crowd")


@pytest.fixture
def crowd(database: Database, company: Company) -> list[Person]:
    """A group of more than two thousand that may open the reader; sorted by username."""
    people = [person_named(f"p{number:04}") for number in range(MANY)]
    rows = [
        {
            "id": one.id,
            "username": one.username.text,
            "display_name": one.display_name,
            "role_session_name": one.role_session_name,
        }
        for one in people
    ]
    members = [
        {"id": new_id(), "person_id": one.id, "group_id": CROWD.id, "source": "local", "seen_at": NOW} for one in people
    ]
    with Registry(database=database).change() as change:
        change.add_group(CROWD)
        change.add_mapping(mapping_of(CROWD, company.reader), OPERATOR, NOW)
    with database.write() as connection:
        connection.execute(insert(person), rows)
        connection.execute(insert(membership), members)
    return people


@pytest.fixture
def answers(database: Database) -> AnswerStore:
    return AnswerStore(database=database)


def add(database: Database, *mappings: Mapping) -> None:
    with Registry(database=database).change() as change:
        for one in mappings:
            change.add_mapping(one, OPERATOR, NOW)


def pages(answers: AnswerStore, company: Company, size: int = 500) -> Iterator[Page[Access]]:
    """Every page of the answer to who can open the reader."""
    page = answers.people_for_role(company.reader.id, now=NOW, size=size)
    yield page
    while page.ends_at is not None:
        page = answers.people_for_role(company.reader.id, now=NOW, after=page.ends_at, size=size)
        yield page


def names(answers: AnswerStore, company: Company) -> list[str]:
    return [one.person.username.text for page in pages(answers, company) for one in page.rows]


def test_everybody_is_there_once_in_the_order_of_their_names(
    answers: AnswerStore, company: Company, crowd: list[Person]
) -> None:
    assert names(answers, company) == ["alice", "bob", *(one.username.text for one in crowd)]


def test_it_is_the_other_way_of_reading(database: Database, company: Company, crowd: list[Person]) -> None:
    with database.read() as connection, statements() as sent:
        candidates = people_who_may(connection, targets_of(connection, [company.reader]), NOW)
        connection.execute(candidates.read(None).limit(1))

    assert answer_candidates._SPARSE < MANY
    assert "EXISTS" in sent[-1]


def test_who_is_denied_disabled_or_in_a_disabled_group_is_not_there(
    database: Database, answers: AnswerStore, company: Company, crowd: list[Person]
) -> None:
    denied, disabled, directly = crowd[7], crowd[1_234], company.charlie
    add(database, replace(mapping_of(denied, company.reader), effect="deny"), mapping_of(directly, company.reader))
    with Registry(database=database).change() as change:
        change.disable_person(disabled.id, NOW)
        change.change_group(company.developers.disabled(NOW))

    gone = {denied.username.text, disabled.username.text}
    assert names(answers, company) == ["charlie", *(name for one in crowd if (name := one.username.text) not in gone)]


def test_who_is_let_in_twice_is_there_once_with_both_ways(
    database: Database, answers: AnswerStore, company: Company, crowd: list[Person]
) -> None:
    add(database, mapping_of(crowd[3], company.reader))

    found = [one for page in pages(answers, company) for one in page.rows if one.person.id == crowd[3].id]

    assert [len(one.through) for one in found] == [2]


def test_where_nearly_all_are_denied_a_page_ends_early_and_the_next_goes_on(
    database: Database, answers: AnswerStore, company: Company, crowd: list[Person]
) -> None:
    add(database, replace(mapping_of(CROWD, company.reader), effect="deny"))
    with database.write() as connection:
        connection.execute(update(person).where(person.c.id == company.charlie.id).values(username="zoe"))
    add(database, mapping_of(company.charlie, company.reader))

    read = list(pages(answers, company, size=50))

    assert [one.person.username.text for page in read for one in page.rows] == ["alice", "bob", "zoe"]
    assert len(read) > 2
    assert [len(page.rows) for page in read[1:-1]] == [0] * (len(read) - 2)
