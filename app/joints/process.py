"""What is the same for every part: the version, the threads of a worker, the clock."""

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

VERSION: Final = version("doorstep")
THREADS_PER_WORKER: Final = 32


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)
