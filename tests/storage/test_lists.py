"""Lists are read a page at a time: every row is on exactly one page, whatever is added meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.domain.accounts import Account
from app.domain.arns import AccountId
from app.domain.pages import Page, Place, Search
from app.domain.people import Belonging, Group, Identity, Person, Username
from app.storage.account_lists import AccountLists
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.people_lists import GroupLists, PeopleLists
from app.storage.registry import Registry
from app.storage.role_lists import RoleLists
from tests.storage.company import NOW, OPERATOR, Company, person_named, role_in

Read = Callable[[Place | None], Page[Person]]


@pytest.fixture
def people(database: Database) -> PeopleLists:
    return PeopleLists(database=database)


@pytest.fixture
def groups(database: Database) -> GroupLists:
    return GroupLists(database=database)


@pytest.fixture
def accounts(database: Database) -> AccountLists:
    return AccountLists(database=database)


@pytest.fixture
def roles(database: Database) -> RoleLists:
    return RoleLists(database=database)


def pages(read: Read) -> Iterator[Page[Person]]:
    """Every page of a list, one after the other."""
    page = read(None)
    yield page
    while page.ends_at is not None:
        page = read(page.ends_at)
        yield page


def usernames(page: Page[Person]) -> list[str]:
    return [row.username.text for row in page.rows]


def add(database: Database, *people: Person) -> None:
    with Registry(database=database).change() as change:
        for person in people:
            change.add_person(person)


def add_people(database: Database, *names: str) -> None:
    add(database, *(person_named(name) for name in names))


def test_every_person_is_on_one_page(people: PeopleLists, database: Database) -> None:
    add_people(database, *(f"p{number:03}" for number in range(25)))

    found = list(pages(lambda after: people.page(after=after, size=10)))

    assert [len(page.rows) for page in found] == [10, 10, 5]
    assert [name for page in found for name in usernames(page)] == [f"p{number:03}" for number in range(25)]


def test_a_full_last_page_leads_to_no_empty_one(people: PeopleLists, database: Database) -> None:
    add_people(database, "a", "b")

    assert people.page(size=2).ends_at is None


def test_people_added_meanwhile_shift_nobody_to_another_page(people: PeopleLists, database: Database) -> None:
    add_people(database, *(f"p{number:03}" for number in range(20)))
    first = people.page(size=10)

    add_people(database, "a-first", "p0045", "z-last")
    rest = list(pages(lambda after: people.page(after=after or first.ends_at, size=10)))

    assert usernames(first) + [name for page in rest for name in usernames(page)] == [
        *(f"p{number:03}" for number in range(20)),
        "z-last",
    ]


def test_namesakes_are_told_apart_by_their_ids(people: PeopleLists, database: Database) -> None:
    add(database, *(replace(person_named("alex"), role_session_name=f"alex-{number}") for number in range(5)))

    found = list(pages(lambda after: people.page(after=after, size=2)))

    assert len({row.id for page in found for row in page.rows}) == 5
    assert [len(page.rows) for page in found] == [2, 2, 1]


@pytest.mark.parametrize("text", ["ALI", "lice", "Alice@Example", "alice"])
def test_people_are_found_by_a_part_of_any_name(people: PeopleLists, company: Company, text: str) -> None:
    assert people.page(Search(text)).rows == (company.alice,)


@pytest.mark.parametrize("text", ["żółk", "ŻÓŁK", "Żółk"])
def test_letters_outside_ascii_have_no_case_either(people: PeopleLists, database: Database, text: str) -> None:
    add_people(database, "Żółkiewska", "zolkiewska")

    assert usernames(people.page(Search(text))) == ["Żółkiewska"]


@pytest.mark.parametrize("text", ["%", "_", "a%e", "al_ce", "\\", "/"])
def test_no_character_stands_for_another(people: PeopleLists, company: Company, text: str) -> None:
    assert company.alice.username == Username("alice")
    assert people.page(Search(text)).rows == ()


def test_who_is_disabled_is_listed_apart(people: PeopleLists, company: Company, database: Database) -> None:
    with Registry(database=database).change() as change:
        change.change_person(replace(company.bob, disabled_at=NOW))

    assert usernames(people.page()) == ["alice", "bob", "charlie"]
    assert usernames(people.page(Search(state="enabled"))) == ["alice", "charlie"]
    assert usernames(people.page(Search(state="disabled"))) == ["bob"]


def test_a_person_with_their_groups_and_identities(people: PeopleLists, company: Company) -> None:
    assert people.find(company.alice.id) == company.alice
    assert people.find(new_id()) is None
    assert people.groups_of(company.alice.id).rows == (Belonging(company.developers),)
    assert people.groups_of(company.charlie.id).rows == ()
    assert people.identities_of(company.alice.id) == (Identity("local", "alice"),)


def test_groups_with_their_members(groups: GroupLists, company: Company, database: Database) -> None:
    others = [Group(new_id(), "scim", f"id-{name}", name) for name in ("Auditors", "zoo")]
    with Registry(database=database).change() as change:
        change.add_group(others[0])
        change.add_group(others[1])

    assert [group.name for group in groups.page().rows] == ["Auditors", "developers", "zoo"]
    assert groups.page(Search("AUDIT")).rows == (others[0],)
    assert groups.find(company.developers.id) == company.developers
    assert groups.sizes_of([company.developers.id, others[0].id]) == {company.developers.id: 2, others[0].id: 0}
    assert groups.find(new_id()) is None
    members = groups.members_of(company.developers.id)
    assert [(member.person, member.source) for member in members.rows] == [
        (company.alice, "local"),
        (company.bob, "local"),
    ]
    assert [member.person for member in groups.members_of(company.developers.id, Search("BOB")).rows] == [company.bob]


def test_members_are_paged(groups: GroupLists, company: Company) -> None:
    first = groups.members_of(company.developers.id, size=1)
    second = groups.members_of(company.developers.id, after=first.ends_at, size=1)

    assert [member.person for member in first.rows + second.rows] == [company.alice, company.bob]
    assert second.ends_at is None


def test_accounts_are_sorted_by_name_and_found_by_it_or_by_their_whole_id(
    accounts: AccountLists, company: Company, database: Database
) -> None:
    other = Account(new_id(), "aws", AccountId("999900001111"), "analytics", environment="Dev", disabled_at=NOW)
    with Registry(database=database).change() as change:
        change.add_account(other, OPERATOR, NOW)

    assert accounts.page().rows == (other, company.account)
    assert accounts.page(Search("SHOP")).rows == (company.account,)
    assert accounts.page(Search("dev")).rows == (other,)
    assert accounts.page(Search("012345678901")).rows == (company.account,)
    assert accounts.page(Search("0123456789")).rows == ()
    assert accounts.page(Search(state="disabled")).rows == (other,)
    assert accounts.find(other.id) == other
    assert accounts.find(new_id()) is None


def test_roles_are_found_by_a_part_of_their_name_or_by_a_whole_id(
    roles: RoleLists, company: Company, database: Database
) -> None:
    with Registry(database=database).change() as change:
        foreign = replace(company.account, id=new_id(), account_id=AccountId("999900001111"), name="Other")
        change.add_account(foreign, OPERATOR, NOW)
        other = role_in(foreign, "Iam-reader")
        change.add_role(other, OPERATOR, NOW)

    assert roles.page().rows == (company.reader, company.writer, other)
    assert roles.page(Search("READER")).rows == (company.reader, other)
    assert roles.page(Search("team/w")).rows == (company.writer,)
    assert roles.page(Search("web shop")).rows == (company.reader, company.writer)
    assert roles.page(Search("iam")).rows == (other,)
    assert roles.page(Search(company.writer.role_arn.text)).rows == (company.writer,)
    assert roles.page(Search("999900001111")).rows == (other,)
    assert roles.page(Search("99990000111")).rows == ()
    assert roles.page(Search("reader"), account_row_id=foreign.id).rows == (other,)
    assert roles.find(company.reader.id) == company.reader
    assert roles.find(new_id()) is None


def test_every_role_is_on_one_page(roles: RoleLists, company: Company) -> None:
    first = roles.page(size=1)
    second = roles.page(after=first.ends_at, size=1)

    assert first.rows + second.rows == (company.reader, company.writer)
    assert second.ends_at is None
