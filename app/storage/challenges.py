"""Challenges in the database: put down by whoever begins a proof, and taken up once, by whichever process."""

from datetime import datetime
from typing import Any, Final, cast  # Any: the columns of a row

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from app.domain.challenges import Challenge, Purpose
from app.domain.ledger import Plain
from app.storage.engine import Database
from app.storage.sign_in_tables import challenge
from app.storage.types import UtcDateTime
from app.storage.upserts import insert_on

# Whoever else deletes at the same time takes other rows: nobody waits, nobody deadlocks.
_FORGET_OLD: Final = delete(challenge).where(
    challenge.c.id_hash.in_(
        select(challenge.c.id_hash)
        .where(challenge.c.expires_at <= bindparam("now", type_=UtcDateTime))
        .order_by(challenge.c.expires_at)
        .limit(1000)
        .with_for_update(skip_locked=True)
    )
)
_FIND: Final = select(challenge.c.body, challenge.c.expires_at).where(
    challenge.c.id_hash == bindparam("token_hash"), challenge.c.purpose == bindparam("for")
)
_TAKE: Final = (
    delete(challenge)
    .where(challenge.c.id_hash == bindparam("token_hash"), challenge.c.purpose == bindparam("for"))
    .returning(challenge.c.body, challenge.c.expires_at)
)


class ChallengeStore:
    """Keeps what was begun by the hash of a token; the token itself never comes here."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def put(self, begun: Challenge, *, token_hash: str, at: datetime) -> None:
        """Keep a challenge, and forget those that have expired; raises StorageUnavailable."""
        columns = {"purpose": begun.purpose, "body": dict(begun.body), "expires_at": begun.expires_at}
        with self._database.write() as connection:
            connection.execute(_FORGET_OLD, {"now": at})
            connection.execute(insert(challenge), {"id_hash": token_hash, **columns})

    def find(self, purpose: Purpose, *, token_hash: str, at: datetime) -> Challenge | None:
        """Return a challenge that can still be taken, and leave it there; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(_FIND, {"token_hash": token_hash, "for": purpose}).one_or_none()
        return _unless_expired(row, purpose, at)

    def take(self, purpose: Purpose, *, token_hash: str, at: datetime) -> Challenge | None:
        """Take a challenge away and return it, once; None if there is none, or it has expired.

        Raises StorageUnavailable.
        """
        with self._database.write() as connection:
            row = connection.execute(_TAKE, {"token_hash": token_hash, "for": purpose}).one_or_none()
        return _unless_expired(row, purpose, at)

    def use(self, purpose: Purpose, *, token_hash: str, until: datetime) -> bool:
        """Remember until then that a token was used, and say if that was the first time; raises StorageUnavailable."""
        with self._database.write() as connection:
            return is_first_use(connection, purpose, token_hash=token_hash, until=until)


def is_first_use(connection: Connection, purpose: Purpose, *, token_hash: str, until: datetime) -> bool:
    """Say whether this is the first to use a token: of two at once one waits for the other's row."""
    used = {"id_hash": token_hash, "purpose": purpose, "body": {}, "expires_at": until}
    first = insert_on(connection, challenge).values(used).on_conflict_do_nothing().returning(challenge.c.id_hash)
    return connection.execute(first).first() is not None


def _unless_expired(row: Row[Any, Any] | None, purpose: Purpose, at: datetime) -> Challenge | None:
    if row is None or row.expires_at <= at:
        return None
    return Challenge(purpose=purpose, body=cast("dict[str, Plain]", row.body), expires_at=row.expires_at)
