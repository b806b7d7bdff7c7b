"""Of two who save at once one wins, and the other is told what holds now."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.drafts import StaleEdit, changed
from app.domain.mappings import Mapping
from app.storage.engine import Database
from app.storage.revisions import find_thing, store_revision
from app.storage.tables import mapping_version
from tests.storage.company import NOW, OPERATOR, Company


def save(database: Database, before: Mapping, hours: int, together: threading.Barrier | None = None) -> bool:
    after = replace(before, valid_until=NOW + timedelta(hours=hours))
    if together is not None:
        together.wait(timeout=20)
    try:
        with database.write() as connection:
            store_revision(connection, changed(before, after), actor=OPERATOR, at=NOW, reason=f"{hours} hours")
    except StaleEdit:
        return False
    return True


def versions_of(database: Database, one: Mapping) -> list[int]:
    statement = select(mapping_version.c.version).where(mapping_version.c.mapping_id == one.id)
    with database.read() as connection:
        return sorted(connection.execute(statement).scalars())


def test_a_stale_edit_is_refused_with_what_holds_now(database: Database, company: Company) -> None:
    before = company.developers_read
    save(database, before, 1)

    with pytest.raises(StaleEdit) as refusal, database.write() as connection:
        store_revision(connection, changed(before, before), actor=OPERATOR, at=NOW, reason="too late")

    assert refusal.value.current == replace(before, version=2, valid_until=NOW + timedelta(hours=1))
    assert versions_of(database, before) == [1, 2]


def test_of_two_who_save_at_once_exactly_one_wins(database: Database, company: Company) -> None:
    together = threading.Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        saving = [threads.submit(save, database, company.developers_read, hours, together) for hours in (1, 2)]
        won = [each.result() for each in saving]

    with database.read() as connection:
        stored = find_thing(connection, "mapping", company.developers_read.id)
    assert sorted(won) == [False, True]
    assert stored is not None
    assert stored.version == 2
    assert versions_of(database, company.developers_read) == [1, 2]
