"""Seals the few secrets that the portal has to read back: with a key derived from its secret key, never with that."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _

if TYPE_CHECKING:
    from app.identity.fernets import Fernets


class SealedWithLostKey(Unavailable):
    code = "sealed-with-lost-key"
    sentence = _("The portal cannot check codes of your authenticator app: its secret key has changed.")
    remedy = _("Use a recovery code. The operator can put the earlier key into "
               "DOORSTEP_SECRET_KEY_FALLBACKS; without it an admin has to reset your sign-in.")  # fmt: skip
    who = THE_OPERATOR


class Seal:
    """Seals with the newest key, and opens with any that is still known."""

    def __init__(self, *, secret_key: str, fallbacks: Sequence[str] = ()) -> None:
        self._secret_keys = (secret_key, *fallbacks)

    def close(self, secret: str, *, about: UUID) -> str:
        """Return the secret sealed; it opens only as one about the same thing, so that no row is passed for another."""
        return self._fernets.close(f"{about} {secret}")

    def open(self, sealed: str, *, about: UUID) -> str:
        """Return what was sealed; raises SealedWithLostKey."""
        whose, _blank, secret = (self._fernets.open(sealed) or "").partition(" ")
        if whose != str(about):
            raise SealedWithLostKey
        return secret

    def resealed(self, sealed: str) -> str | None:
        """Return the same under the newest key, None where it is; raises SealedWithLostKey."""
        if self._fernets.is_of_newest(sealed):
            return None
        rotated = self._fernets.rotated(sealed)
        if rotated is None:
            raise SealedWithLostKey
        return rotated

    @cached_property
    def _fernets(self) -> "Fernets":
        from app.identity.fernets import Fernets  # noqa: PLC0415 - optional: six megabytes a worker

        return Fernets(self._secret_keys)
