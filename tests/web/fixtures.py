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


@pytest.fixture
def bare_world(migrated_file: Path, tmp_path: Path) -> Iterator[World]:
    """A portal with nobody in it."""
    path = tmp_path / "doorstep.sqlite"
    shutil.copy(migrated_file, path)
    world = World(sqlite_url(path))
    yield world
    world.database.close()


@pytest.fixture
def world(bare_world: World) -> World:
    """A portal with a small company: alice may open three roles, bob one, charlie none."""
    return with_company(bare_world)


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody who has not signed in yet."""
    return Visitor(world.app())


@pytest.fixture
def alice(visitor: Visitor) -> Visitor:
    """Alice, signed in."""
    assert visitor.sign_in("alice").status_code == 303
    return visitor
