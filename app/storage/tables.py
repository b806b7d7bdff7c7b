"""The tables, laid out for everything that is to come: identifiers are UUIDv7, names are attributes."""

from typing import Final, get_args

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.schema import SchemaItem

from app.domain.accounts import COLOURS
from app.domain.mappings import Effect, SubjectKind, TargetKind
from app.storage.table_parts import ACTOR_KINDS, OUTCOMES, metadata, one_of
from app.storage.types import CanonicalJson, Id, UtcDateTime

DENIES: Final = text("effect = 'deny'")

person: Final = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", Text, nullable=False, index=True),
    Column("display_name", Text, nullable=False),
    Column("email", Text),
    Column("role_session_name", String(64), nullable=False),
    Column("disabled_at", UtcDateTime),
    Unique("role_session_name"),
)

identity: Final = Table(
    "identity",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Unique("issuer", "subject"),
)

local_password: Final = Table(
    "local_password",
    metadata,
    Column("identity_id", ForeignKey("identity.id"), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

sign_in_attempt: Final = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Index(None, "key", "at"),
)

group: Final = Table(
    "group",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("name", Text, nullable=False, index=True),
    Column("disabled_at", UtcDateTime),
    Unique("source", "external_id"),
)

membership: Final = Table(
    "membership",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("group_id", ForeignKey("group.id"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    # Two sources may know the same membership, and each may stop to.
    Unique("person_id", "group_id", "source"),
)


def _freshness_columns() -> tuple[SchemaItem, ...]:
    """Make the columns that say how fresh a proof, and a provider's word, have to be; empty where they need not."""
    return (
        Column("proof_minutes", Integer),
        Column("groups_hold_hours", Integer),
        CheckConstraint("proof_minutes BETWEEN 1 AND 480", name="proof_minutes"),
        CheckConstraint("groups_hold_hours BETWEEN 1 AND 12", name="groups_hold_hours"),
    )


account: Final = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("partition", Text, nullable=False),
    Column("account_id", String(12), nullable=False),
    Column("name", Text, nullable=False, index=True),
    Column("description", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("tags", CanonicalJson, nullable=False),
    Column("sensitive", Boolean, nullable=False),
    Column("default_region", Text),
    Column("version", Integer, nullable=False),
    Column("disabled_at", UtcDateTime),
    *_freshness_columns(),
    Unique("partition", "account_id"),
    CheckConstraint("length(account_id) = 12 AND ltrim(account_id, '0123456789') = ''", name="account_id"),
    one_of("colour", COLOURS),
)

role: Final = Table(
    "role",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_row_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("role_arn", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("external_id", Text),
    Column("max_console_duration", Integer, nullable=False),
    Column("source_identity", Boolean, nullable=False),
    Column("session_tags", Boolean, nullable=False),
    Column("default_destination", Text),
    Column("disabled_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    *_freshness_columns(),
    Unique("role_arn"),
    CheckConstraint("max_console_duration BETWEEN 900 AND 43200 AND max_console_duration % 900 = 0", name="duration"),
)

mapping: Final = Table(
    "mapping",
    metadata,
    Column("id", Id, primary_key=True),
    Column("effect", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("target_kind", Text, nullable=False),
    # A role's id as text, or the name of a part of the portal: hence no foreign key.
    Column("target_id", String(36), nullable=False),
    Column("conditions", CanonicalJson, nullable=False),
    Column("valid_from", UtcDateTime),
    Column("valid_until", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    one_of("effect", get_args(Effect)),
    one_of("subject_kind", get_args(SubjectKind)),
    one_of("target_kind", get_args(TargetKind)),
    # One click asks for one subject and one target; the second index answers who may open a role.
    Index(None, "subject_id", "target_kind", "target_id"),
    Index(None, "target_kind", "target_id"),
    # Every click reads the denying selectors of all its subjects: they are few, and not looked for among the others.
    # It holds nothing else, as its migration says: said here, it would load the dialects of both databases.
    Index("ix_mapping_denying", "subject_id", "target_kind"),
)


def _versions_of(table: Table, reference: str) -> Table:
    """Make the table of every value that a row ever held; its rows are added and never changed."""
    return Table(
        f"{table.name}_version",
        metadata,
        Column("id", Id, primary_key=True),
        Column(reference, ForeignKey(f"{table.name}.id"), nullable=False),
        Column("version", Integer, nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("actor_kind", Text, nullable=False),
        Column("actor_id", Text, nullable=False),
        Column("reason", Text),
        Column("body", CanonicalJson, nullable=False),
        Unique(reference, "version"),
        one_of("actor_kind", ACTOR_KINDS),
    )


account_version: Final = _versions_of(account, "account_row_id")
role_version: Final = _versions_of(role, "role_id")
mapping_version: Final = _versions_of(mapping, "mapping_id")

web_session: Final = Table(
    "web_session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("id_hash", String(64), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("identity_id", ForeignKey("identity.id"), nullable=False, index=True),
    Column("proofs", CanonicalJson, nullable=False),
    Column("provider_sid", Text, index=True),
    Column("csrf_secret", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("address", Text),
    Column("user_agent", Text),
    Column("revoked_at", UtcDateTime),
    Unique("id_hash"),
    CheckConstraint("length(id_hash) = 64", name="id_hash"),
)

# No foreign keys: an entry outlives what it speaks of, and a click takes no lock on a person's or a role's row.
ledger_event: Final = Table(
    "ledger_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("click_id", Id, index=True),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("person_id", Id),
    Column("role_arn", Text),
    Column("account_id", String(12)),
    Column("mapping_id", Id),
    Column("mapping_version", Integer),
    Column("access_key_id", Text, index=True),
    Column("address", Text),
    Column("body", Text, nullable=False),
    one_of("outcome", OUTCOMES),
    one_of("actor_kind", ACTOR_KINDS),
    # Each filter of the ledger pages reads backwards from the newest entry.
    Index(None, "person_id", "id"),
    Index(None, "role_arn", "id"),
    Index(None, "account_id", "id"),
    Index(None, "action", "id"),
    Index(None, "mapping_id", "id"),
    # On PostgreSQL it is kept by months, partitioned by id: likewise said in its migration.
    Index(None, "outcome", "id"),
)
