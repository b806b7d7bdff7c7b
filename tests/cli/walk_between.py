"""Runs `doorstep walkthrough` as a process of its own, against the IAM whose address is the first argument.

The command itself takes IAM's address from nobody: it asks AWS, or with --demo its own simulated one.
"""

import sys

from app.cli.interrupts import Interrupts
from app.cli.walkthrough import walk

if __name__ == "__main__":
    with Interrupts() as interrupts:
        sys.exit(
            walk(
                interrupts,
                iam_endpoint=sys.argv[1],
                keep="--keep" in sys.argv,
                in_browser=False,
                limit=60,
                waits=False,
            )
        )
