"""Uses a database, forks, uses it in the child, and uses it again; exits with 7 if all went well."""

import os
import sys

from app.storage.engine import Database
from app.storage.schema import Readiness


def main(url: str) -> int:
    """Return what the child returned."""
    database = Database(url=url)
    Readiness(database=database).require_ready()
    child = os.fork()
    if child == 0:
        database.dispose_after_fork()
        Readiness(database=database).require_ready()
        with database.write() as connection:
            connection.exec_driver_sql("DELETE FROM sign_in_attempt")
        os._exit(7)
    _, status = os.waitpid(child, 0)
    Readiness(database=database).require_ready()
    database.close()
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
