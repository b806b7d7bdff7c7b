"""Judges the answers of passkeys: each to a challenge of ours, and none counted twice."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.factors import PasskeyMayBeCopied, PasskeyRefused
from app.domain.passkeys import Passkey, PasskeyAnswer


class KeepsPasskeys(Protocol):
    """Finds passkeys, and uses them while they count upwards; raises StorageUnavailable."""

    def find(self, credential_id: bytes) -> Passkey | None: ...

    def use(self, passkey_id: UUID, sign_count: int, at: datetime) -> bool: ...


class SpeaksWebAuthn(Protocol):
    """Asks for answers and verifies them; raises PasskeyRefused or PasskeysImpossible."""

    @property
    def are_possible(self) -> bool: ...

    def to_answer(self, challenge: bytes, known: Sequence[Passkey] = ()) -> str: ...

    def credential_of(self, answer: str) -> bytes: ...

    def sign_count_of(self, answer: str, challenge: bytes, passkey: Passkey) -> int: ...


def challenge_of(token: str) -> bytes:
    """Return what a passkey has to sign, for the token of what was begun: the browser's script reads no token."""
    return hashlib.sha256(f"doorstep passkey challenge {token}".encode()).digest()


class PasskeyAnswers:
    """Asks for answers of passkeys, and judges them. Whoever keeps a challenge takes it, once, before it is judged."""

    def __init__(self, *, passkeys: KeepsPasskeys, webauthn: SpeaksWebAuthn, clock: Callable[[], datetime]) -> None:
        self._passkeys = passkeys
        self._webauthn = webauthn
        self._clock = clock

    def options(self, token: str, known: Sequence[Passkey]) -> str | None:
        """Return the options for an answer of one of these passkeys, in JSON, None where none of them can answer."""
        if not known or not self._webauthn.are_possible:
            return None
        return self._webauthn.to_answer(challenge_of(token), known)

    def options_for_any(self, token: str) -> str:
        """Return the options for an answer of whichever passkey there is, in JSON; raises PasskeysImpossible."""
        return self._webauthn.to_answer(challenge_of(token))

    def find(self, answer: PasskeyAnswer) -> Passkey:
        """Return the passkey that an answer says it is of; it is not judged yet. Raises PasskeyRefused."""
        found = self._passkeys.find(self._webauthn.credential_of(answer.text))
        if found is None:
            raise PasskeyRefused
        return found

    def judge(self, answer: PasskeyAnswer, passkey: Passkey) -> None:
        """Accept the answer of a passkey, once; raises PasskeyRefused, PasskeyMayBeCopied or StorageUnavailable."""
        sign_count = self._webauthn.sign_count_of(answer.text, challenge_of(answer.token), passkey)
        if not self._passkeys.use(passkey.id, sign_count, self._clock()):
            raise PasskeyMayBeCopied
