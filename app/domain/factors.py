"""What a local account has beside its password: an app, passkeys, and recovery codes for when they are lost."""

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.passkeys import Passkey, PasskeyAnswer
from app.domain.refusals import AN_ADMIN, NotPermitted, TooMany
from app.domain.words import _


class ProofRefused(NotPermitted):
    code = "proof-refused"
    sentence = _("That does not prove that it is you.")
    remedy = _("A code from an app changes every 30 seconds and works once: wait for the next one, and check the clock "
               "of your phone. A recovery code works once as well.")  # fmt: skip


class PasskeyRefused(ProofRefused):
    code = "passkey-refused"
    sentence = _("That passkey does not prove that it is you.")
    remedy = _(
        "Try again, and take another passkey if you have one. It may have been removed here, or it took too long."
    )


class PasskeyMayBeCopied(ProofRefused):
    code = "passkey-may-be-copied"
    sentence = _("That passkey counts backwards, as a copy of it would.")
    remedy = _("Sign in another way, remove this passkey on the page “Your sign-in”, and tell an admin.")


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
    passkey: PasskeyAnswer | None = None

    @property
    def is_there(self) -> bool:
        """Whether anything was given at all."""
        return bool(self.password or self.code or self.passkey)


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
    passkeys: tuple[Passkey, ...] = ()

    @property
    def has_second(self) -> bool:
        """Whether the password alone does not sign in."""
        return self.totp is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class ShownTotp:
    """An authenticator app that is being added: what to scan (an SVG image), and the same to type."""

    secret: str = field(repr=False)
    image: bytes = field(repr=False)
