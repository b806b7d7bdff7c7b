"""The second step of signing in: between it and the password there is a challenge, and no web session."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.challenges import Challenge, ChallengeOver, Purpose
from app.domain.clicks import Visit
from app.domain.factors import Factors, Given
from app.domain.ledger import Action, Event
from app.domain.people import LocalAccount
from app.domain.proofs import SECOND_STEP
from app.domain.refusals import Refusal
from app.domain.words import _
from app.services.local_accounts.changing import ReadsAccounts, ReadsFactors
from app.services.local_accounts.passkey_answers import PasskeyAnswers
from app.services.local_accounts.proving import Proving
from app.services.new_web_sessions import NewWebSession, NewWebSessions, entry_of_sign_in, token_hash_of

_TIME_FOR_IT: Final = timedelta(minutes=10)


class SecondStepOver(ChallengeOver):
    code = "second-step-over"
    remedy = _("Sign in again from the beginning.")


class KeepsChallenges(Protocol):
    """Keeps what was begun by the hash of a token, and gives it away once; raises StorageUnavailable."""

    def put(self, begun: Challenge, *, token_hash: str, at: datetime) -> None: ...

    def find(self, purpose: Purpose, *, token_hash: str, at: datetime) -> Challenge | None: ...

    def take(self, purpose: Purpose, *, token_hash: str, at: datetime) -> Challenge | None: ...


class AppendsEntries(Protocol):
    def append(self, *events: Event) -> None: ...


@dataclass(frozen=True, slots=True)
class SecondStep:
    """A password that fitted, and is not enough. The token is a secret for the cookie of this browser."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskedSecondStep:
    """What an account has to prove itself with. `passkey` are the options for one of its passkeys, in JSON."""

    factors: Factors
    passkey: str | None


class SecondSteps:
    """Asks for the second step, and begins the web session after it."""

    def __init__(
        self,
        *,
        accounts: ReadsAccounts,
        factors: ReadsFactors,
        challenges: KeepsChallenges,
        proving: Proving,
        passkeys: PasskeyAnswers,
        begins: NewWebSessions,
        ledger: AppendsEntries,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._accounts = accounts
        self._factors = factors
        self._challenges = challenges
        self._proving = proving
        self._passkeys = passkeys
        self._begins = begins
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id

    def begin(self, account: LocalAccount) -> SecondStep | None:
        """Begin a second step for somebody whose password fitted, None where the account has no second factor.

        Raises StorageUnavailable.
        """
        if not self._factors.of(account.principal.identity_id).has_second:
            return None
        step, now = SecondStep(secrets.token_urlsafe(32)), self._clock()
        body = {"identity_id": str(account.principal.identity_id), "password": _mark_of(account)}
        begun = Challenge(purpose="second-step", body=body, expires_at=now + _TIME_FOR_IT)
        self._challenges.put(begun, token_hash=token_hash_of(step.token), at=now)
        return step

    def asked(self, token: str) -> AskedSecondStep:
        """Return what the account has to prove itself with; raises SecondStepOver or StorageUnavailable."""
        begun = self._challenges.find("second-step", token_hash=token_hash_of(token), at=self._clock())
        if begun is None:
            raise SecondStepOver
        factors = self._factors.of(self._account_of(begun).principal.identity_id)
        return AskedSecondStep(factors, self._passkeys.options(token, factors.passkeys))

    def complete(self, token: str, given: Given, *, visit: Visit) -> NewWebSession:
        """Begin the web session; raises SecondStepOver, ProofRefused, TooManyProofs, or StorageUnavailable.

        After a proof that was refused another one may be given until the time is over.
        """
        begun = self._challenges.take("second-step", token_hash=token_hash_of(token), at=self._clock())
        if begun is None:
            raise SecondStepOver
        account = self._account_of(begun)
        try:
            proof = self._proving.judge(account, given, ways=SECOND_STEP, visit=visit)
        except Refusal as refusal:
            self._challenges.put(begun, token_hash=token_hash_of(token), at=self._clock())
            self._ledger.append(self._refusal(account, refusal, visit))
            raise
        return self._begins.begin(account.principal, ("password", proof.how), way="local", visit=visit)

    def _account_of(self, begun: Challenge) -> LocalAccount:
        """Return the account, unless it was disabled or got another password since; raises SecondStepOver."""
        account = self._accounts.find_by_identity(UUID(str(begun.body["identity_id"])))
        if account is None or not account.lets_in or _mark_of(account) != begun.body["password"]:
            raise SecondStepOver
        return account

    def _refusal(self, account: LocalAccount, refusal: Refusal, visit: Visit) -> Event:
        return entry_of_sign_in(
            Action.SIGN_IN_REFUSED,
            visit,
            way="local",
            id_=self._new_id(),
            at=self._clock(),
            person_id=account.principal.person_id,
            step="second",
            code=refusal.code,
        )


def _mark_of(account: LocalAccount) -> str:
    """Return what changes with the password, and tells nothing of it."""
    return hashlib.sha256((account.password_hash or "").encode()).hexdigest()
