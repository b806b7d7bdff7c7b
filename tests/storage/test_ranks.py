"""Whether an admin is left: somebody who is not disabled, by a mapping without an end and without conditions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.conditions import Conditions, parse_networks
from app.domain.mappings import Mapping
from app.domain.people import Group, Person
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ranks import admins_left
from app.storage.registry import Registry
from tests.storage.company import NOW, OPERATOR, Company, person_named

HOUR = timedelta(hours=1)
Change = Callable[[Mapping], Mapping]


@pytest.fixture(autouse=True)
def passwords(database: Database, company: Company) -> None:
    """Let everybody of the company have a way in, as alice has."""
    give_passwords(database, company.bob, company.charlie)


def give_passwords(database: Database, *people: Person) -> None:
    with Registry(database=database).change() as change:
        for one in people:
            local = change.find_local_principal(one.username.text)
            assert local is not None
            change.set_password(local.identity_id, "$argon2id$a-hash", NOW)


def to_admin(subject: Person | Group) -> Mapping:
    """A mapping that makes somebody an admin for good."""
    kind = "person" if isinstance(subject, Person) else "group"
    return Mapping(new_id(), "allow", kind, subject.id, "portal", "admin")  # type: ignore[arg-type]  # one of the two


def store(database: Database, *mappings: Mapping) -> None:
    with Registry(database=database).change() as change:
        for mapping in mappings:
            change.add_mapping(mapping, OPERATOR, NOW)


def is_left(database: Database) -> bool:
    with database.write(sees_one_moment=True) as connection:
        return admins_left(connection, NOW)


def disable(database: Database, *people: Person) -> None:
    with Registry(database=database).change() as change:
        for person in people:
            change.disable_person(person.id, NOW)


def join_developers(database: Database, company: Company, count: int) -> list[Person]:
    """Add so many people to the developers."""
    people = [person_named(f"person{number}") for number in range(count)]
    with Registry(database=database).change() as change:
        for person in people:
            change.add_person(person)
            change.add_identity(new_id(), person.id, "local", person.username.text)
            change.add_membership(new_id(), person.id, company.developers.id, "local", NOW)
    give_passwords(database, *people)
    return people


def test_nobody_is_an_admin_in_a_portal_without_such_mappings(database: Database, company: Company) -> None:
    assert not is_left(database)


def test_one_person_is_enough(database: Database, company: Company) -> None:
    store(database, to_admin(company.alice))

    assert is_left(database)


def test_a_disabled_person_does_not_count(database: Database, company: Company) -> None:
    store(database, to_admin(company.alice))
    disable(database, company.alice)

    assert not is_left(database)


def test_who_cannot_sign_in_does_not_count_and_who_can_elsewhere_does(database: Database, company: Company) -> None:
    dave = person_named("dave")
    with Registry(database=database).change() as change:
        change.add_person(dave)
        change.add_identity(new_id(), dave.id, "local", "dave")
    store(database, to_admin(dave))
    assert not is_left(database)

    with Registry(database=database).change() as change:
        change.add_identity(new_id(), dave.id, "https://not-set-up.example.com", "dave-17")
    assert not is_left(database)

    with Registry(database=database).change() as change:
        change.add_identity(new_id(), dave.id, "https://id.example.com", "dave-17")
    assert is_left(database)


def test_of_a_group_one_member_who_is_not_disabled_is_enough(database: Database, company: Company) -> None:
    store(database, to_admin(company.developers))

    disable(database, company.alice)
    assert is_left(database)

    disable(database, company.bob)
    assert not is_left(database)


def test_a_group_without_members_or_one_that_is_disabled_does_not_count(database: Database, company: Company) -> None:
    empty = Group(new_id(), "local", "empty", "empty")
    with Registry(database=database).change() as change:
        change.add_group(empty)
        change.change_group(company.developers.disabled(NOW))
    store(database, to_admin(empty), to_admin(company.developers))

    assert not is_left(database)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, valid_until=NOW + HOUR),
        lambda one: replace(one, valid_from=NOW + HOUR),
        lambda one: replace(one, disabled_at=NOW),
        lambda one: replace(one, effect="deny"),
        lambda one: replace(one, target_id="auditor"),
        lambda one: replace(one, conditions=Conditions(needs_mfa=True)),
        lambda one: replace(one, conditions=Conditions(networks=parse_networks("192.0.2.0/24"))),
    ],
    ids=["ends", "not begun", "disabled", "deny", "auditor", "MFA", "network"],
)
def test_who_may_not_last_does_not_count(database: Database, company: Company, change: Change) -> None:
    store(database, change(to_admin(company.alice)))

    assert not is_left(database)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda one: one, False),
        (lambda one: replace(one, valid_from=NOW + HOUR), False),
        (lambda one: replace(one, valid_until=NOW + HOUR), False),
        (lambda one: replace(one, conditions=Conditions(needs_mfa=True)), False),
        (lambda one: replace(one, valid_until=NOW), True),
        (lambda one: replace(one, disabled_at=NOW), True),
        (lambda one: replace(one, target_id="auditor"), True),
    ],
    ids=["now", "later", "for a while", "with MFA", "ended", "disabled", "of auditors"],
)
def test_a_deny_that_counts_or_will_count_takes_the_rank(
    database: Database, company: Company, change: Change, left: bool
) -> None:
    store(database, to_admin(company.alice), change(replace(to_admin(company.alice), effect="deny")))

    assert is_left(database) == left


def test_a_deny_of_a_group_leaves_those_who_are_not_in_it(database: Database, company: Company) -> None:
    store(database, to_admin(company.alice), replace(to_admin(company.developers), effect="deny"))
    assert not is_left(database)

    store(database, to_admin(company.charlie))
    assert is_left(database)


def test_members_are_looked_at_until_one_is_found(database: Database, company: Company) -> None:
    people = join_developers(database, company, 30)
    store(database, to_admin(company.developers))
    store(database, *(replace(to_admin(one), effect="deny") for one in (*people[1:], company.alice, company.bob)))

    assert is_left(database)
