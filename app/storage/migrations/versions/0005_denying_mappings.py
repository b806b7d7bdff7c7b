"""An index of the mappings that deny: every click reads the denying selectors of all its subjects."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DENIES = sa.text("effect = 'deny'")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_mapping_denying",
        "mapping",
        ["subject_id", "target_kind"],
        sqlite_where=DENIES,
        postgresql_where=DENIES,
    )
