"""A change is one transaction: what it looked for, what it adds, the versions, and the entry that tells of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.conditions import Conditions, ConditionsFromNewer
from app.domain.durations import Duration
from app.domain.people import Username
from app.domain.refusals import AlreadyThere
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.registry import Registry
from app.storage.tables import account, account_version, mapping_version, role_version
from app.storage.web_sessions import WebSessionStore
from tests.storage.company import NOW, OPERATOR, Company, event_of, mapping_of, person_named, role_in, web_session_of

NOTHING_ASKED = {"proof_minutes": None, "groups_hold_hours": None}


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database=database)


def test_what_was_added_is_found(registry: Registry, company: Company) -> None:
    with registry.change() as change:
        assert change.people_named(Username("alice")) == (company.alice,)
        assert change.find_local_principal("alice") == company.principal
        assert change.find_group("local", "developers") == company.developers
        assert change.groups_named("developers") == (company.developers,)
        assert change.find_account("aws", company.account.account_id) == company.account
        assert change.find_role(company.writer.role_arn) == company.writer
        assert change.has_mapping(company.alice_writes)


def test_what_is_not_there_is_not_found(registry: Registry, company: Company) -> None:
    with registry.change() as change:
        assert change.people_named(Username("Alice")) == ()
        assert change.find_local_principal("mallory") is None
        assert change.find_group("scim", "developers") is None
        assert change.groups_named("develop") == ()
        assert change.find_account("aws-us-gov", company.account.account_id) is None
        assert change.find_role(role_in(company.account, "Reader").role_arn) is None


@pytest.mark.parametrize(
    "other",
    [
        {"effect": "deny"},
        {"target_kind": "portal", "target_id": "admin"},
        {"conditions": Conditions()},
        {"conditions": Conditions(Duration(3600))},
        {"valid_from": None},
        {"valid_until": NOW + timedelta(days=1)},
        {"subject_id": new_id()},
    ],
)
def test_a_mapping_that_says_something_else_is_another_one(
    registry: Registry, company: Company, other: dict[str, object]
) -> None:
    with registry.change() as change:
        assert not change.has_mapping(replace(company.alice_writes, **other))  # type: ignore[arg-type]  # its own fields


def test_a_disabled_mapping_may_be_added_again(registry: Registry, company: Company) -> None:
    once = replace(mapping_of(company.bob, company.writer), disabled_at=NOW)

    with registry.change() as change:
        change.add_mapping(once, OPERATOR, NOW)

        assert not change.has_mapping(replace(once, disabled_at=None))


def test_who_is_disabled_stays_disabled_since_the_first_time(registry: Registry, company: Company) -> None:
    with registry.change() as change:
        change.disable_person(company.alice.id, NOW)
        change.disable_person(company.alice.id, NOW + timedelta(days=1))

        assert change.people_named(Username("alice")) == (replace(company.alice, disabled_at=NOW),)
        assert change.people_named(Username("bob")) == (company.bob,)


def test_a_second_password_replaces_the_first(registry: Registry, company: Company, database: Database) -> None:
    with registry.change() as change:
        change.set_password(company.alices_identity, "$argon2id$new", NOW)

    with database.read() as connection:
        stored = connection.exec_driver_sql("SELECT hash FROM local_password").scalars().all()
    assert stored == ["$argon2id$new"]


def test_every_first_version_is_kept_whole(company: Company, database: Database) -> None:
    with database.read() as connection:
        (of_account,) = connection.execute(select(account_version)).all()
        of_role = connection.execute(select(role_version).where(role_version.c.role_id == company.writer.id)).one()
        of_mapping = connection.execute(
            select(mapping_version).where(mapping_version.c.mapping_id == company.alice_writes.id)
        ).one()

    assert (of_account.account_row_id, of_account.version, of_account.at) == (company.account.id, 1, NOW)
    assert (of_account.actor_kind, of_account.actor_id, of_account.reason) == ("operator", "root", "moving in")
    assert of_account.body == {
        "id": str(company.account.id),
        "partition": "aws",
        "account_id": "012345678901",
        "name": "Web shop",
        "disabled_at": None,
        "description": "",
        "environment": "prod",
        "colour": "blue",
        "tags": {"team": "shop"},
        "sensitive": True,
        "default_region": None,
        **NOTHING_ASKED,
    }
    assert of_role.body == {
        "id": str(company.writer.id),
        "account_row_id": str(company.account.id),
        "role_arn": "arn:aws:iam::012345678901:role/team/writer",
        "description": "",
        "external_id": "shop-17",
        "max_console_duration": 3600,
        "source_identity": True,
        "session_tags": True,
        "default_destination": None,
        "disabled_at": None,
        **NOTHING_ASKED,
    }
    assert of_mapping.body == {
        "id": str(company.alice_writes.id),
        "effect": "allow",
        "subject_kind": "person",
        "subject_id": str(company.alice.id),
        "target_kind": "role",
        "target_id": str(company.writer.id),
        "conditions": {"max_console_duration": 1800},
        "valid_from": "2026-03-29T01:30:00.123456+00:00",
        "valid_until": None,
        "disabled_at": None,
    }


def test_a_change_that_fails_leaves_neither_rows_nor_entries(registry: Registry, database: Database) -> None:
    with pytest.raises(ZeroDivisionError), registry.change() as change:
        change.add_person(person_named("alice"))
        change.record(event_of())
        raise ZeroDivisionError

    with registry.change() as change:
        assert change.people_named(Username("alice")) == ()
    assert list(LedgerStore(database=database).events()) == []


def test_what_is_unique_is_not_added_twice(registry: Registry, company: Company) -> None:
    namesake = replace(person_named("alice"), username=Username("alice of sales"))

    with pytest.raises(AlreadyThere), registry.change() as change:
        change.add_person(namesake)


def test_a_mistake_of_ours_is_not_taken_for_a_duplicate(registry: Registry) -> None:
    with pytest.raises(IntegrityError), registry.change() as change:
        change.add_identity(new_id(), new_id(), "local", "of nobody")


def test_a_condition_that_we_cannot_judge_is_not_written(registry: Registry, company: Company) -> None:
    mapping = mapping_of(company.bob, company.writer, conditions=Conditions(unknown=frozenset({"networks"})))

    with pytest.raises(ConditionsFromNewer, match="networks"), registry.change() as change:
        change.add_mapping(mapping, OPERATOR, NOW)


def test_changes_at_the_same_time_come_one_after_the_other(registry: Registry) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(_add_alice_if_missing, [registry] * 24))

    assert added.count(True) == 1


@pytest.mark.parametrize("account_id", ["12345678901", "1234567890123", "12345678901x", "１２３４５６７８９０１２", ""])
def test_the_database_itself_refuses_what_is_no_account_id(database: Database, account_id: str) -> None:
    row = {
        "id": new_id(),
        "partition": "aws",
        "account_id": account_id,
        "name": "",
        "description": "",
        "environment": "",
        "colour": "blue",
        "tags": {},
        "sensitive": False,
        "version": 1,
    }
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(insert(account), row)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET colour = 'magenta'",
        "UPDATE role SET max_console_duration = 1000",
        "UPDATE role SET max_console_duration = 86400",
        "UPDATE mapping SET effect = 'maybe'",
        "UPDATE mapping SET subject_kind = 'everybody'",
        "UPDATE mapping SET target_kind = 'account'",
        "UPDATE membership SET group_id = person_id",
        "UPDATE web_session SET person_id = identity_id",
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(database: Database, company: Company, statement: str) -> None:
    WebSessionStore(database=database).begin(
        web_session_of(company), token_hash="a" * 64, address=None, user_agent=None, event=event_of()
    )

    with pytest.raises(IntegrityError), database.write() as connection:
        connection.exec_driver_sql(statement)


def _add_alice_if_missing(registry: Registry) -> bool:
    with registry.change() as change:
        if change.people_named(Username("alice")):
            return False
        change.add_person(replace(person_named("alice"), role_session_name=str(new_id())))
        return True
