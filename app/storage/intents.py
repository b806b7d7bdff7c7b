"""A click's decision and its intent, in one transaction: nothing that is taken away can slip in between."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection

from app.domain.access import AccessFacts
from app.domain.arns import RoleArn
from app.domain.clicks import Intent
from app.storage.access import read_facts
from app.storage.engine import Database
from app.storage.ledger import insert_events, write_with_entries


class IntentStore:
    """Writes down what a click is about to do, decided on what holds at that very moment."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def write(self, person_id: UUID, role_arn: RoleArn, decide: Callable[[AccessFacts], Intent]) -> Intent:
        """Read the facts, let `decide` decide, and write its entries; raises StorageUnavailable, and none is written.

        `decide` may run twice, and must not wait for anything: on SQLite nobody else writes meanwhile.
        """

        def decide_and_write(connection: Connection) -> Intent:
            intent = decide(read_facts(connection, person_id, role_arn))
            insert_events(connection, *intent.entries)
            return intent

        return write_with_entries(self._database, decide_and_write, sees_one_moment=True)
