"""The bearer tokens of directories in the database, by their hashes."""

import hmac
from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, insert, select, update

from app.domain.provisioning import ScimToken
from app.storage.changes import Change
from app.storage.engine import Database
from app.storage.provisioning_tables import scim_token
from app.storage.types import UtcDateTime

_LIVE: Final[Select[Any]] = select(
    scim_token.c.id, scim_token.c.source, scim_token.c.made_at, scim_token.c.last_used_at, scim_token.c.token_hash
).where(scim_token.c.revoked_at.is_(None))
_BY_HASH: Final = _LIVE.where(scim_token.c.token_hash == bindparam("token_hash"))
_TOUCH: Final = (
    update(scim_token)
    .where(scim_token.c.id == bindparam("which"))
    .values(last_used_at=bindparam("seen", type_=UtcDateTime))
)


class TokenChange(Change):
    """A change of tokens."""

    def tokens_of(self, source: str) -> tuple[ScimToken, ...]:
        """Return the tokens of a directory that are not revoked."""
        found = self._connection.execute(_LIVE.where(scim_token.c.source == source).order_by(scim_token.c.id))
        return tuple(_token_of(row) for row in found)

    def find_token(self, token_id: UUID) -> ScimToken | None:
        """Return a token that is not revoked."""
        row = self._connection.execute(_LIVE.where(scim_token.c.id == token_id)).one_or_none()
        return None if row is None else _token_of(row)

    def add_token(self, token: ScimToken, token_hash: str) -> None:
        """Add a token."""
        columns = {"id": token.id, "source": token.source, "made_at": token.made_at, "token_hash": token_hash}
        self._connection.execute(insert(scim_token), columns)

    def revoke_token(self, token_id: UUID, at: datetime) -> None:
        """Let a token count no more."""
        self._connection.execute(update(scim_token).where(scim_token.c.id == token_id), {"revoked_at": at})


class ScimTokenStore:
    """Reads tokens."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, token_hash: str) -> ScimToken | None:
        """Return the token of a hash; raises StorageUnavailable.

        How long an index takes may tell how a hash begins, and nobody can choose theirs; the rest is compared in
        constant time.
        """
        with self._database.read() as connection:
            row = connection.execute(_BY_HASH, {"token_hash": token_hash}).one_or_none()
        if row is None or not hmac.compare_digest(row.token_hash, token_hash):
            return None
        return _token_of(row)

    def of(self, source: str) -> tuple[ScimToken, ...]:
        """Return the tokens of a directory; raises StorageUnavailable."""
        with self._database.read() as connection:
            return TokenChange(connection=connection).tokens_of(source)

    def touch(self, token_id: UUID, at: datetime) -> None:
        """Note when a token was used; raises StorageUnavailable."""
        with self._database.write() as connection:
            connection.execute(_TOUCH, {"which": token_id, "seen": at})


def _token_of(row: Row[Any]) -> ScimToken:
    return ScimToken(row.id, row.source, row.made_at, row.last_used_at)
