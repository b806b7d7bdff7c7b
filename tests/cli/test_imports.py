"""doorstep export and doorstep import: a round trip changes nothing, and a bad line stops everything."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import Result

from app.domain.interchange import ImportRefused
from app.domain.ledger import StoredEvent
from app.files.schema import schema_text

Run = Callable[..., Result]
Entries = Callable[[], list[StoredEvent]]
ROLE = "arn:aws:iam::123456789012:role/ReadOnly"
SCHEMA = json.loads(schema_text())
EVERYTHING = f"""
doorstep: 1
accounts:
- {{account_id: "210987654321", name: Billing, tags: {{env: prod}}, sensitive: true, disabled: true}}
roles:
- {{role_arn: "{ROLE}", external_id: an-id, description: "reads: all", default_destination: "https://console.aws.amazon.com/s3/"}}
- {{role_arn: "arn:aws:iam::210987654321:role/team/x", source_identity: false, session_tags: true}}
mappings:
- {{group: developers, roles: {{pattern: Read*, tags: {{env: prod}}}}, networks: [10.0.0.0/8], needs_mfa: true}}
- {{group: developers, roles: {{pattern: "*", accounts: ["aws:210987654321", "123456789012"]}},
   max_console_duration: 900}}
- {{person: alice, role: "{ROLE}", effect: deny, valid_until: "2030-01-01T00:00:00+02:00", disabled: true}}
- {{person: alice, role: "{ROLE}", reason: {{ticket_pattern: "OPS-#"}},
   session_policy: {{document: '{{"Statement":[]}}'}}}}
