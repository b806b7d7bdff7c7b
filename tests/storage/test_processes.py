"""Several processes on one database: they write at once, and one of them dies in the middle."""

from app.domain.people import Username
from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from app.storage.registry import Registry
from tests.storage.company import event_of
from tests.storage.databases import program


def test_two_processes_of_many_threads_write_at_once(database: Database, database_url: str) -> None:
    with program("writes", database_url, "16", "200") as one, program("writes", database_url, "16", "200") as other:
        confirmed = one.communicate(timeout=60)[0].split() + other.communicate(timeout=60)[0].split()

    stored = [str(entry.id) for entry in LedgerStore(database=database).events()]
    assert len(stored) == 400
    assert stored == sorted(confirmed)


def test_a_process_that_dies_in_the_middle_of_a_change_leaves_nothing_and_holds_nobody_up(
    database: Database, database_url: str
) -> None:
    ledger, event = LedgerStore(database=database), event_of()
    with program("dawdles", database_url) as dawdling:
        assert dawdling.stdout is not None
        assert dawdling.stdout.readline() == "written\n"
        dawdling.kill()

    ledger.append(event)

    with Registry(database=database).change() as change:
        assert change.people_named(Username("mallory")) == ()
    assert [entry.id for entry in ledger.events()] == [event.id]
