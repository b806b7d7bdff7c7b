"""A joined portal, and what a test looks at: pages, ledger, and what AWS heard."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.test import TestResponse

from app.cli.demo import PASSWORD
from app.domain.ledger import StoredEvent
from app.storage.changes import Change
from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from app.storage.registry import Registry
from tests.web.visitor import Visitor

PUBLIC_URL: Final = "http://localhost:8000"
DEVELOPER: Final = "arn:aws:iam::158402936671:role/Developer"
READER: Final = "arn:aws:iam::158402936671:role/DeveloperReadOnly"
WITH_EXTERNAL_ID: Final = "arn:aws:iam::489735269904:role/PaymentsOnCall"
LEGACY: Final = "arn:aws:iam::378624158893:role/LegacyDeploy"
IN_GOVCLOUD: Final = "arn:aws-us-gov:iam::823179603348:role/GovReadOnly"
UNKNOWN: Final = "arn:aws:iam::158402936671:role/NoSuchRole"


class Joined:
    """One portal on its own database."""

    def __init__(self, app: Flask, database: Database, database_file: Path) -> None:
        self.app = app
        self.database = database
        self.database_file = database_file
        self.ledger = LedgerStore(database=database)

    def signed_in(self, username: str) -> "Person":
        """Return somebody who has signed in."""
        visitor = Visitor(self.app, public_url=PUBLIC_URL)
        assert visitor.sign_in(username, PASSWORD).status_code == 303
        return Person(visitor)

    def click_entries(self, answer: TestResponse) -> list[StoredEvent]:
        """Return the entries of the click that was answered, found by the reference that the person sees."""
        reference = answer.headers["X-Request-Id"]
        return [entry for entry in self.ledger.events() if str(entry.click_id) == reference]

    def everything_stored(self) -> str:
        """Return the text of every cell of every table."""
        with sqlite3.connect(self.database_file) as connection:
            return "\n".join(connection.iterdump())

    def changing(self) -> AbstractContextManager[Change]:
        """Open a transaction of the kind in which admins change things."""
        return Registry(database=self.database).change()

    @contextmanager
    def unwritable(self) -> Iterator[None]:
        """Hold the database's one place for a writer, as a stuck process would."""
        connection = sqlite3.connect(self.database_file, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()

    def wait_for_intent(self) -> None:
        """Return as soon as a click has been written down."""
        with sqlite3.connect(self.database_file) as connection:
            while not connection.execute("SELECT 1 FROM ledger_event WHERE action = 'console:requested'").fetchone():
                time.sleep(0.01)


class Person:
    """Somebody who is signed in, and can send any form."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def open(self, role_arn: str, **fields: str) -> TestResponse:
        """Send the form that opens a console, whether or not the page offers it."""
        token = self.visitor.csrf_token()
        return self.visitor.post("/console", {"role_arn": role_arn, "csrf_token": token} | fields)
