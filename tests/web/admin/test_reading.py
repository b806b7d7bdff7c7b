"""Forms are read to the end, whatever is wrong on the way; only what does not work right now stops them."""

import pytest

from app.domain.refusals import StorageUnavailable
from app.web.admin.reading import FieldErrors, Reading
from tests.web.world import World


def reach_nothing(_text: str) -> str:
    raise StorageUnavailable


def test_every_mistake_is_told_at_once(world: World) -> None:
    with world.app().app_context():
        reading = Reading({"name": " ", "count": "three"})
        name, count = reading.required("name", "Name", str), reading.parsed("note", str)

        with pytest.raises(FieldErrors) as told:
            reading.complete(name)

    assert count == ""
    assert told.value.errors == {"name": "Name: this has to be filled in."}


def test_a_database_that_is_away_is_no_mistake_of_whoever_typed() -> None:
    with pytest.raises(StorageUnavailable):
        Reading({"person": "alice"}).parsed("person", reach_nothing)
