"""Break-glass accounts, their uses, and the notices that tell of them."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import CanonicalJson, Id, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add four tables; nothing that is there changes."""
    op.create_table(
        "notice",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("facts", CanonicalJson, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_table(
        "notice_delivery",
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("sent_at", UtcDateTime),
        sa.Column("tried_at", UtcDateTime),
        sa.Column("problem", sa.Text),
        sa.PrimaryKeyConstraint("notice_id", "channel", name="pk_notice_delivery"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_notice_delivery_notice_id"),
    )
    op.create_index("ix_notice_delivery_sent_at", "notice_delivery", ["sent_at"])
    op.create_table(
        "break_glass_account",
        sa.Column("identity_id", Id, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("sealed_at", UtcDateTime),
        sa.Column("retired_at", UtcDateTime),
        sa.PrimaryKeyConstraint("identity_id", name="pk_break_glass_account"),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name="fk_break_glass_account_identity_id"),
    )
    op.create_table(
        "break_glass_use",
        sa.Column("id", Id, nullable=False),
        sa.Column("identity_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("is_drill", sa.Boolean, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("reviewed_at", UtcDateTime),
        sa.Column("reviewed_by", Id),
        sa.Column("review", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_break_glass_use"),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name="fk_break_glass_use_identity_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_break_glass_use_notice_id"),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name="fk_break_glass_use_reviewed_by"),
    )
    op.create_index("ix_break_glass_use_reviewed_at", "break_glass_use", ["reviewed_at"])
