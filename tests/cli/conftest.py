"""The command on a database of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import doorstep
from app.domain.ledger import StoredEvent
from app.joints.records import records_of
from app.settings import DatabaseSettings, load
from tests.fixtures.logs import log_left_alone

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _log_left_alone() -> Iterator[None]:
    with log_left_alone():
        yield


@pytest.fixture
def database_file(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A migrated database that the command's environment names."""
    path = tmp_path / "doorstep.db"
    shutil.copy(migrated_file, path)
    monkeypatch.setenv("DOORSTEP_DATABASE_URL", f"sqlite:///{path}")
    return path


@pytest.fixture
def run(database_file: Path) -> Run:
    """Run the command in this process, with what is typed on standard input."""
    return lambda *arguments, typed="": CliRunner().invoke(doorstep, arguments, input=typed)


@pytest.fixture
def entries(database_file: Path) -> Callable[[], list[StoredEvent]]:
    """Read the ledger."""
    return lambda: list(records_of(load(DatabaseSettings)).ledger.events())
