"""What load balancers ask."""

from pathlib import Path

from tests.web.visitor import Visitor
from tests.web.world import World


def test_a_living_process_says_so_without_its_database(world: World, tmp_path: Path) -> None:
    take_away(world, tmp_path)

    answer = Visitor(world.app()).get("/healthz")

    assert (answer.status_code, answer.text) == (200, "alive\n")


def test_a_portal_with_its_database_is_ready(visitor: Visitor) -> None:
    answer = visitor.get("/readyz")

    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_a_portal_without_its_database_is_not_and_tells_strangers_no_more(world: World, tmp_path: Path) -> None:
    take_away(world, tmp_path)

    answer = Visitor(world.app()).get("/readyz")

    assert (answer.status_code, answer.text) == (503, "not ready\n")


def test_a_database_of_another_version_is_not_ready(visitor: Visitor, world: World) -> None:
    with world.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    assert visitor.get("/readyz").status_code == 503


def take_away(world: World, folder: Path) -> None:
    world.database.close()
    (folder / "doorstep.sqlite").rename(folder / "gone.sqlite")
    (folder / "doorstep.sqlite").mkdir()
