"""Databases opened as the portal does, and as their owner does, each closed in the end."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from app.domain.sources import Source, Sources
from app.storage.engine import Database

# The one provider that the portal of a test knows, unless it says otherwise.
ACME = Sources((Source("oidc:acme", "https://id.example.com"),))
CHECKOUT = Path(__file__).parents[2]


def quietly(_line: str) -> None:
    """Take a line of an upgrade's report."""


def database_at(url: str, *, threads: int = 32, sources: Sources = ACME) -> Database:
    """A database as the portal has it."""
    return Database(url=url, threads=threads, sources=sources)


@contextmanager
def opened(url: str, *, threads: int = 32, sources: Sources = ACME) -> Iterator[Database]:
    """Open a database as the portal does."""
    database = database_at(url, threads=threads, sources=sources)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def owner_of(url: str) -> Iterator[Connection]:
    """Open a database as its owner, with a client that sets nothing of what ours sets."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that the portal sends."""
    sent: list[str] = []

    def collect(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", collect)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", collect)


def run(url: str, statements: str) -> list[tuple[object, ...]]:
    """Run statements on PostgreSQL as the login of an address; return the rows of the last."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statements.encode())
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []


@contextmanager
def program(name: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run one of the programs beside this file as a process of its own; it is gone in the end."""
    command = [sys.executable, "-m", f"tests.storage.programs.{name}", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    with process:
        try:
            yield process
        finally:
            process.kill()


def file_of(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(make_url(url).database or "")
