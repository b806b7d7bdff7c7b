"""doorstep doctor: what it says of a directory that is well, and of each trouble."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import doorstep
from tests.fixtures.logs import log_left_alone
from tests.fixtures.slapd import GROUPS, PEOPLE, SERVICE_PASSWORD, Slapd
from tests.ldap.conftest import OURS, Colleague

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _log_left_alone() -> Iterator[None]:
    with log_left_alone():
        yield


@pytest.fixture
def run(slapd: Slapd, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run it with these settings of the directory."""
    database = tmp_path / "doorstep.db"
    shutil.copy(migrated_file, database)

    def doctor(**changes: str) -> Result:
        settings = OURS | {"DOORSTEP_DATABASE_URL": f"sqlite:///{database}"} | slapd.settings(**changes)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(doorstep, ["doctor"])

    return doctor


def test_a_directory_that_is_well(run: Run, dora: Colleague) -> None:
    result = run()

    assert result.exit_code == 0
    assert "ldap:acme (Acme)\n  well     The certificate of 127.0.0.1:" in result.stdout
    assert "well     It takes the portal's own account.\n  well     It shows people, such as “" in result.stdout
    assert result.stdout.endswith("  well     It has the place where groups are.\n")
    assert SERVICE_PASSWORD not in result.output
    assert dora.dn.endswith(PEOPLE)


def test_every_server_is_looked_over(run: Run, slapd: Slapd, dora: Colleague) -> None:
    result = run(URLS=f"ldaps://127.0.0.1:9 {slapd.url('ldaps')}")

    assert result.exit_code == 1
    assert "trouble  This machine cannot reach 127.0.0.1:9: Connection refused." in result.stdout
    assert "well     It takes the portal's own account." in result.stdout


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"BIND_PASSWORD": "wrong"}, "refuses the portal's own account"),
        ({"PEOPLE_BASE": f"ou=nowhere,{PEOPLE}"}, "has no “ou=nowhere"),
        ({"GROUP_BASE": f"ou=nowhere,{GROUPS}"}, "has no “ou=nowhere"),
        ({"PEOPLE_FILTER": "(uid=nobody-at-all)"}, "shows nobody at “ou=people"),
        ({"KIND": "active-directory", "USERNAME_ATTRIBUTE": "uid", "PEOPLE_FILTER": "(uid=*)"}, "“objectGUID”"),
    ],
)
def test_each_trouble_has_its_words(run: Run, dora: Colleague, changes: dict[str, str], words: str) -> None:
    result = run(**changes)

    assert result.exit_code == 1
    assert words in result.stdout
