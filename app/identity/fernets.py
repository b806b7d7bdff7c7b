"""The keys that secrets are sealed with, derived from the portal's secret key and those before it."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE: Final = b"doorstep: secrets of authenticator apps"


class Fernets:
    """Closes with the newest key, and opens with any; None where none of them fits."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        fernets = [_fernet_of(secret_key) for secret_key in secret_keys]
        self._newest = fernets[0]
        self._all = MultiFernet(fernets)

    def close(self, text: str) -> str:
        """Return the text sealed with the newest key."""
        return self._newest.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """Return what was sealed."""
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def is_of_newest(self, sealed: str) -> bool:
        """Say whether the newest key opens it."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def rotated(self, sealed: str) -> str | None:
        """Return the same under the newest key."""
        try:
            return self._all.rotate(sealed).decode()
        except InvalidToken:
            return None


def _fernet_of(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
