"""doorstep import --from: ConsoleMe's files and CSV, and every line that is not carried over."""

from collections.abc import Callable

import pytest
from click.testing import Result

from app.domain.interchange import ImportRefused, PruneRefused
from app.domain.ledger import StoredEvent
from tests.architecture.sources import ROOT

Run = Callable[..., Result]
Entries = Callable[[], list[StoredEvent]]
SAMPLES = ROOT / "tests/files/samples"
CONFIGURATION = str(SAMPLES / "consoleme-dynamic-configuration.yaml")
DETAILS = str(SAMPLES / "account-authorization-details.json")
ROLE = "arn:aws:iam::123456789012:role/roleA"


@pytest.fixture
def company(run: Run) -> Run:
    """Alice in two groups, one of them named in each of the samples; no account and no role yet."""
    groups = ("--group", "groupa@example.com", "--group", "consoleme_users")
    assert run("person", "add", "alice", *groups).exit_code == 0
    return run


def test_what_the_portal_lacks_is_added_with_what_its_arn_says(company: Run) -> None:
    result = company("import", "--from", "consoleme", CONFIGURATION, "--reason", "moving")

    assert result.exit_code == 0, result.output
    assert "added     account  123456789012 123456789012" in result.output
    assert f"added     mapping  allow group groupa@example.com → {ROLE}" in result.output
    assert "does not describe 2 of these roles and 1 of these accounts" in result.output
    assert "Saved: 5 changes." in result.output


def test_every_line_that_is_not_carried_over_is_told_with_strangers_among_them(company: Run) -> None:
    result = company("import", "--from", "consoleme", CONFIGURATION, "--dry-run")

    told = [line.split(":")[0] for line in result.output.splitlines() if line.startswith("not carried over")]
    assert told == [f"not carried over, line {line}" for line in (8, 10, 13, 16, 17, 18, 20, 24, 26, 28)]
    assert "line 8: There is no person or group called “group1@example.com”." in result.output


def test_the_same_file_a_second_time_changes_nothing(company: Run, entries: Entries) -> None:
    assert company("import", "--from", "consoleme", CONFIGURATION, "--reason", "moving").exit_code == 0
    before = len(entries())

    result = company("import", "--from", "consoleme", CONFIGURATION, "--reason", "again")

    assert "Nothing changes" in result.output
    assert len(entries()) == before


def test_role_tags_become_mappings(company: Run) -> None:
    result = company("import", "--from", "consoleme", DETAILS, "--reason", "moving")

    assert f"added     mapping  allow group consoleme_users → {ROLE}" in result.output
    assert "not carried over, line 53: There is no person or group called “consoleme_admins”." in result.output
    assert "not carried over, line 54" in result.output
    assert "Saved: 3 changes." in result.output


def test_a_table_becomes_mappings_and_one_bad_row_stops_all_of_them(company: Run, entries: Entries) -> None:
    before = len(entries())
    rows = f"subject;role_arn;valid_until\nalice;{ROLE};2030-01-01\nnobody;{ROLE};\nalice;{ROLE};2030-01-01\n"

    refused = company("import", "-", "--from", "csv", "--reason", "x", typed=rows)
    unchanged = len(entries())
    saved = company("import", "-", "--from", "csv", "--reason", "x", typed=rows.partition("nobody")[0])

    assert isinstance(refused.exception, ImportRefused)
    assert [flaw.line for flaw in refused.exception.flaws] == [3, 4]
    assert unchanged == before
    assert "Saved: 3 changes." in saved.output


def test_only_our_own_files_say_what_is_not_to_be_there(company: Run) -> None:
    result = company("import", "--from", "consoleme", CONFIGURATION, "--prune", "--reason", "x")

    assert isinstance(result.exception, PruneRefused)
