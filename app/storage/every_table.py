"""Every table, and which of them only grow."""

from typing import Final

from app.storage import admin_tables, errand_tables, notice_tables, provisioning_tables, sign_in_tables, tables
from app.storage.table_parts import metadata

__all__ = ["APPEND_ONLY", "HOLDING_TABLES", "metadata"]

# Importing these puts their tables into the schema.
HOLDING_TABLES: Final = (tables, admin_tables, errand_tables, sign_in_tables, notice_tables, provisioning_tables)
# What is added and never changed: kept by triggers, and on PostgreSQL by grants as well.
APPEND_ONLY: Final = ("ledger_event", "mapping_version", "account_version", "role_version", "selector")
