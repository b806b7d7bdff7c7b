"""A migrated database for each test, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.joints.editing import Editing, editing_of
from app.storage.engine import Database
from app.storage.upgrade import upgrade
from tests.fixtures.postgres import PostgresServer
from tests.storage.company import NOW, Company, company_in
from tests.storage.databases import opened, quietly

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy; nobody opens it again."""
    path = tmp_path_factory.mktemp("storage") / "doorstep.sqlite"
    upgrade(f"sqlite:///{path}", quietly)
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> Iterator[str]:
    """A migrated PostgreSQL database to copy; nobody connects to it again."""
    name = postgres_server.create_database()
    upgrade(postgres_server.url(name), quietly)
    yield name
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test alone."""
    path = tmp_path / "doorstep.sqlite"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, migrated_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test alone, as its superuser."""
    name = postgres_server.create_database(template=migrated_template)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, on each of the two."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it, on each of the two."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest.fixture
def empty_twin_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it, of the same kind as the migrated one."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'twin.sqlite'}"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database as the portal uses it."""
    with opened(database_url) as database:
        yield database


@pytest.fixture
def company(database: Database) -> Company:
    """Alice, Bob and Charlie, a group, two roles, and who may open what."""
    return company_in(database)


@pytest.fixture
def editing(database: Database) -> Editing:
    """What admins change things with, where nobody has to approve; its clock stands."""
    return editing_of(database, second_approval=False, clock=lambda: NOW)
