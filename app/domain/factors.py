"""What a local account has beside its password: an authenticator app, and recovery codes for when it is lost."""

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.refusals import AN_ADMIN, NotPermitted, TooMany
from app.domain.words import _


class ProofRefused(NotPermitted):
    code = "proof-refused"
    sentence = _("That does not prove that it is you.")
    remedy = _("A code from an app changes every 30 seconds and works once: wait for the next one, and check the clock "
               "of your phone. A recovery code works once as well.")  # fmt: skip


class TooManyProofs(TooMany):
    code = "too-many-proofs"
    sentence = _("Too many attempts to prove that it is you.")
    remedy = _("Wait %(minutes)s min, then try again.")


class NotLocal(NotPermitted):
    code = "not-local"
    sentence = _("Your sign-in is not kept by this portal.")
    remedy = _("Change it where you sign in: at your identity provider.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives to prove that it is them; each is a secret, and one of them counts."""

    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)

    @property
    def is_there(self) -> bool:
        """Whether anything was given at all."""
        return bool(self.password or self.code)


@dataclass(frozen=True, slots=True)
class Totp:
    """An authenticator app. `last_step` is the time step of the last code that was accepted: none counts twice."""

    sealed_secret: str = field(repr=False)
    last_step: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Factors:
    """What a local account has beside its password."""

    totp: Totp | None = None
    recovery_codes_left: int = 0

    @property
    def has_second(self) -> bool:
        """Whether the password alone does not sign in."""
        return self.totp is not None


@dataclass(frozen=True, slots=True)
class ShownTotp:
    """An authenticator app that is being added: what to scan (an SVG image), and the same to type."""

    secret: str = field(repr=False)
    image: bytes = field(repr=False)