- {{person: alice, roles: {{pattern: Read*, all_accounts: true}}}}
"""


@pytest.fixture
def company(run: Run) -> Run:
    """A role of an account, and a developer in a group."""
    assert run("account", "add", "123456789012", "Web shop").exit_code == 0
    assert run("role", "add", ROLE).exit_code == 0
    assert run("person", "add", "alice", "--group", "developers").exit_code == 0
    return run


@pytest.fixture
def full(company: Run) -> Run:
    """A portal that holds one of everything."""
    result = company("import", "-", "--reason", "as agreed", typed=EVERYTHING)
    assert result.exit_code == 0, result.output
    return company


@pytest.mark.parametrize("file_format", ["yaml", "json"])
def test_importing_what_was_exported_changes_nothing(
    full: Run, entries: Entries, tmp_path: Path, file_format: str
) -> None:
    assert full("export", "--format", file_format, str(tmp_path / "all")).exit_code == 0
    before = len(entries())

    result = full("import", "--prune", str(tmp_path / "all"))

    assert result.output == "Nothing changes: the portal is as the file says.\n"
    assert len(entries()) == before


def test_who_exports_everything_is_in_the_ledger(full: Run, entries: Entries) -> None:
    before = len(entries())

    full("export")

    (entry,) = entries()[before:]
    assert (entry.action, entry.actor_kind, '"file_format":"yaml"' in entry.body) == (
        "catalogue:exported",
        "operator",
        True,
    )


def test_exports_keep_to_the_published_schema(full: Run) -> None:
    in_json = json.loads(full("export", "--format", "json").output)
    in_yaml = yaml.safe_load(full("export").output)

    jsonschema.validate(in_json, SCHEMA)
    jsonschema.validate(yaml.safe_load(EVERYTHING), SCHEMA)
    assert in_yaml == in_json
    assert [len(in_json[name]) for name in ("accounts", "roles", "mappings")] == [2, 2, 5]


def test_a_dry_run_says_who_gains_and_changes_nothing(company: Run, entries: Entries) -> None:
    before = len(entries())

    result = company("import", "-", "--dry-run", typed=EVERYTHING)

    assert f"added     mapping  allow person alice → {ROLE}" in result.output
    assert "1 gain it: alice" in result.output
    assert len(entries()) == before


def test_a_dry_run_says_which_fields_change(full: Run) -> None:
    account = "- {account_id: '123456789012', name: Web shop, description: Sells, environment: test}\n"

    result = full("import", "-", "--dry-run", typed="doorstep: 1\naccounts:\n" + account)

    assert "          environment: – → test" in result.output
    assert "          description: – → Sells" in result.output


def test_a_dry_run_says_on_which_occasions_somebody_gains(company: Run) -> None:
    mapping = f"doorstep: 1\nmappings:\n- {{person: alice, role: '{ROLE}', networks: [10.0.0.0/8], needs_mfa: true}}\n"

    result = company("import", "-", "--dry-run", typed=mapping)

    assert "1 of them can open it only with MFA\n  1 of them can open it only from some networks" in result.output


def test_a_dry_run_says_on_which_occasions_somebody_who_loses_keeps_it(company: Run) -> None:
    allowed = f"doorstep: 1\nmappings:\n- {{person: alice, role: '{ROLE}'}}\n"
    denied = f"doorstep: 1\nmappings:\n- {{person: alice, role: '{ROLE}', effect: deny, networks: [10.0.0.0/8]}}\n"
    assert company("import", "-", "--reason", "as agreed", typed=allowed).exit_code == 0

    result = company("import", "-", "--dry-run", typed=denied)

    assert "1 lose it: alice\n  1 of them can still open it from some networks" in result.output


def test_a_mapping_without_an_id_is_found_by_what_it_says(full: Run) -> None:
    again = "doorstep: 1\nmappings:\n- {person: alice, roles: {pattern: Read*, all_accounts: true}}\n"

    assert "Nothing changes" in full("import", "-", typed=again).output


def test_a_dry_run_names_the_accounts_of_selectors(company: Run) -> None:
    result = company("import", "-", "--dry-run", typed=EVERYTHING)

    assert "allow group developers → roles Read* in accounts with env=prod" in result.output
    assert "allow group developers → roles * in 123456789012, 210987654321" in result.output
    assert "allow person alice → roles Read* in all accounts" in result.output


def test_another_name_of_a_group_is_told_and_changes_nothing(full: Run) -> None:
    group = "{source: local, external_id: developers, name: Devs}"
    again = f"doorstep: 1\nmappings:\n- {{group: {group}, roles: {{pattern: Old*, all_accounts: true}}}}\n"

    result = full("import", "-", "--dry-run", typed=again)

    assert "line 3: The group that the file calls “Devs” is called “developers” here." in result.output
    assert "allow group developers → roles Old* in all accounts" in result.output


def test_what_the_file_does_not_name_is_disabled_only_by_prune(full: Run) -> None:
    kept = full("import", "-", typed="doorstep: 1\n")
    pruned = full("import", "-", "--prune", "--reason", "closing", typed="doorstep: 1\n")

    assert "Nothing changes" in kept.output
    assert "Saved: 7 changes." in pruned.output
    assert f"disabled  role     {ROLE}" in pruned.output


def test_one_bad_line_stops_everything_and_every_bad_line_is_named(company: Run, entries: Entries) -> None:
    before = len(entries())
    text = (
        "doorstep: 1\naccounts:\n- {account_id: '210987654321', name: x}\n- {account_id: 1, name: x}\nmappings:\n"
        f"- {{person: nobody, role: '{ROLE}'}}\n- {{group: developers, role: '{ROLE}2'}}\n"
        f"- {{person: alice, role: '{ROLE}'}}\n- {{person: alice, role: '{ROLE}'}}\n"
    )

    result = company("import", "-", "--reason", "x", typed=text)

    assert isinstance(result.exception, ImportRefused)
    assert [flaw.line for flaw in result.exception.flaws] == [4, 6, 7, 9]
    assert len(entries()) == before


def test_an_import_needs_a_reason(company: Run, entries: Entries) -> None:
    before = len(entries())

    result = company("import", "-", typed=EVERYTHING)

    assert result.exit_code == 1
    assert len(entries()) == before


def test_where_a_second_admin_must_approve_an_import_is_a_proposal(
    company: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOORSTEP_SECOND_APPROVAL", "yes")

    result = company("import", "-", "--reason", "x", typed=EVERYTHING)
    alone = company("import", "-", "--reason", "x", "--without-approval", "an incident", typed=EVERYTHING)

    assert "a second admin has to approve proposal" in result.output
    assert "Saved: 8 changes." in alone.output


def test_what_is_no_text_is_refused_with_its_line(company: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"doorstep: 1\n\xff")

    result = company("import", str(tmp_path / "file"))

    assert isinstance(result.exception, ImportRefused)
    assert str(result.exception.flaws[0]).startswith("line 2: This is no text in UTF-8.")


def test_a_file_that_is_too_large_is_never_read_in_part(company: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("doorstep: 1\n# " + "é" * 5_000_000, encoding="utf-8")

    result = company("import", "--prune", "--reason", "x", str(tmp_path / "file"))

    assert isinstance(result.exception, ImportRefused)


def test_without_access_tests_all_of_them_hold(company: Run) -> None:
    result = company("access-test")

    assert (result.exit_code, result.output) == (0, "0 of 0 access tests hold.\n")
