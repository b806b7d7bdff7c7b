"""What local accounts have beside their passwords."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import Id, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables; nothing that is there changes."""
    op.create_table(
        "totp",
        sa.Column("identity_id", Id, nullable=False),
        sa.Column("sealed_secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("identity_id", name="pk_totp"),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name="fk_totp_identity_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", Id, nullable=False),
        sa.Column("identity_id", Id, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name="fk_recovery_code_identity_id"),
        sa.UniqueConstraint("identity_id", "code_hash", name="uq_recovery_code_identity_id_code_hash"),
        sa.CheckConstraint("length(code_hash) = 64", name=op.f("ck_recovery_code_code_hash")),
    )
