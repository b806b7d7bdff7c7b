"""moto's memory, of which there is one in a process: lent to an embedded AWS, and given back when it ends.

An embedded AWS that starts while another one is alive puts that one to sleep: it answers again when the inner has
stopped. So they can be nested, as fixtures of tests are, but not be used side by side.
"""

from typing import Any

from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends
from moto.sts.models import sts_backends


class Memory:
    """What moto remembers of accounts: put away at the start, and brought back at the end."""

    def __init__(self) -> None:
        self._kept: list[dict[str, Any]] = []  # Any: backends of every service

    def take(self) -> None:
        """Make moto forget everything until `give_back`."""
        self._kept = [dict(memory) for memory in _memories()]
        for memory in _memories():
            memory.clear()

    def give_back(self) -> None:
        """Bring back what was there before `take`; without one, and a second time, it does nothing."""
        for memory, kept in zip(_memories(), self._kept, strict=False):
            memory.clear()
            memory.update(kept)
        self._kept = []


def _memories() -> list[dict[str, Any]]:
    return [iam_backends, sts_backends, organizations_backends, organizations_backends.master_accounts]
