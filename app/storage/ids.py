"""Identifiers: UUIDv7, which sort by the time they were made."""

import sys
from datetime import UTC, datetime
from uuid import UUID

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7; within one process each is greater than the one before."""
    return uuid7()


def month_floor(year: int, month: int) -> UUID:
    """Return the lowest UUIDv7 bits of a month in UTC: the lower bound of that month's partition of the ledger."""
    milliseconds = int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1000
    return UUID(int=milliseconds << 80)
