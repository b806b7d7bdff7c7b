"""The tables of signing in: what has been begun, and what local accounts have beside their passwords."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from app.storage.table_parts import metadata
from app.storage.types import CanonicalJson, Id, UtcDateTime

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

# One authenticator app an account; its secret is sealed.
totp: Final = Table(
    "totp",
    metadata,
    Column("identity_id", ForeignKey("identity.id"), primary_key=True),
    Column("sealed_secret", Text, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

recovery_code: Final = Table(
    "recovery_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("identity_id", ForeignKey("identity.id"), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Unique("identity_id", "code_hash"),
    CheckConstraint("length(code_hash) = 64", name="code_hash"),
)

# Credential ids are chosen by the device, and are good for one account at most.
passkey: Final = Table(
    "passkey",
    metadata,
    Column("id", Id, primary_key=True),
    Column("identity_id", ForeignKey("identity.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("transports", CanonicalJson, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
)
