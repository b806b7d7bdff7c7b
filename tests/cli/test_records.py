"""People, accounts, roles and mappings from the command line: written down with their entry, or refused in words."""

import getpass
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app.domain.ledger import StoredEvent
from app.domain.refusals import AlreadyThere, Refusal
from app.identity.passwords import Argon2Passwords

Run = Callable[..., Result]
Entries = Callable[[], list[StoredEvent]]
ROLE = "arn:aws:iam::123456789012:role/ReadOnly"
PASSWORD = "correct horse battery staple"


@pytest.fixture
def company(run: Run) -> Run:
    """A role of an account, and a developer."""
    assert run("account", "add", "123456789012", "Web shop").exit_code == 0
    assert run("role", "add", ROLE).exit_code == 0
    assert run("person", "add", "alice", "--group", "developers", "--password-stdin", typed=PASSWORD).exit_code == 0
    return run


def refusal_of(result: Result) -> Refusal:
    assert isinstance(result.exception, Refusal), result.output
    return result.exception


def test_every_change_has_its_entry_and_names_the_operator(company: Run, entries: Entries) -> None:
    assert company("mapping", "add", "--group", "developers", ROLE).exit_code == 0

    assert [entry.action for entry in entries()] == [
        "account:added",
        "role:added",
        "person:added",
        "password:set",
        "group:added",
        "membership:added",
        "mapping:added",
    ]
    assert {(entry.actor_kind, entry.actor_id) for entry in entries()} == {("operator", getpass.getuser())}


def test_an_admin_is_somebody_mapped_to_the_portal(run: Run, entries: Entries, database_file: Path) -> None:
    result = run("admin", "create", "ada", "--password-stdin", typed=PASSWORD + "\n")

    with sqlite3.connect(database_file) as connection:
        mapping = connection.execute("SELECT effect, subject_kind, target_kind, target_id FROM mapping").fetchall()
        (password_hash,) = connection.execute("SELECT hash FROM local_password").fetchone()
    assert result.output == "ada is an admin. CloudTrail will show them as “ada”.\n"
    assert mapping == [("allow", "person", "portal", "admin")]
    assert Argon2Passwords().verify(password_hash, PASSWORD)
    assert [entry.action for entry in entries()] == ["person:added", "password:set", "mapping:added"]


def test_making_an_admin_again_sets_the_password_and_maps_only_once(run: Run, entries: Entries) -> None:
    run("admin", "create", "ada", "--password-stdin", typed=PASSWORD)
    run("admin", "create", "ADA", "--password-stdin", typed=PASSWORD)

    assert [entry.action for entry in entries()] == ["person:added", "password:set", "mapping:added", "password:set"]


def test_a_role_is_added_with_how_fresh_a_proof_has_to_be(company: Run, database_file: Path) -> None:
    added = company("role", "add", f"{ROLE}2", "--proof-minutes", "15", "--groups-hold-hours", "2")
    refused = company("account", "add", "210987654321", "x", "--proof-minutes", "481")

    with sqlite3.connect(database_file) as connection:
        stored = connection.execute("SELECT proof_minutes, groups_hold_hours FROM role ORDER BY role_arn").fetchall()
    assert (added.exit_code, refused.exit_code) == (0, 2)
    assert stored == [(None, None), (15, 2)]


def test_somebody_who_is_there_can_become_an_admin(company: Run) -> None:
    assert company("admin", "create", "alice", "--password-stdin", typed=PASSWORD).exit_code == 0


def test_a_person_without_a_password_is_added_without_one(run: Run, entries: Entries) -> None:
    assert run("person", "add", "bob").exit_code == 0
    assert [entry.action for entry in entries()] == ["person:added"]


def test_two_people_join_the_same_group(company: Run, database_file: Path) -> None:
    company("person", "add", "bob", "--group", "developers", "--group", "on-call", "--group", "on-call")

    with sqlite3.connect(database_file) as connection:
        groups = connection.execute('SELECT name FROM "group" ORDER BY name').fetchall()
    assert groups == [("developers",), ("on-call",)]


