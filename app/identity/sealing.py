"""Seals the few secrets that the portal has to read back: with a key derived from its secret key, never with that."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _

_PURPOSE: Final = b"doorstep: secrets of authenticator apps"


class SealedWithLostKey(Unavailable):
    code = "sealed-with-lost-key"
    sentence = _("The portal cannot check codes of your authenticator app: its secret key has changed.")
    remedy = _("Use a recovery code or a passkey. The operator can put the earlier key into "
               "DOORSTEP_SECRET_KEY_FALLBACKS; without it an admin has to reset your sign-in.")  # fmt: skip
    who = THE_OPERATOR


class Seal:
    """Seals with the newest key, and opens with any that is still known."""

    def __init__(self, *, secret_key: str, fallbacks: Sequence[str] = ()) -> None:
        self._newest = _fernet_of(secret_key)
        self._all = MultiFernet([self._newest, *map(_fernet_of, fallbacks)])

    def close(self, secret: str, *, about: UUID) -> str:
        """Return the secret sealed; it opens only as one about the same thing, so that no row is passed for another."""
        return self._newest.encrypt(f"{about} {secret}".encode()).decode()

    def open(self, sealed: str, *, about: UUID) -> str:
        """Return what was sealed; raises SealedWithLostKey."""
        try:
            whose, _blank, secret = self._all.decrypt(sealed).decode().partition(" ")
        except InvalidToken:
            raise SealedWithLostKey from None
        if whose != str(about):
            raise SealedWithLostKey
        return secret

    def resealed(self, sealed: str) -> str | None:
        """Return the same under the newest key, None where it is; raises SealedWithLostKey."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self._rotated(sealed)
        return None

    def _rotated(self, sealed: str) -> str:
        try:
            return self._all.rotate(sealed).decode()
        except InvalidToken:
            raise SealedWithLostKey from None


def _fernet_of(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
