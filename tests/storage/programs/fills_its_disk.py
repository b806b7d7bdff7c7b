"""Writes entries, printing the id of each that was confirmed, until no file may grow; then prints what it was told."""

import resource
import sys

from app.domain.refusals import StorageUnavailable
from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from tests.storage.company import event_of

LARGEST_FILE = 600_000


def main(url: str) -> None:
    """Write until the disk seems full."""
    ledger = LedgerStore(database=Database(url=url))
    # Python ignores the signal, so SQLite meets an error of the file system.
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    while True:
        event = event_of()
        try:
            ledger.append(event)
        except StorageUnavailable as refusal:
            sys.stdout.write(f"{type(refusal).__name__}\n")
            return
        sys.stdout.write(f"{event.id}\n")


if __name__ == "__main__":
    main(sys.argv[1])
