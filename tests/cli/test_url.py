"""doorstep url: one login URL for a person, in the operator's name, by the same way as their click."""

import getpass
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from app.cli.main import doorstep
from app.cli.surroundings import portal_environment
from app.demo.aws import EmbeddedAws
from app.domain.ledger import StoredEvent
from app.domain.people import Person, Username
from app.domain.refusals import Refusal
from app.domain.step_up import StrongProofNeeded
from app.joints.records import records_of
from app.services.changes import SeveralPeople
from app.settings import DatabaseSettings, load
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.tables import role
from tests.click.joined import DEVELOPER, READER, UNKNOWN

Url = Callable[..., Result]
PAGE = "https://eu-central-1.console.aws.amazon.com/s3/home?region=eu-central-1"


@pytest.fixture
def url(aws: EmbeddedAws, company_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Url:
    """Run the command for a role, beside the embedded AWS."""
    shutil.copy(company_file, tmp_path / "doorstep.db")
    database_url = f"sqlite:///{tmp_path}/doorstep.db"
    environment = portal_environment(
        aws, folder=tmp_path, database_url=database_url, public_url="http://localhost:8000"
    )
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(doorstep, ["url", *arguments])


def click_entries(result: Result) -> list[StoredEvent]:
    """Return the entries under the reference that the operator reads."""
    reference = result.stderr.splitlines()[0].removeprefix("Reference: ")
    return [entry for entry in records_of(load(DatabaseSettings)).ledger.events() if str(entry.click_id) == reference]


def test_standard_output_is_the_login_url_and_nothing_else(url: Url, aws: EmbeddedAws) -> None:
    result = url(DEVELOPER, "--person", "alice", "--destination", PAGE, "--duration", "7200")

    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{aws.signin_url}/federation?Action=login&")
    assert parse_qs(urlsplit(line).query)["Destination"] == [PAGE]
    assert "Open for 2 h" in result.stderr


def test_whose_name_somebody_of_a_provider_bears_is_not_guessed(url: Url, aws: EmbeddedAws) -> None:
    with Registry(database=records_of(load(DatabaseSettings)).database).change() as change:
        change.add_person(Person(new_id(), Username("alice"), "Alice Archer", None, "alice-twin"))

    result = url(DEVELOPER, "--person", "alice")

    assert isinstance(result.exception, SeveralPeople)
    assert aws.seen == []


def test_the_ledger_names_the_operator_and_the_person(url: Url, aws: EmbeddedAws) -> None:
    requested, opened = click_entries(url(READER, "--person", "alice"))

    assert (requested.action, opened.action) == ("console:requested", "console:opened")
    assert {(entry.actor_kind, entry.actor_id) for entry in (requested, opened)} == {("operator", getpass.getuser())}
    assert requested.person_id == opened.person_id
    assert [seen.role_session_name for seen in aws.seen if seen.action == "AssumeRole"] == ["alice"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((READER, "--person", "charlie"), "role-not-granted"),
        ((UNKNOWN, "--person", "alice"), "role-not-granted"),
        ((DEVELOPER, "--person", "ines"), "role-not-granted"),
        ((READER, "--person", "alice", "--duration", "43200"), "duration-not-allowed"),
    ],
    ids=["not mapped", "unknown role", "disabled person", "too long"],
)
def test_what_a_click_would_not_get_the_operator_does_not_get_either(
    url: Url, aws: EmbeddedAws, arguments: tuple[str, ...], code: str
) -> None:
    result = url(*arguments)

    assert isinstance(result.exception, Refusal)
    assert result.exception.code == code
    assert result.stdout == ""
    assert click_entries(result)[-1].parsed_body()["code"] == code
    assert [seen.action for seen in aws.seen] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((READER, "--person", "nobody"), "no-such-person"),
        (("nonsense", "--person", "alice"), "malformed-role-arn"),
        ((READER, "--person", "alice", "--destination", "https://evil.example"), "foreign-destination"),
        ((READER, "--person", "alice", "--duration", "soon"), "malformed-duration"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_asked(
    url: Url, arguments: tuple[str, ...], code: str
) -> None:
    result = url(*arguments)

    assert isinstance(result.exception, Refusal)
    assert result.exception.code == code


def test_a_role_that_asks_for_a_fresh_proof_is_not_opened_here(url: Url, aws: EmbeddedAws) -> None:
    with records_of(load(DatabaseSettings)).database.write() as connection:
        connection.execute(update(role).where(role.c.role_arn == READER).values(proof_minutes=480))

    result = url(READER, "--person", "alice")

    assert isinstance(result.exception, StrongProofNeeded)
    assert click_entries(result)[-1].parsed_body()["code"] == "strong-proof-needed"
    assert aws.seen == []
