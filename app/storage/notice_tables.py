"""The tables of break glass, and of the notices that tell of it."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Table, Text

from app.storage.table_parts import metadata
from app.storage.types import CanonicalJson, Id, UtcDateTime

# Local accounts for when nothing else works. Sealed: used once, and not unsealed since. Retired: one like others again.
break_glass_account: Final = Table(
    "break_glass_account",
    metadata,
    Column("identity_id", ForeignKey("identity.id"), primary_key=True),
    Column("added_at", UtcDateTime, nullable=False),
    Column("sealed_at", UtcDateTime),
    Column("retired_at", UtcDateTime),
)

break_glass_use: Final = Table(
    "break_glass_use",
    metadata,
    Column("id", Id, primary_key=True),
    Column("identity_id", ForeignKey("identity.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_drill", Boolean, nullable=False),
    Column("address", Text),
    Column("notice_id", ForeignKey("notice.id"), nullable=False),
    Column("reviewed_at", UtcDateTime, index=True),
    Column("reviewed_by", ForeignKey("person.id")),
    Column("review", Text),
)

notice: Final = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("facts", CanonicalJson, nullable=False),
)

notice_delivery: Final = Table(
    "notice_delivery",
    metadata,
    Column("notice_id", ForeignKey("notice.id"), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("sent_at", UtcDateTime, index=True),
    Column("tried_at", UtcDateTime),
    Column("problem", Text),
)
