"""The last test of each role."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import CanonicalJson, Id, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add one table; nothing that is there changes."""
    op.create_table(
        "role_test",
        sa.Column("role_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("body", CanonicalJson, nullable=False),
        sa.PrimaryKeyConstraint("role_id", name="pk_role_test"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="fk_role_test_role_id"),
        sa.CheckConstraint(
            "actor_kind IN ('person', 'operator', 'portal', 'anonymous')", name=op.f("ck_role_test_actor_kind")
        ),
        sa.CheckConstraint("outcome IN ('passed', 'failed')", name=op.f("ck_role_test_outcome")),
    )
