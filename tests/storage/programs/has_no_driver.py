"""Opens PostgreSQL where its driver is not installed, and prints what it is told."""

import sys

from app.storage.engine import Database
from app.storage.failures import UnusableDatabase


def main() -> None:
    """Hide the driver, then ask for it."""
    sys.modules["psycopg"] = None  # type: ignore[assignment]  # as Python documents for a module not to be found
    try:
        Database(url="postgresql://u:p@127.0.0.1/d")
    except UnusableDatabase as refusal:
        sys.stdout.write(str(refusal))


if __name__ == "__main__":
    main()
