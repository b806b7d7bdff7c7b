"""Codes of authenticator apps (RFC 6238): six digits, thirty seconds, and one step earlier or later."""

import io
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp
from pyotp.exceptions import OTPVerificationError

from app.domain.factors import ShownTotp
from app.identity.sealing import Seal

_ISSUER: Final = "Doorstep"
# Clocks of phones differ by seconds. RFC 6238, section 5.2, recommends one step at most.
_STEPS_AROUND: Final = 1


class TotpCodes:
    """Makes and judges; knows every secret sealed only."""

    def __init__(self, *, seal: Seal, host: str) -> None:
        self._seal = seal
        self._host = host

    def new_sealed_secret(self, identity_id: UUID) -> str:
        """Return a new secret, sealed: 160 random bits, as RFC 4226, section 4, recommends."""
        return self._seal.close(pyotp.random_base32(), about=identity_id)

    def shown(self, sealed: str, identity_id: UUID, username: str) -> ShownTotp:
        """Return what an app takes it from; raises SealedWithLostKey."""
        import segno  # noqa: PLC0415 - optional: three megabytes a worker

        secret = self._seal.open(sealed, about=identity_id)
        uri = pyotp.TOTP(secret).provisioning_uri(name=f"{username} ({self._host})", issuer_name=_ISSUER)
        image = io.BytesIO()
        # Black on white in every colour scheme: that is what phones read.
        segno.make(uri, error="m", micro=False).save(image, kind="svg", scale=4, border=4, light="#fff", dark="#000")
        return ShownTotp(secret, image.getvalue())

    def step_of(self, sealed: str, identity_id: UUID, code: str, at: datetime) -> int | None:
        """Return the time step whose code it is, None if it is none of now; raises SealedWithLostKey."""
        totp = pyotp.TOTP(self._seal.open(sealed, about=identity_id))
        try:
            return totp.verify_and_get_timecode(code, for_time=at, valid_window=_STEPS_AROUND)
        except OTPVerificationError:
            return None

    def resealed(self, sealed: str) -> str | None:
        """Return the secret sealed with the newest key, None where it is; raises SealedWithLostKey."""
        return self._seal.resealed(sealed)
