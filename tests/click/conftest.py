"""The whole portal, joined as in production, with the embedded AWS behind it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.cli.demo import PASSWORD, environment_for
from app.cli.sample import fill_in
from app.demo.aws import EmbeddedAws
from app.demo.company import sample_company
from app.factory import create_app, records_of
from app.settings import DatabaseSettings, Settings, load
from app.storage.engine import Database
from tests.click.joined import PUBLIC_URL, Joined


@pytest.fixture(scope="session")
def company_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample company in it; copied, never opened again."""
    path = tmp_path_factory.mktemp("company") / "doorstep.db"
    shutil.copy(migrated_file, path)
    records = records_of(DatabaseSettings(database_url=SecretStr(f"sqlite:///{path}")))
    fill_in(records, sample_company(), password=PASSWORD)
    records.database.close()
    return path


@pytest.fixture
def join(
    aws: EmbeddedAws, company_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Joined]]:
    """Return what joins a portal, with settings that differ from the demo's as asked."""
    databases: list[Database] = []

    def joined(**changes: str) -> Joined:
        database_file = tmp_path / f"doorstep-{len(databases)}.db"
        shutil.copy(company_file, database_file)
        environment = environment_for(
            aws, folder=tmp_path, database_url=f"sqlite:///{database_file}", public_url=PUBLIC_URL
        )
        for name, value in (environment | changes).items():
            monkeypatch.setenv(name, value)
        settings = load(Settings)
        databases.append(Database(url=settings.database_url.get_secret_value()))
        return Joined(create_app(settings, database=databases[-1]), databases[-1], database_file)

    yield joined
    for database in databases:
        database.close()


@pytest.fixture
def portal(join: Callable[..., Joined]) -> Joined:
    """A portal as the demo joins it."""
    return join()
