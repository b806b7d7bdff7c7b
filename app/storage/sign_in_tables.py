"""The tables of signing in: what has been begun and not completed yet."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, String, Table, Text

from app.storage.table_parts import metadata
from app.storage.types import CanonicalJson, UtcDateTime

# By the SHA-256 of a token that only the browser has which began it.
challenge: Final = Table(
    "challenge",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("body", CanonicalJson, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    CheckConstraint("length(id_hash) = 64", name="id_hash"),
)
