"""Selectors and what they stand for, proposals, access tests, settings; accounts and groups can be disabled."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import CanonicalJson, Id, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACTORS = "IN ('person', 'operator', 'portal', 'anonymous')"


def upgrade() -> None:
    """Add columns and tables; nothing that is there changes."""
    op.add_column("account", sa.Column("disabled_at", UtcDateTime, nullable=True))
    op.add_column("group", sa.Column("disabled_at", UtcDateTime, nullable=True))
    _selectors()
    _proposals()
    _access_tests()
    _settings()


def _selectors() -> None:
    op.create_table(
        "selector",
        sa.Column("id", Id, nullable=False),
        sa.Column("pattern", sa.String(64), nullable=False),
        sa.Column("accounts", CanonicalJson, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_selector"),
        sa.UniqueConstraint("fingerprint", name="uq_selector_fingerprint"),
    )
    op.create_table(
        "selector_role",
        sa.Column("selector_id", Id, nullable=False),
        sa.Column("role_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("selector_id", "role_id", name="pk_selector_role"),
        sa.ForeignKeyConstraint(["selector_id"], ["selector.id"], name="fk_selector_role_selector_id"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="fk_selector_role_role_id"),
    )
    op.create_index("ix_selector_role_role_id_selector_id", "selector_role", ["role_id", "selector_id"])


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", Id, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("made_by_kind", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", CanonicalJson, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_at", UtcDateTime, nullable=True),
        sa.Column("decided_by_kind", sa.Text, nullable=True),
        sa.Column("decided_by", sa.Text, nullable=True),
        sa.Column("decision_reason", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.CheckConstraint("state IN ('open', 'approved', 'rejected', 'withdrawn')", name=op.f("ck_proposal_state")),
        sa.CheckConstraint(f"made_by_kind {ACTORS}", name=op.f("ck_proposal_made_by_kind")),
    )
    op.create_index("ix_proposal_state", "proposal", ["state"])


def _access_tests() -> None:
    op.create_table(
        "access_test",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("role_id", Id, nullable=False),
        sa.Column("expected", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("disabled_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_access_test"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_access_test_person_id"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="fk_access_test_role_id"),
    )
    op.create_index("ix_access_test_role_id", "access_test", ["role_id"])
    op.create_index("ix_access_test_person_id_role_id", "access_test", ["person_id", "role_id"])


def _settings() -> None:
    op.create_table(
        "portal_setting",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", CanonicalJson, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_portal_setting"),
        sa.CheckConstraint(f"actor_kind {ACTORS}", name=op.f("ck_portal_setting_actor_kind")),
    )