def test_without_a_terminal_the_password_has_to_come_from_standard_input(run: Run) -> None:
    result = run("admin", "create", "ada")

    assert result.exit_code == 2
    assert "--password-stdin" in result.output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("account", "add", "123", "Web shop"), "malformed-account-id"),
        (("account", "add", "123456789012", "Again"), "already-there"),
        (("account", "add", "210987654321", ""), "malformed-name"),
        (("account", "add", "210987654321", "two\nlines"), "malformed-name"),
        (("person", "add", "bob", "--group", " "), "malformed-name"),
        (("account", "add", "210987654321", "x", "--partition", "aws-moon"), "unknown-partition"),
        (("role", "add", "arn:aws:iam::123456789012:user/alice"), "malformed-role-arn"),
        (("role", "add", "arn:aws:iam::210987654321:role/x"), "no-such-account"),
        (("role", "add", ROLE), "already-there"),
        (("role", "add", ROLE + "2", "--max-duration", "1000"), "malformed-duration"),
        (("role", "add", ROLE + "2", "--external-id", "two words"), "malformed-external-id"),
        (("person", "add", "alice"), "already-there"),
        (("person", "add", "ALICE"), "already-there"),
        (("person", "add", " bob"), "malformed-username"),
        (("mapping", "add", "--person", "bob", ROLE), "no-such-person"),
        (("mapping", "add", "--group", "admins", ROLE), "no-such-group"),
        (("mapping", "add", "--person", "alice", ROLE + "2"), "no-such-role"),
        (("mapping", "add", "--person", "alice", ROLE, "--max-duration", "60"), "malformed-duration"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(
    company: Run, entries: Entries, arguments: tuple[str, ...], code: str
) -> None:
    before = len(entries())

    result = company(*arguments)

    assert refusal_of(result).code == code
    assert len(entries()) == before


@pytest.mark.parametrize("typed", ["", "short", "x" * 300])
def test_a_password_that_is_too_short_or_too_long_adds_nobody(run: Run, entries: Entries, typed: str) -> None:
    assert refusal_of(run("person", "add", "alice", "--password-stdin", typed=typed)).code == "password-length"
    assert entries() == []


def test_a_mapping_that_is_there_is_not_added_twice(company: Run) -> None:
    assert company("mapping", "add", "--person", "alice", ROLE, "--max-duration", "1800").exit_code == 0
    assert company("mapping", "add", "--person", "alice", ROLE).exit_code == 0

    again = company("mapping", "add", "--person", "alice", ROLE, "--max-duration", "1800")

    assert isinstance(again.exception, AlreadyThere)


@pytest.mark.parametrize("who", [(), ("--person", "alice", "--group", "developers")], ids=["nobody", "both"])
def test_a_mapping_is_for_either_a_person_or_a_group(company: Run, who: tuple[str, ...]) -> None:
    result = company("mapping", "add", ROLE, *who)

    assert result.exit_code == 2
    assert "either --person or --group" in result.output


def test_a_username_that_looks_like_a_derived_name_is_derived_as_well(run: Run, entries: Entries) -> None:
    run("person", "add", "jörg")
    derived = str(entries()[-1].parsed_body()["role_session_name"])

    assert run("person", "add", derived).exit_code == 0

    added = [entry for entry in entries() if entry.action == "person:added"]
    names = [str(entry.parsed_body()["role_session_name"]) for entry in added]
    assert names[0] == derived
    assert re.fullmatch(re.escape(derived) + "-[0-9a-f]{16}", names[1])


def test_a_new_password_ends_the_web_sessions_that_the_old_one_began(company: Run, database_file: Path) -> None:
    with sqlite3.connect(database_file) as connection:
        connection.execute(
            "INSERT INTO web_session SELECT id, lower(hex(randomblob(32))), person_id, id, '[]', NULL, 'secret',"
            " :now, :now, :now, NULL, NULL, NULL FROM identity",
            {"now": "2026-01-01 00:00:00.000000"},
        )

    result = company("person", "password", "alice", "--password-stdin", typed="another good password")

    with sqlite3.connect(database_file) as connection:
        revoked = connection.execute("SELECT revoked_at IS NOT NULL FROM web_session").fetchall()
    assert result.output == "alice has a new password, and has to sign in again.\n"
    assert revoked == [(1,)]


def test_nobody_who_is_not_there_gets_a_password(run: Run) -> None:
    result = run("person", "password", "nobody", "--password-stdin", typed=PASSWORD)

    assert refusal_of(result).code == "no-such-person"


def test_where_a_second_admin_must_approve_a_mapping_waits(
    company: Run, entries: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOORSTEP_SECOND_APPROVAL", "yes")

    told = company("mapping", "add", "--person", "alice", ROLE)

    assert told.exit_code == 0
    assert "a second admin has to approve" in told.output
    assert entries()[-1].action == "proposal:made"


def test_the_operator_does_without_a_second_admin_for_a_reason_that_is_kept(
    company: Run, entries: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOORSTEP_SECOND_APPROVAL", "yes")

    assert company("mapping", "add", "--person", "alice", ROLE, "--without-approval", "at night").exit_code == 0

    entry = entries()[-1]
    assert (entry.action, entry.role_arn) == ("mapping:added", ROLE)
    assert entry.parsed_body()["without_approval"] == "at night"
