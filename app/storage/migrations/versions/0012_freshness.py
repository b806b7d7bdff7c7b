"""How fresh a proof, and a provider's word, have to be where a role is opened."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns each to accounts and roles, empty: nothing that is there changes, and an older portal goes on."""
    for table in ("account", "role"):
        _add(table, "proof_minutes", 480)
        _add(table, "groups_hold_hours", 12)


def _add(table: str, column: str, most: int) -> None:
    # In plain SQL, for both databases take the check along with the column, and Alembic would copy SQLite's table.
    check = f"CONSTRAINT ck_{table}_{column} CHECK ({column} BETWEEN 1 AND {most})"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER {check}")
