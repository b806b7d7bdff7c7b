"""The ledger pages also look for a mapping and for an outcome: each by an index."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two indexes; a failed or refused click among two million others is found at once."""
    op.create_index("ix_ledger_event_mapping_id_id", "ledger_event", ["mapping_id", "id"])
    op.create_index("ix_ledger_event_outcome_id", "ledger_event", ["outcome", "id"])
