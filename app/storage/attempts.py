"""Tries to sign in, counted across all processes: a try is counted before it is judged."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Delete, bindparam, delete, func, insert, select

from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.tables import sign_in_attempt
from app.storage.types import UtcDateTime

_since: Final = bindparam("since", type_=UtcDateTime)
# Whoever else deletes at the same time takes other rows: nobody waits, nobody deadlocks.
_FORGET_OLD: Final = delete(sign_in_attempt).where(
    sign_in_attempt.c.id.in_(
        select(sign_in_attempt.c.id)
        .where(sign_in_attempt.c.at <= _since)
        .order_by(sign_in_attempt.c.at)
        .limit(1000)
        .with_for_update(skip_locked=True)
    )
)
# The newest tries up to the limit: if there are that many, the last of them has to leave the window first.
_COUNTED: Final = (
    select(sign_in_attempt.c.at)
    .where(sign_in_attempt.c.key == bindparam("key"), sign_in_attempt.c.at > _since)
    .order_by(sign_in_attempt.c.at.desc())
    .limit(bindparam("most"))
)
_LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key"), 0)))


class AttemptStore:
    """Counts tries for each key within a sliding window; all callers use the same window."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def reserve(self, keys: Mapping[str, int], *, at: datetime, window: timedelta) -> int | None:
        """Count a try for every key, if each is under its limit, and return None.

        Otherwise count nothing and return the seconds until there is room for every key. Raises StorageUnavailable.
        """
        since = at - window
        with self._database.write() as connection:
            self._take_turns(connection, keys)
            connection.execute(_FORGET_OLD, {"since": since})
            waits = [_wait(connection, key, most, since) for key, most in keys.items()]
            longest = max((wait for wait in waits if wait is not None), default=None)
            if longest is not None:
                return max(1, math.ceil(longest.total_seconds()))
            connection.execute(insert(sign_in_attempt), [{"id": new_id(), "key": key, "at": at} for key in keys])
        return None

    def forget(self, key: str) -> None:
        """Forget the tries of a key, after one that succeeded; raises StorageUnavailable."""
        with self._database.write() as connection:
            self._take_turns(connection, (key,))
            connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.key == key))

    def give_back(self, key: str) -> None:
        """Forget the newest try of a key, which turned out to be none; raises StorageUnavailable."""
        with self._database.write() as connection:
            self._take_turns(connection, (key,))
            connection.execute(_forget_newest(key))

    def succeed(self, key: str, *, giving_back: str) -> None:
        """Forget the tries of a key, and give one of another back; raises StorageUnavailable.

        One transaction: SQLite has one writer, and waits for the disk at the end of each.
        """
        with self._database.write() as connection:
            self._take_turns(connection, (key, giving_back))
            connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.key == key))
            connection.execute(_forget_newest(giving_back))

    def _take_turns(self, connection: Connection, keys: Mapping[str, int] | tuple[str, ...]) -> None:
        """Let tries of the same key wait for one another; SQLite has one writer anyway."""
        if self._database.is_postgresql:
            for key in sorted(keys):
                connection.execute(_LOCK, {"key": key})


def _forget_newest(key: str) -> Delete:
    newest = select(sign_in_attempt.c.id).where(sign_in_attempt.c.key == key)
    newest = newest.order_by(sign_in_attempt.c.at.desc(), sign_in_attempt.c.id.desc()).limit(1)
    return delete(sign_in_attempt).where(sign_in_attempt.c.id.in_(newest))


def _wait(connection: Connection, key: str, most: int, since: datetime) -> timedelta | None:
    counted = connection.execute(_COUNTED, {"key": key, "since": since, "most": most}).scalars().all()
    return counted[-1] - since if len(counted) >= most else None
