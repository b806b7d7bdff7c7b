"""Discoveries, and the accounts that each of them found."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import CanonicalJson, Id, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables; nothing that is there changes."""
    op.create_table(
        "discovery",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("settings", CanonicalJson, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", CanonicalJson, nullable=False),
        sa.Column("not_before", UtcDateTime),
        sa.Column("claim", Id),
        sa.Column("claimed_until", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_discovery"),
        sa.CheckConstraint(
            "actor_kind IN ('person', 'operator', 'portal', 'anonymous')", name=op.f("ck_discovery_actor_kind")
        ),
        sa.CheckConstraint("state IN ('listing', 'scanning', 'ended', 'failed')", name=op.f("ck_discovery_state")),
    )
    op.create_table(
        "discovery_account",
        sa.Column("discovery_id", Id, nullable=False),
        sa.Column("account_id", sa.String(12), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tags", CanonicalJson, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", CanonicalJson, nullable=False),
        sa.Column("not_before", UtcDateTime),
        sa.Column("claim", Id),
        sa.Column("claimed_until", UtcDateTime),
        sa.PrimaryKeyConstraint("discovery_id", "account_id", name="pk_discovery_account"),
        sa.ForeignKeyConstraint(["discovery_id"], ["discovery.id"], name="fk_discovery_account_discovery_id"),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'failed', 'skipped')", name=op.f("ck_discovery_account_state")
        ),
    )
    op.create_index(
        "ix_discovery_account_discovery_id_state_account_id",
        "discovery_account",
        ["discovery_id", "state", "account_id"],
    )
