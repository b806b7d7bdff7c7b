"""Access tests in the database, and the part of the world that they are judged by."""

from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from app.domain.access_tests import AccessTest
from app.domain.drafts import Draft
from app.domain.effects import World
from app.storage.admin_tables import access_test
from app.storage.effects import subjects_of, targets_that_move, world_of
from app.storage.engine import Database
from app.storage.rows import ROLES, role_with_account_of
from app.storage.tables import role

_active: Final = access_test.c.disabled_at.is_(None)
_ACTIVE: Final = select(*access_test.c).where(_active).order_by(access_test.c.id)
_THEIR_ROLES: Final = ROLES.where(role.c.id.in_(select(access_test.c.role_id).where(_active)))
# Disabled people as well: what is mapped to one of them shows when it is mapped, not when they are enabled.
_THEIR_PEOPLE: Final = select(access_test.c.person_id).where(_active).distinct()


class AccessTestStore:
    """Reads the tests and what they are judged by."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def tests_and_world(self, draft: Draft | None = None) -> tuple[tuple[AccessTest, ...], World]:
        """Return every test that is not disabled, and what decides them; raises StorageUnavailable."""
        with self._database.read() as connection:
            return tests_and_world(connection, draft)


def tests_and_world(connection: Connection, draft: Draft | None) -> tuple[tuple[AccessTest, ...], World]:
    """Read likewise within a transaction; a draft adds what it is about to move."""
    tests = tuple(AccessTest(*row) for row in connection.execute(_ACTIVE))
    if not tests:
        return (), World(people=frozenset(), roles=(), mappings=(), members={})
    roles = tuple(role_with_account_of(row) for row in connection.execute(_THEIR_ROLES))
    people = frozenset(connection.execute(_THEIR_PEOPLE).scalars())
    moved = targets_that_move(connection, draft, roles) if draft else set()
    subjects = set(subjects_of(draft)) if draft else set()
    return tests, world_of(connection, people, roles, moved=moved, also=subjects)


def add_test(connection: Connection, test: AccessTest) -> None:
    """Add a test within a change."""
    columns: dict[str, Any] = {column.name: getattr(test, column.name) for column in access_test.c}
    connection.execute(insert(access_test), columns)


def find_test(connection: Connection, id_: UUID) -> AccessTest | None:
    """Return a test, disabled or not."""
    row = connection.execute(select(*access_test.c).where(access_test.c.id == id_)).one_or_none()
    return None if row is None else AccessTest(*row)


def disable_test(connection: Connection, id_: UUID, at: datetime) -> None:
    """Disable a test within a change."""
    connection.execute(update(access_test).where(access_test.c.id == id_, _active), {"disabled_at": at})
