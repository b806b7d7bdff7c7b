"""The database: a place to read in one consistent transaction, and to write in one transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from app.domain.refusals import StorageUnavailable
from app.domain.sources import ONLY_LOCAL, Sources
from app.storage import postgres, sqlite
from app.storage.counting import SOURCES
from app.storage.failures import UnusableDatabase, in_words


class Database:
    """One engine of one process. Building it connects to nothing.

    `sources` are those whose memberships and web sessions count, for everything that is read through it.
    """

    def __init__(self, *, url: str, threads: int = 32, sources: Sources = ONLY_LOCAL) -> None:
        parsed = parsed_url(url)
        self.sources = sources
        self.is_postgresql = parsed.get_backend_name() == "postgresql"
        self._engine: Engine
        self._reader: Engine
        self._writer: Engine
        self._decider: Engine
        self._turns = threading.Lock()
        if self.is_postgresql:
            self._engine = _counting(postgres.serving_engine(parsed, threads=threads), sources)
            # A reader sees one moment, however many statements it takes.
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._writer = self._engine
            self._decider = self._engine.execution_options(isolation_level="REPEATABLE READ")
        else:
            self._engine = _counting(sqlite.serving_engine(parsed, threads=threads), sources)
            self._reader = self._engine
            self._writer = self._decider = self._engine.execution_options(**{sqlite.WRITES: True})

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one moment; raises StorageUnavailable."""
        with in_words(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self, *, sees_one_moment: bool = False) -> Iterator[Connection]:
        """Give a connection in one transaction, committed at the end; raises StorageUnavailable, then nothing is.

        `sees_one_moment` is for what is read in it; on SQLite, where nobody else writes meanwhile, it always does.
        """
        engine = self._decider if sees_one_moment else self._writer
        with in_words(), self._one_writer(), engine.begin() as connection:
            yield connection

    def dispose_after_fork(self) -> None:
        """Forget the connections inherited from the parent process, without closing them under its feet."""
        self._turns = threading.Lock()
        self._engine.dispose(close=False)

    def close(self) -> None:
        """Close every idle connection."""
        self._engine.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Let the threads of this process queue here: in SQLite's own queue they would sleep and poll."""
        if self.is_postgresql:
            yield
            return
        if not self._turns.acquire(timeout=sqlite.BUSY_SECONDS):
            raise StorageUnavailable
        try:
            yield
        finally:
            self._turns.release()


def _counting(engine: Engine, sources: Sources) -> Engine:
    return engine.execution_options(**{SOURCES: sources})


def parsed_url(url: str) -> URL:
    """Read a database's address; raises UnusableDatabase, which does not repeat it: there is a password in it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise UnusableDatabase(reason="it is not an address") from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"postgresql+psycopg", "sqlite"}:
        raise UnusableDatabase(reason="it is neither sqlite:///… nor postgresql://…")
    return parsed
