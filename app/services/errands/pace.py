"""The pace of calls: IAM and Organizations are slow control planes that others in the account need as well."""

from collections.abc import Callable
from threading import Lock


class Pace:
    """Lets so many calls a second through, whichever threads of this process make them."""

    def __init__(self, *, per_second: int, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._interval = 1 / per_second
        self._monotonic = monotonic
        self._sleep = sleep
        self._next = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        """Return when it is this call's turn."""
        with self._lock:
            now = self._monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            self._sleep(turn - now)
