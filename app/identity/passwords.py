"""Passwords of local accounts: argon2id, in even time, with a bound on how many are judged at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.refusals import Malformed, Unavailable
from app.domain.words import _
from app.identity.known_passwords import KnownPasswords

SHORTEST: Final = 12
LONGEST: Final = 256
# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_LANES: Final = 1
# What is compared with where there is no hash, so that it costs the same: a salt of 16 bytes and a digest of 32.
_NOBODY: Final = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${'A' * 22}${'A' * 43}"
# In each worker. The four that `serve` starts at most by itself so take 160 MB, and leave their cores to clicks.
_AT_ONCE: Final = 2
_WAIT_SECONDS: Final = 3.0
_COMMON_ONLY: Final = KnownPasswords()


class PasswordLengthRefused(Malformed):
    code = "password-length"
    sentence = _("That password is too short or too long.")
    remedy = _("Take at least %(shortest)s and at most %(longest)s characters; several words are good.")


class PasswordKnown(Malformed):
    code = "password-known"
    sentence = _("Others know that password: attackers try it first.")
    remedy = _("Take one that stands in no list, such as several words that do not belong together.")


class PasswordsBusy(Unavailable):
    code = "passwords-busy"
    sentence = _("Too many people are signing in at this moment.")
    remedy = _("Try again in a few seconds.")
    retry_after = 5


class Argon2Passwords:
    """Hashes and verifies. Each hash takes 19 MiB for about 20 ms of a core, hence the bound."""

    def __init__(self, known: KnownPasswords = _COMMON_ONLY) -> None:
        self._known = known
        self._hasher = PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)
        self._places = BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """Return the hash of a new password.

        Raises PasswordLengthRefused, PasswordKnown or StolenPasswordsUnreadable.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise PasswordLengthRefused(shortest=SHORTEST, longest=LONGEST)
        if self._known.hold(password):
            raise PasswordKnown
        with self._place():
            return self._hasher.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Say whether the password fits; without a hash it costs the same and never fits. Raises PasswordsBusy."""
        with self._place():
            fits = self._fits(password_hash or _NOBODY, password[: LONGEST + 1])
        return fits and bool(password_hash)

    def better_hash(self, password_hash: str, password: str) -> str | None:
        """Return a new hash of a verified password if the stored one was made with weaker parameters."""
        if not self._hasher.check_needs_rehash(password_hash):
            return None
        with self._place():
            return self._hasher.hash(password)

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=_WAIT_SECONDS):
            raise PasswordsBusy
        try:
            yield
        finally:
            self._places.release()
