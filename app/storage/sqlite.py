"""SQLite as we run it: write-ahead log, every commit on the disk, one writer at a time, on a local disk only."""

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event

from app.storage.failures import DatabaseFileMissing, UnusableDatabase, hide_values

BUSY_SECONDS: Final = 5.0
_UPGRADE_SECONDS: Final = 60.0
WRITES: Final = "doorstep_writes"
# The write-ahead log needs memory that all processes share. Source: https://www.sqlite.org/wal.html, section 1.
NETWORK_FILE_SYSTEMS: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.ceph", "glusterfs", "fuse.glusterfs"}
    | {"fuse.sshfs", "lustre", "ocfs2", "gfs2", "beegfs"}
)
_MOUNTS: Final = Path("/proc/self/mountinfo")


def serving_engine(url: URL, *, threads: int) -> Engine:
    """Make the engine that serves: it never creates a file, so that a wrong path is seen at once."""
    path = database_file(url)
    engine = create_engine(
        "sqlite://",
        creator=partial(_connect, path),
        poolclass=QueuePool,
        pool_size=threads,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    hide_values(engine)
    return engine


def migrating_engine(url: URL) -> Engine:
    """Make the engine that creates the file and changes its tables: foreign keys are checked after, not during."""
    path = database_file(url)
    _create_private(path)
    creator = partial(_connect, path, foreign_keys=False, timeout=_UPGRADE_SECONDS)
    engine = create_engine("sqlite://", creator=creator, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    hide_values(engine)
    return engine.execution_options(**{WRITES: True})


def database_file(url: URL, *, mounts: Path = _MOUNTS) -> Path:
    """Return the path of the database; raises UnusableDatabase for memory, for options, and for a network disk."""
    if not url.database or url.database == ":memory:" or url.query:
        raise UnusableDatabase(reason="a SQLite database is a file, named without options")
    path = Path(url.database).resolve()
    kind = file_system_of(path, mounts.read_text() if mounts.exists() else "")
    if kind in NETWORK_FILE_SYSTEMS:
        raise UnusableDatabase(reason=f"{path} is on a network file system ({kind})")
    return path


def file_system_of(path: Path, mounts: str) -> str | None:
    """Return the type of the file system that holds the path, by the lines of /proc/self/mountinfo."""
    found, depth = None, -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        # The kernel writes blanks and the like in octal.
        mount = Path(before.split()[4].encode().decode("unicode_escape"))
        # Of two mounts at one place the later one covers the earlier.
        if path.is_relative_to(mount) and len(mount.parts) >= depth:
            found, depth = after.split()[0], len(mount.parts)
    return found


def _connect(path: Path, *, foreign_keys: bool = True, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    if not path.exists():
        raise DatabaseFileMissing
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        timeout=timeout,
        # We say BEGIN ourselves; and the pool hands a connection to one thread at a time.
        isolation_level=None,
        check_same_thread=False,
    )
    (journal_mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if journal_mode != "wal":
        connection.close()
        raise UnusableDatabase(reason="SQLite cannot keep a write-ahead log there")
    connection.execute("PRAGMA synchronous = FULL")
    # In KiB: the system holds the file in memory once for all, and every thread's connection kept 2 MB of it again.
    connection.execute("PRAGMA cache_size = -512")
    connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
    # So that INSERT OR REPLACE meets the triggers against DELETE.
    connection.execute("PRAGMA recursive_triggers = ON")
    # For searching: its own lower() leaves every letter outside ASCII as it is.
    connection.create_function("unicode_lower", 1, str.lower, deterministic=True)
    return connection


def _begin(connection: Connection) -> None:
    """Begin at once as the writer, or as a reader: a reader that turns into a writer would fail instead of wait."""
    writes = connection.get_execution_options().get(WRITES, False)
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - for the type checker; the creator above makes no other
    raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _create_private(path: Path) -> None:
    """Create the file for its owner alone; SQLite gives the same rights to the files beside it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise UnusableDatabase(reason=f"{path}: {error.strerror}") from error
