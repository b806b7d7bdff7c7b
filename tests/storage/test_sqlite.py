"""SQLite as we run it: where it may live, what every connection is set to, and who waits for whom."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.domain.refusals import StorageUnavailable
from app.storage import sqlite
from app.storage.engine import Database
from app.storage.failures import UnusableDatabase
from app.storage.ledger import LedgerStore
from app.storage.upgrade import upgrade
from tests.storage.company import event_of
from tests.storage.databases import file_of, opened, program, quietly

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:40 / /srv rw shared:9 - nfs4 filer:/srv rw
41 40 254:1 / /srv/local\\040disk rw shared:9 - ext4 /dev/vdb rw
42 22 0:41 / /mnt rw shared:9 - ext4 /dev/vdc rw
43 22 0:42 / /mnt rw shared:9 - cifs //filer/mnt rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/doorstep/doorstep.sqlite", "ext4"),
        ("/srv/doorstep.sqlite", "nfs4"),
        ("/srv/local disk/doorstep.sqlite", "ext4"),
        ("/srvx/doorstep.sqlite", "ext4"),
        ("/mnt/doorstep.sqlite", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert sqlite.file_system_of(Path(path), MOUNTS) == kind


def test_without_a_list_of_mounts_nothing_is_known() -> None:
    assert sqlite.file_system_of(Path("/srv/doorstep.sqlite"), "") is None


def test_a_network_disk_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)

    with pytest.raises(UnusableDatabase, match=r"/srv/x.sqlite is on a network file system \(nfs4\)"):
        sqlite.database_file(make_url("sqlite:////srv/x.sqlite"), mounts=mounts)


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///a?mode=ro", "mysql://a/b", "doorstep.sqlite", "postgresql://a:x/b"],
)
def test_an_address_that_cannot_be_kept_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UnusableDatabase) as refusal:
        Database(url=url)

    assert url not in str(refusal.value)


@pytest.mark.parametrize("url", ["postgresql://u:p@127.0.0.1/d", "postgresql+psycopg://u:p@127.0.0.1/d"])
def test_both_ways_to_write_postgresql_are_read(url: str) -> None:
    assert Database(url=url).is_postgresql


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("busy_timeout", 5000),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
    ],
)
def test_every_connection_is_set_up(sqlite_url: str, pragma: str, value: object) -> None:
    with opened(sqlite_url) as database, database.read() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_serving_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "mistyped.sqlite"

    with opened(f"sqlite:///{path}") as database, pytest.raises(StorageUnavailable), database.read():
        pass

    assert not path.exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match=r"nowhere/x.sqlite: No such file or directory"):
        upgrade(f"sqlite:///{tmp_path}/nowhere/x.sqlite", quietly)


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear reader, " * 1000)

    with opened(f"sqlite:///{path}") as database, pytest.raises(StorageUnavailable), database.read():
        pass


def test_a_file_without_a_write_ahead_log_is_refused(sqlite_url: str) -> None:
    # Who holds the file in another journal mode keeps us from changing it.
    holder = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    holder.execute("PRAGMA journal_mode = DELETE")
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")

    with opened(sqlite_url) as database, pytest.raises(StorageUnavailable), database.read():
        pass

    holder.close()


def test_a_reader_sees_one_moment_while_others_write(sqlite_url: str) -> None:
    with opened(sqlite_url) as database:
        ledger = LedgerStore(database=database)
        with database.read() as reader:
            before = reader.exec_driver_sql("SELECT count(*) FROM ledger_event").scalar_one()
            ledger.append(event_of())
            after = reader.exec_driver_sql("SELECT count(*) FROM ledger_event").scalar_one()

        assert (before, after, len(list(ledger.events()))) == (0, 0, 1)


def test_a_reader_cannot_become_a_writer(sqlite_url: str) -> None:
    with opened(sqlite_url) as database:
        with database.write() as writer, pytest.raises(StorageUnavailable), database.read() as reader:
            writer.exec_driver_sql("DELETE FROM sign_in_attempt")
            reader.exec_driver_sql("DELETE FROM sign_in_attempt")

        assert list(LedgerStore(database=database).events()) == []


def test_who_waits_too_long_for_another_process_is_told_so(sqlite_url: str) -> None:
    other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()

    with opened(sqlite_url) as database:
        ledger = LedgerStore(database=database)
        with pytest.raises(StorageUnavailable):
            ledger.append(event_of())
        waited = time.monotonic() - begun
        other.close()

        ledger.append(event_of())
        assert len(list(ledger.events())) == 1

    assert waited > 4


def test_who_waits_too_long_for_another_thread_is_told_so(sqlite_url: str) -> None:
    with opened(sqlite_url) as database:
        release, holds = threading.Event(), threading.Event()

        def hold() -> None:
            with database.write():
                holds.set()
                release.wait(20)

        holder = threading.Thread(target=hold)
        holder.start()
        holds.wait(5)
        with pytest.raises(StorageUnavailable):
            LedgerStore(database=database).append(event_of())
        release.set()
        holder.join()

        LedgerStore(database=database).append(event_of())
        assert len(list(LedgerStore(database=database).events())) == 1


def test_after_a_fork_the_child_opens_connections_of_its_own(sqlite_url: str) -> None:
    with program("forks", sqlite_url) as running:
        running.wait(30)

    assert running.returncode == 7


def test_a_full_disk_is_unavailable_and_loses_nothing_that_was_confirmed(sqlite_url: str) -> None:
    with program("fills_its_disk", sqlite_url) as running:
        output, _ = running.communicate(timeout=60)

    with opened(sqlite_url) as database:
        stored = [str(entry.id) for entry in LedgerStore(database=database).events()]
    confirmed, refusal = output.split()[:-1], output.split()[-1]
    assert refusal == "StorageUnavailable"
    assert len(stored) > 10
    assert stored == confirmed
