"""Judges what somebody gives to prove that it is them: throttled, and each code counts once."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.factors import Given, PasskeyRefused, ProofRefused, TooManyProofs
from app.domain.ledger import Action, Event
from app.domain.passkeys import PasskeyAnswer
from app.domain.people import LocalAccount
from app.domain.web_sessions import Proof
from app.services.local_accounts.changing import ReadsFactors
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.passkey_answers import PasskeyAnswers
from app.services.local_accounts.recovery_codes import hash_of
from app.services.local_accounts.tries import PROOFS_PER_ACCOUNT, Tries, proof_key_of

_TOTP: Final = re.compile(r"[0-9]{6}")


class UsesFactors(ReadsFactors, Protocol):
    """Uses codes up, so that of many at once one succeeds; raises StorageUnavailable."""

    def accept_step(self, identity_id: UUID, step: int, *, resealed: str | None) -> bool: ...

    def use_recovery_code(self, identity_id: UUID, code_hash: str, at: datetime, event: Event) -> bool: ...


class JudgesTotp(Protocol):
    """Judges the codes of authenticator apps; raises SealedWithLostKey where the secret cannot be opened any more."""

    def step_of(self, sealed: str, identity_id: UUID, code: str, at: datetime) -> int | None: ...

    def resealed(self, sealed: str) -> str | None: ...


class VerifiesPasswords(Protocol):
    """Verifies in even time; raises PasswordsBusy."""

    def verify(self, password_hash: str | None, password: str) -> bool: ...


class Proving:
    """Judges what is given for a local account."""

    def __init__(
        self,
        *,
        factors: UsesFactors,
        totp: JudgesTotp,
        passkeys: PasskeyAnswers,
        passwords: VerifiesPasswords,
        tries: Tries,
        entries: OwnEntries,
        clock: Callable[[], datetime],
    ) -> None:
        self._factors = factors
        self._totp = totp
        self._passkeys = passkeys
        self._passwords = passwords
        self._tries = tries
        self._entries = entries
        self._clock = clock

    def judge(self, account: LocalAccount, given: Given, *, ways: frozenset[str], visit: Visit) -> Proof:
        """Return what was proved just now, by one of some ways; nothing is used up that would not be enough.

        Raises ProofRefused, TooManyProofs, PasswordsBusy or StorageUnavailable.
        """
        identity_id = account.principal.identity_id
        wait = self._tries.begin(proof_key_of(identity_id), PROOFS_PER_ACCOUNT, visit)
        if wait is not None:
            raise TooManyProofs(retry_after=wait)
        way = _way_of(given)
        if way not in ways or not self._fits(way, account, given, visit):
            raise ProofRefused
        self._tries.succeeded(proof_key_of(identity_id), visit)
        return Proof(way, self._clock())

    def _fits(self, way: str, account: LocalAccount, given: Given, visit: Visit) -> bool:
        if given.passkey is not None:
            self._judge_passkey(account, given.passkey)
            return True
        if way == "password":
            return self._passwords.verify(account.password_hash, given.password)
        code = given.code.replace(" ", "")
        if way == "totp":
            return self._is_code_of_app(account.principal.identity_id, code)
        return self._is_recovery_code(account, code, visit)

    def _judge_passkey(self, account: LocalAccount, answer: PasskeyAnswer) -> None:
        passkey = self._passkeys.find(answer)
        if passkey.identity_id != account.principal.identity_id:
            raise PasskeyRefused
        self._passkeys.judge(answer, passkey)

    def _is_code_of_app(self, identity_id: UUID, code: str) -> bool:
        app = self._factors.of(identity_id).totp
        if app is None:
            return False
        step = self._totp.step_of(app.sealed_secret, identity_id, code, self._clock())
        if step is None:
            return False
        return self._factors.accept_step(identity_id, step, resealed=self._totp.resealed(app.sealed_secret))

    def _is_recovery_code(self, account: LocalAccount, code: str, visit: Visit) -> bool:
        identity_id = account.principal.identity_id
        used = self._entries.of(Action.RECOVERY_CODE_USED, account.principal, visit)
        return self._factors.use_recovery_code(identity_id, hash_of(identity_id, code), self._clock(), used)


def _way_of(given: Given) -> str:
    """Return which way of proof that is: by what was filled in, and the shape of a code."""
    if given.passkey is not None:
        return "passkey"
    if not given.code:
        return "password"
    return "totp" if _TOTP.fullmatch(given.code.replace(" ", "")) else "recovery-code"
