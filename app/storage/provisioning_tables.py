"""The tables of SCIM: what directories say of people and groups, and the tokens with which they call."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from app.storage.table_parts import metadata
from app.storage.types import CanonicalJson, Id, UtcDateTime

# Deleted is hidden from the directory. The `key` is the name as it is compared; nobody may have that of somebody live.
scim_user: Final = Table(
    "scim_user",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("external_id", Text),
    Column("said", CanonicalJson, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("deactivated_at", UtcDateTime),
    Column("deleted_at", UtcDateTime),
    Unique("person_id", "source"),
    Index(None, "source", "key"),
    Index(None, "source", "external_id"),
)

scim_group: Final = Table(
    "scim_group",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("group_id", ForeignKey("group.id"), nullable=False, unique=True),
    Column("key", Text, nullable=False),
    Column("external_id", Text),
    Column("said", CanonicalJson, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime),
    Index(None, "source", "key"),
    Index(None, "source", "external_id"),
)

scim_token: Final = Table(
    "scim_token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    CheckConstraint("length(token_hash) = 64", name="token_hash"),
)
