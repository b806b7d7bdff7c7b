"""Imports the table of standard input, and stops in the middle of its transaction until somebody ends it."""

import sys
import time

from sqlalchemy import Engine, event

from app.joints.editing import editing_of
from app.joints.interchange import imports_of
from app.storage.engine import Database
from tests.storage.drafting import ROOT

ENTRIES_BEFORE_IT_STOPS = 3


def main(url: str) -> None:
    """Save an import, and sleep once some of its entries are written."""
    database, written = Database(url=url), []

    def watch(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        written.extend([statement] * statement.startswith("INSERT INTO ledger_event"))
        if len(written) == ENTRIES_BEFORE_IT_STOPS:
            sys.stdout.write("in the middle\n")
            sys.stdout.flush()
            time.sleep(600)

    event.listen(Engine, "after_cursor_execute", watch)
    compared = imports_of(database).compare(sys.stdin.buffer.read(), "csv", reason="moving")
    editing_of(database, second_approval=False).drafts.save(ROOT, compared.draft)


if __name__ == "__main__":
    main(sys.argv[1])
