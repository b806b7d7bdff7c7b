"""What directories say of people and groups by SCIM, and the tokens with which they call."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import CanonicalJson, Id, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three tables; nothing that is there changes."""
    op.create_table(
        "scim_user",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("said", CanonicalJson, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("deactivated_at", UtcDateTime),
        sa.Column("deleted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_scim_user"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_scim_user_person_id"),
        sa.UniqueConstraint("person_id", "source", name="uq_scim_user_person_id_source"),
    )
    op.create_index("ix_scim_user_source_key", "scim_user", ["source", "key"])
    op.create_index("ix_scim_user_source_external_id", "scim_user", ["source", "external_id"])
    op.create_table(
        "scim_group",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("said", CanonicalJson, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("deleted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_scim_group"),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_scim_group_group_id"),
        sa.UniqueConstraint("group_id", name="uq_scim_group_group_id"),
    )
    op.create_index("ix_scim_group_source_key", "scim_group", ["source", "key"])
    op.create_index("ix_scim_group_source_external_id", "scim_group", ["source", "external_id"])
    op.create_table(
        "scim_token",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("last_used_at", UtcDateTime),
        sa.Column("revoked_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_scim_token"),
        sa.UniqueConstraint("token_hash", name="uq_scim_token_token_hash"),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_scim_token_token_hash")),
    )
    op.create_index("ix_scim_token_source", "scim_token", ["source"])
