"""Writes entries from many threads at once, and prints the ids of those that were confirmed."""

import sys
from concurrent.futures import ThreadPoolExecutor

from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from tests.storage.company import event_of


def main(url: str, threads: int, entries: int) -> None:
    """Write that many entries from that many threads."""
    database = Database(url=url)
    ledger = LedgerStore(database=database)

    def write(_number: int) -> str:
        event = event_of()
        ledger.append(event)
        return str(event.id)

    with ThreadPoolExecutor(threads) as pool:
        sys.stdout.write("\n".join(pool.map(write, range(entries))))
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
