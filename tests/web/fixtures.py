"""A world for tests, each on a fresh copy of a migrated database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.upgrade import upgrade
from tests.web.visitor import Visitor
from tests.web.world import World, sqlite_url, with_company


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database file with the newest schema; copied, never opened again."""
    path = tmp_path_factory.mktemp("migrated") / "doorstep.sqlite"
    upgrade(sqlite_url(path), report=lambda _line: None)
    return path


@pytest.fixture(scope="session")
def small_company_file(migrated_file: Path) -> Path:
    """The same with a small company: made once, for hashing its passwords takes time."""
    path = migrated_file.with_name("company.sqlite")
    shutil.copy(migrated_file, path)
    world = with_company(World(sqlite_url(path)))
    world.database.close()
    return path


@pytest.fixture
def world(small_company_file: Path, tmp_path: Path) -> Iterator[World]:
    """A portal with a small company: alice may open three roles, bob one, charlie none."""
    path = tmp_path / "doorstep.sqlite"
    shutil.copy(small_company_file, path)
    world = World(sqlite_url(path))
    yield world
    world.database.close()


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody who has not signed in yet."""
    return Visitor(world.app())


@pytest.fixture
def alice(visitor: Visitor) -> Visitor:
    """Alice, signed in."""
    assert visitor.sign_in("alice").status_code == 303
    return visitor


@pytest.fixture
def ada(world: World) -> Visitor:
    """Ada, the admin, signed in with a browser of her own."""
    return _signed_in(world, "ada")


@pytest.fixture
def oliver(world: World) -> Visitor:
    """Oliver, the auditor, likewise."""
    return _signed_in(world, "oliver")


def _signed_in(world: World, username: str) -> Visitor:
    visitor = Visitor(world.app())
    assert visitor.sign_in(username).status_code == 303
    return visitor
