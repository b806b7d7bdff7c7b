"""Passwords that attackers try first: the most used ones, and those of a list of stolen ones on the operator's disk."""

import hashlib
from pathlib import Path
from typing import BinaryIO, Final

from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _

_COMMON: Final = Path(__file__).with_name("common_passwords.txt")
_HASH_LENGTH: Final = 40


class StolenPasswordsUnreadable(Unavailable):
    code = "stolen-passwords-unreadable"
    sentence = _("The portal cannot read its list of stolen passwords, so it takes no new one.")
    remedy = _("See whether the file that DOORSTEP_BREACHED_PASSWORDS_FILE names is still there and can be read.")
    who = THE_OPERATOR


class KnownPasswords:
    """Looks passwords up where they lie on disk: no list is kept in memory.

    `stolen` holds SHA-1 hashes in hexadecimal, one a line, in ascending order, each with or without `:` and a count:
    the format in which Have I Been Pwned gives its passwords out, "ordered by hash".
    """

    def __init__(self, *, stolen: Path | None = None) -> None:
        self._stolen = stolen

    def hold(self, password: str) -> bool:
        """Say whether others know it as well; raises StolenPasswordsUnreadable."""
        return _is_common(password) or (self._stolen is not None and _is_stolen(self._stolen, password))


def _is_common(password: str) -> bool:
    wanted = password.lower()
    with _COMMON.open(encoding="utf-8") as lines:
        return any(line.rstrip("\n") == wanted for line in lines)


def _is_stolen(path: Path, password: str) -> bool:
    # SHA-1 is what the list is made of; nothing is protected by it.
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with path.open("rb") as file:
            return _first_from(file, wanted) == wanted
    except OSError as error:
        raise StolenPasswordsUnreadable from error


def _first_from(file: BinaryIO, wanted: bytes) -> bytes | None:
    """Return the first hash of an ordered file that is not below the wanted one: a few dozen reads at most."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        found = _hash_after(file, middle)
        if found is None or found >= wanted:
            high = middle
        else:
            low = middle + 1
    return _hash_after(file, low)


def _hash_after(file: BinaryIO, place: int) -> bytes | None:
    """Return the hash of the first line that begins at a place or after it."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.readline()[:_HASH_LENGTH].upper() or None
