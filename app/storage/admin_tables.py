"""The tables of the admin pages: selectors, proposals, access tests and settings."""

from typing import Final, get_args

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from app.domain.drafts import ProposalState
from app.storage.table_parts import ACTOR_KINDS, metadata, one_of
from app.storage.types import CanonicalJson, Id, UtcDateTime

# A selector never changes: versions of mappings refer to it. The fingerprint keeps equal ones from being there twice.
selector: Final = Table(
    "selector",
    metadata,
    Column("id", Id, primary_key=True),
    Column("pattern", String(64), nullable=False),
    Column("accounts", CanonicalJson, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Unique("fingerprint"),
)

# Which roles a selector stands for: an index, kept in the transaction of each change that moves it. Decisions judge the
# selector itself once more.
selector_role: Final = Table(
    "selector_role",
    metadata,
    Column("selector_id", ForeignKey("selector.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
    Index(None, "role_id", "selector_id"),
)

proposal: Final = Table(
    "proposal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by_kind", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", CanonicalJson, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("decided_at", UtcDateTime),
    Column("decided_by_kind", Text),
    Column("decided_by", Text),
    Column("decision_reason", Text),
    one_of("state", get_args(ProposalState)),
    one_of("made_by_kind", ACTOR_KINDS),
)

access_test: Final = Table(
    "access_test",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("role_id", ForeignKey("role.id"), nullable=False, index=True),
    Column("expected", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Index(None, "person_id", "role_id"),
)

portal_setting: Final = Table(
    "portal_setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", CanonicalJson, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    one_of("actor_kind", ACTOR_KINDS),
)
