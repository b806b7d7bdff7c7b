"""Recovery codes: a way in when the phone is lost; ten at a time, shown once, each good for one use."""

import hashlib
import secrets
from typing import Final
from uuid import UUID

_HOW_MANY: Final = 10
# Nothing in it is mistaken for something else. Source: Douglas Crockford, Base 32.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 16
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_codes() -> tuple[str, ...]:
    """Return new codes: 80 random bits each, in four groups of letters. Secrets, which are stored nowhere."""
    return tuple(_new_code() for _code in range(_HOW_MANY))


def hash_of(identity_id: UUID, code: str) -> str:
    """Return what is stored instead of a code, however it was typed: it has 80 random bits, so SHA-256 is enough."""
    return hashlib.sha256(f"{identity_id} {code.upper().translate(_READ_AS)}".encode()).hexdigest()


def _new_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _letter in range(_LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, _LENGTH, 4))
