"""Local accounts are found by subject; a better hash replaces only the one it was made from."""

import pytest
from sqlalchemy import update

from app.domain.people import LocalAccount
from app.storage.engine import Database
from app.storage.local_accounts import LocalAccountStore
from app.storage.registry import Registry
from app.storage.tables import person
from tests.storage.company import NOW, Company
from tests.storage.databases import statements

HASH = "$argon2id$alices-hash"


@pytest.fixture
def accounts(database: Database) -> LocalAccountStore:
    return LocalAccountStore(database=database)


def test_alice_is_found_with_one_query(accounts: LocalAccountStore, company: Company, database: Database) -> None:
    with statements() as sent:
        found = accounts.find("alice")

    assert found == LocalAccount(principal=company.principal, password_hash=HASH, disabled=False)
    assert HASH not in repr(found)
    assert len(sent) == 1


@pytest.mark.parametrize("subject", ["Alice", "bob", "nobody", ""])
def test_who_has_no_password_is_not_found(accounts: LocalAccountStore, company: Company, subject: str) -> None:
    assert accounts.find(subject) is None


def test_a_principal_is_found_with_a_password_or_without(accounts: LocalAccountStore, company: Company) -> None:
    bob = accounts.find_principal("bob")

    assert accounts.find_principal("alice") == company.principal
    assert bob
    assert bob.person_id == company.bob.id
    assert accounts.find_principal("nobody") is None


def test_a_disabled_person_is_found_as_disabled(
    accounts: LocalAccountStore, company: Company, database: Database
) -> None:
    with database.write() as connection:
        connection.execute(update(person).where(person.c.id == company.alice.id).values(disabled_at=NOW))

    found = accounts.find("alice")

    assert found
    assert found.disabled


def test_a_better_hash_replaces_the_one_it_was_made_from(accounts: LocalAccountStore, company: Company) -> None:
    accounts.rehash(company.alices_identity, HASH, "$argon2id$better", NOW)

    found = accounts.find("alice")

    assert found
    assert found.password_hash == "$argon2id$better"


def test_a_better_hash_of_an_old_password_does_not_bring_it_back(
    accounts: LocalAccountStore, company: Company, database: Database
) -> None:
    with Registry(database=database).change() as change:
        change.set_password(company.alices_identity, "$argon2id$changed", NOW)

    accounts.rehash(company.alices_identity, HASH, "$argon2id$better", NOW)

    found = accounts.find("alice")
    assert found
    assert found.password_hash == "$argon2id$changed"
