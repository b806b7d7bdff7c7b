"""The first tables: people, what they may open, their web sessions, and the ledger."""

import sqlalchemy as sa
from alembic import op

from app.storage.types import CanonicalJson, Id, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table; `app.storage.upgrade` then adds triggers, months and grants."""
    _people()
    _passwords()
    _groups()
    _accounts()
    _roles()
    _mappings()
    for table, reference in (("account", "account_row_id"), ("role", "role_id"), ("mapping", "mapping_id")):
        _versions(table, reference)
    _web_sessions()
    _ledger()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", Id, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=True),
        sa.Column("role_session_name", sa.String(64), nullable=False),
        sa.Column("disabled_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("role_session_name", name="uq_person_role_session_name"),
    )
    op.create_index("ix_person_username", "person", ["username"])
    op.create_table(
        "identity",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_identity_person_id"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identity_issuer_subject"),
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"])


def _passwords() -> None:
    op.create_table(
        "local_password",
        sa.Column("identity_id", Id, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("identity_id", name="pk_local_password"),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name="fk_local_password_identity_id"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_index("ix_sign_in_attempt_key_at", "sign_in_attempt", ["key", "at"])


def _groups() -> None:
    op.create_table(
        "group",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_group"),
        sa.UniqueConstraint("source", "external_id", name="uq_group_source_external_id"),
    )
    op.create_index("ix_group_name", "group", ["name"])
    op.create_table(
        "membership",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_membership_person_id"),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_membership_group_id"),
        sa.UniqueConstraint("person_id", "group_id", "source", name="uq_membership_person_id_group_id_source"),
    )
    op.create_index("ix_membership_group_id", "membership", ["group_id"])


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", Id, nullable=False),
        sa.Column("partition", sa.Text, nullable=False),
        sa.Column("account_id", sa.String(12), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("colour", sa.Text, nullable=False),
        sa.Column("tags", CanonicalJson, nullable=False),
        sa.Column("sensitive", sa.Boolean, nullable=False),
        sa.Column("default_region", sa.Text, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("partition", "account_id", name="uq_account_partition_account_id"),
        sa.CheckConstraint(
            "length(account_id) = 12 AND ltrim(account_id, '0123456789') = ''", name=op.f("ck_account_account_id")
        ),
        sa.CheckConstraint(
            "colour IN ('red', 'orange', 'amber', 'yellow', 'lime', 'green',"
            " 'teal', 'cyan', 'blue', 'indigo', 'violet', 'pink')",
            name=op.f("ck_account_colour"),
        ),
    )
    op.create_index("ix_account_name", "account", ["name"])


def _roles() -> None:
    op.create_table(
        "role",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_row_id", Id, nullable=False),
        sa.Column("role_arn", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text, nullable=True),
        sa.Column("max_console_duration", sa.Integer, nullable=False),
        sa.Column("source_identity", sa.Boolean, nullable=False),
        sa.Column("session_tags", sa.Boolean, nullable=False),
        sa.Column("default_destination", sa.Text, nullable=True),
        sa.Column("disabled_at", UtcDateTime, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.ForeignKeyConstraint(["account_row_id"], ["account.id"], name="fk_role_account_row_id"),
        sa.UniqueConstraint("role_arn", name="uq_role_role_arn"),
        sa.CheckConstraint(
            "max_console_duration BETWEEN 900 AND 43200 AND max_console_duration % 900 = 0",
            name=op.f("ck_role_duration"),
        ),
    )
    op.create_index("ix_role_account_row_id", "role", ["account_row_id"])


def _mappings() -> None:
    op.create_table(
        "mapping",
        sa.Column("id", Id, nullable=False),
        sa.Column("effect", sa.Text, nullable=False),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("target_kind", sa.Text, nullable=False),
        sa.Column("target_id", sa.String(36), nullable=False),
        sa.Column("conditions", CanonicalJson, nullable=False),
        sa.Column("valid_from", UtcDateTime, nullable=True),
        sa.Column("valid_until", UtcDateTime, nullable=True),
        sa.Column("disabled_at", UtcDateTime, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mapping"),
        sa.CheckConstraint("effect IN ('allow', 'deny')", name=op.f("ck_mapping_effect")),
        sa.CheckConstraint("subject_kind IN ('person', 'group')", name=op.f("ck_mapping_subject_kind")),
        sa.CheckConstraint("target_kind IN ('role', 'selector', 'portal')", name=op.f("ck_mapping_target_kind")),
    )
    op.create_index(
        "ix_mapping_subject_id_target_kind_target_id", "mapping", ["subject_id", "target_kind", "target_id"]
    )
    op.create_index("ix_mapping_target_kind_target_id", "mapping", ["target_kind", "target_id"])


def _versions(table: str, reference: str) -> None:
    op.create_table(
        f"{table}_version",
        sa.Column("id", Id, nullable=False),
        sa.Column(reference, Id, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("body", CanonicalJson, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}_version"),
        sa.ForeignKeyConstraint([reference], [f"{table}.id"], name=f"fk_{table}_version_{reference}"),
        sa.UniqueConstraint(reference, "version", name=f"uq_{table}_version_{reference}_version"),
        sa.CheckConstraint(
            "actor_kind IN ('person', 'operator', 'portal', 'anonymous')", name=op.f(f"ck_{table}_version_actor_kind")
        ),
    )


def _web_sessions() -> None:
    op.create_table(
        "web_session",
        sa.Column("id", Id, nullable=False),
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("identity_id", Id, nullable=False),
        sa.Column("proofs", CanonicalJson, nullable=False),
        sa.Column("provider_sid", sa.Text, nullable=True),
        sa.Column("csrf_secret", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("address", sa.Text, nullable=True),
        sa.Column("user_agent", sa.Text, nullable=True),
        sa.Column("revoked_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_web_session"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_web_session_person_id"),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name="fk_web_session_identity_id"),
        sa.UniqueConstraint("id_hash", name="uq_web_session_id_hash"),
        sa.CheckConstraint("length(id_hash) = 64", name=op.f("ck_web_session_id_hash")),
    )
    op.create_index("ix_web_session_identity_id", "web_session", ["identity_id"])
    op.create_index("ix_web_session_person_id", "web_session", ["person_id"])
    op.create_index("ix_web_session_provider_sid", "web_session", ["provider_sid"])


def _ledger() -> None:
    op.create_table(
        "ledger_event",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("click_id", Id, nullable=True),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("role_arn", sa.Text, nullable=True),
        sa.Column("account_id", sa.String(12), nullable=True),
        sa.Column("mapping_id", Id, nullable=True),
        sa.Column("mapping_version", sa.Integer, nullable=True),
        sa.Column("access_key_id", sa.Text, nullable=True),
        sa.Column("address", sa.Text, nullable=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_event"),
        sa.CheckConstraint(
            "actor_kind IN ('person', 'operator', 'portal', 'anonymous')", name=op.f("ck_ledger_event_actor_kind")
        ),
        sa.CheckConstraint(
            "outcome IN ('requested', 'succeeded', 'refused', 'failed')", name=op.f("ck_ledger_event_outcome")
        ),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_ledger_event_access_key_id", "ledger_event", ["access_key_id"])
    op.create_index("ix_ledger_event_account_id_id", "ledger_event", ["account_id", "id"])
    op.create_index("ix_ledger_event_action_id", "ledger_event", ["action", "id"])
    op.create_index("ix_ledger_event_click_id", "ledger_event", ["click_id"])
    op.create_index("ix_ledger_event_person_id_id", "ledger_event", ["person_id", "id"])
    op.create_index("ix_ledger_event_role_arn_id", "ledger_event", ["role_arn", "id"])
