"""A portal to attack: in this process, on a database of its own, with the settings of its way in."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from app import logs
from app.domain.ledger import StoredEvent
from app.factory import create_app
from app.joints.records import database_of
from app.settings import Settings, load
from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from app.storage.upgrade import upgrade

PUBLIC_URL: Final = "http://localhost:8000"


class Portal:
    """One portal; each visit to it is from an address of its own, for the limits for one address are another matter."""

    def __init__(self, app: Flask, database: Database) -> None:
        self._app = app
        self._ledger = LedgerStore(database=database)
        self._last: UUID | None = None
        self._visits = 0

    def visit(self) -> FlaskClient:
        """Return a browser that has never been here."""
        self._visits += 1
        client = self._app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.{self._visits >> 16}.{self._visits >> 8 & 255}.{self._visits & 255}"
        return client

    def new_entries(self) -> list[StoredEvent]:
        """Return what the ledger has since this was asked last."""
        entries = list(self._ledger.events(after=self._last))
        self._last = entries[-1].id if entries else self._last
        return entries


def causes_in(entries: list[StoredEvent]) -> tuple[str, ...]:
    """Return why sign-ins were refused."""
    return tuple(str(entry.parsed_body()["cause"]) for entry in entries if entry.action == "sign-in:refused")


def has_begun(entries: list[StoredEvent]) -> bool:
    """Say whether somebody was let in."""
    return any(entry.action == "web-session:begun" for entry in entries)


@cache
def _migrated() -> bytes:
    """Return an empty database with the newest schema: made once in a process, for it takes time."""
    with TemporaryDirectory(prefix="doorstep-migrated-") as folder:
        path = Path(folder) / "doorstep.db"
        upgrade(f"sqlite:///{path}", lambda _line: None)
        return path.read_bytes()


@contextmanager
def portal_in(folder: Path, settings: Mapping[str, str]) -> Iterator[Portal]:
    """Run a portal with its database and its log in that folder; its settings go when it does."""
    before = dict(os.environ)
    (folder / "doorstep.db").write_bytes(_migrated())
    database_url = f"sqlite:///{folder / 'doorstep.db'}"
    os.environ.update({**_OURS, **settings, "DOORSTEP_DATABASE_URL": database_url})
    with (folder / "log").open("w") as log:
        logs.configure(stream=log)
        read = load(Settings)
        database = database_of(read)
        yield Portal(create_app(read, database=database), database)
        database.close()
    os.environ.clear()
    os.environ.update(before)


_OURS: Final = {
    "DOORSTEP_SECRET_KEY": "only for hostile inputs, and nothing else",
    "DOORSTEP_PUBLIC_URL": PUBLIC_URL,
    "DOORSTEP_AWS_REGIONS": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_EC2_METADATA_DISABLED": "true",
}
