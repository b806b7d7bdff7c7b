"""What tests of a second admin ask for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.own_keys import give_key
from tests.web.visitor import Visitor, signed_in
from tests.web.world import World, sqlite_url


@pytest.fixture
def careful(small_company_file: Path, tmp_path: Path) -> Iterator[World]:
    """A portal where a second admin must approve, with two of them: ada and alice."""
    path = tmp_path / "careful.sqlite"
    shutil.copy(small_company_file, path)
    world = World(sqlite_url(path), second_approval=True)
    world.map_to_portal("alice", "admin")
    give_key(world.database, "alice")
    yield world
    world.database.close()


@pytest.fixture
def first(careful: World) -> Visitor:
    """Ada, who proposes."""
    return signed_in(careful, "ada")


@pytest.fixture
def second(careful: World) -> Visitor:
    """Alice, who decides."""
    return signed_in(careful, "alice")
