"""Identifiers: UUIDv7, which sort by the time they were made."""

import sys
from uuid import UUID

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7; within one process each is greater than the one before."""
    return uuid7()
