"""Adds a person and an entry, says so, and never comes to the end of its transaction."""

import sys
import time

from app.storage.engine import Database
from app.storage.registry import Registry
from tests.storage.company import event_of, person_named


def main(url: str) -> None:
    """Begin a change and sleep in it."""
    with Registry(database=Database(url=url)).change() as change:
        change.add_person(person_named("mallory"))
        change.record(event_of())
        sys.stdout.write("written\n")
        sys.stdout.flush()
        time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1])
