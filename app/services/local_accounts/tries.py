"""Tries to prove something, counted before they are judged: so many an account and an address in fifteen minutes."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.clicks import Visit

THROTTLE_WINDOW: Final = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT: Final = 10
ATTEMPTS_PER_ADDRESS: Final = 60
# Three of a million codes fit at any moment, and the password is known by then.
PROOFS_PER_ACCOUNT: Final = 5


class AttemptCounter(Protocol):
    """Counts tries across processes; `reserve` returns None, or the seconds to wait."""

    def reserve(self, keys: Mapping[str, int], *, at: datetime, window: timedelta) -> int | None: ...

    def forget(self, key: str) -> None: ...

    def give_back(self, key: str) -> None: ...

    def succeed(self, key: str, *, giving_back: str) -> None: ...


def account_key_of(subject: str) -> str:
    """Return the key under which the tries at one local account are counted, whether there is one or not."""
    return f"account:{hashlib.sha256(subject.encode()).hexdigest()}"


def proof_key_of(identity_id: UUID) -> str:
    """Return the key under which the tries at one local account's second factors are counted."""
    return f"proof:{identity_id}"


class Tries:
    """Counts tries at an account together with those from an address."""

    def __init__(self, *, attempts: AttemptCounter, clock: Callable[[], datetime]) -> None:
        self._attempts = attempts
        self._clock = clock

    def begin(self, key: str, most: int, visit: Visit) -> int | None:
        """Count a try and return None; or count nothing, and return the seconds to wait. Raises StorageUnavailable.

        A try counts before it is judged, so that tries at the same time cannot slip past the limit.
        """
        keys = {key: most, f"address:{visit.counted_as}": ATTEMPTS_PER_ADDRESS}
        return self._attempts.reserve(keys, at=self._clock(), window=THROTTLE_WINDOW)

    def succeeded(self, key: str, visit: Visit) -> None:
        """Forget the tries at an account after one that succeeded; raises StorageUnavailable.

        An office behind one address signs in at nine o'clock: only failures may count against it.
        """
        self._attempts.succeed(key, giving_back=f"address:{visit.counted_as}")

    def not_judged(self, key: str) -> None:
        """Give a try at an account back that nobody could judge; its address has had it. Raises StorageUnavailable."""
        self._attempts.give_back(key)
