"""What somebody has begun in order to sign in, or to prove more."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import CanonicalJson, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add one table; nothing that is there changes."""
    op.create_table(
        "challenge",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("body", CanonicalJson, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_challenge"),
        sa.CheckConstraint("length(id_hash) = 64", name=op.f("ck_challenge_id_hash")),
    )
    op.create_index("ix_challenge_expires_at", "challenge", ["expires_at"])
