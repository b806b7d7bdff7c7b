"""Which run of background tests has a role."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import Id, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add one table; nothing that is there changes."""
    op.create_table(
        "role_test_claim",
        sa.Column("role_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("role_id", name="pk_role_test_claim"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="fk_role_test_claim_role_id"),
    )
