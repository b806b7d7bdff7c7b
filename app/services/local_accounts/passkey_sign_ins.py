"""Sign in with a passkey and nothing else: it says who it is, and its device has made sure of the person."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.challenges import Challenge, ChallengeOver
from app.domain.clicks import Visit
from app.domain.factors import PasskeyRefused, ProofRefused, TooManyProofs
from app.domain.ledger import Action, Event
from app.domain.passkeys import AskedPasskey, Passkey, PasskeyAnswer
from app.domain.people import LocalAccount
from app.domain.refusals import Refusal
from app.services.local_accounts.changing import ReadsAccounts
from app.services.local_accounts.passkey_answers import PasskeyAnswers
from app.services.local_accounts.second_steps import AppendsEntries, KeepsChallenges
from app.services.local_accounts.tries import ATTEMPTS_PER_ACCOUNT, Tries
from app.services.new_web_sessions import NewWebSession, NewWebSessions, entry_of_sign_in, token_hash_of

_TIME_FOR_IT: Final = timedelta(minutes=10)


class PasskeySignInOver(ChallengeOver):
    code = "passkey-sign-in-over"


class PasskeySignIns:
    """Signs people in with a passkey alone."""

    def __init__(
        self,
        *,
        accounts: ReadsAccounts,
        answers: PasskeyAnswers,
        challenges: KeepsChallenges,
        tries: Tries,
        begins: NewWebSessions,
        ledger: AppendsEntries,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._accounts = accounts
        self._answers = answers
        self._challenges = challenges
        self._tries = tries
        self._begins = begins
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id

    def begin(self) -> AskedPasskey:
        """Ask for any passkey; raises PasskeysImpossible or StorageUnavailable."""
        token, now = secrets.token_urlsafe(32), self._clock()
        asked = AskedPasskey(self._answers.options_for_any(token), token)
        begun = Challenge(purpose="passkey-sign-in", body={}, expires_at=now + _TIME_FOR_IT)
        self._challenges.put(begun, token_hash=token_hash_of(token), at=now)
        return asked

    def asked(self, token: str) -> AskedPasskey:
        """Return what was begun; raises PasskeySignInOver or StorageUnavailable."""
        if self._challenges.find("passkey-sign-in", token_hash=token_hash_of(token), at=self._clock()) is None:
            raise PasskeySignInOver
        return AskedPasskey(self._answers.options_for_any(token), token)

    def complete(self, answer: PasskeyAnswer, *, visit: Visit) -> NewWebSession:
        """Begin the web session; raises PasskeySignInOver, PasskeyRefused, TooManyProofs or StorageUnavailable."""
        now = self._clock()
        if self._challenges.take("passkey-sign-in", token_hash=token_hash_of(answer.token), at=now) is None:
            raise PasskeySignInOver
        account: LocalAccount | None = None
        try:
            passkey = self._answers.find(answer)
            account = self._accounts.find_by_identity(passkey.identity_id)
            return self._enter(account, passkey, answer, visit)
        except (ProofRefused, TooManyProofs) as refusal:
            self._ledger.append(self._refusal(account, refusal, visit))
            raise

    def _enter(
        self, account: LocalAccount | None, passkey: Passkey, answer: PasskeyAnswer, visit: Visit
    ) -> NewWebSession:
        wait = self._tries.begin(f"passkey:{passkey.id}", ATTEMPTS_PER_ACCOUNT, visit)
        if wait is not None:
            raise TooManyProofs(retry_after=wait)
        if account is None or not account.lets_in:
            raise PasskeyRefused
        self._answers.judge(answer, passkey)
        self._tries.succeeded(f"passkey:{passkey.id}", visit)
        return self._begins.begin(account.principal, ("passkey",), way="local", visit=visit)

    def _refusal(self, account: LocalAccount | None, refusal: Refusal, visit: Visit) -> Event:
        return entry_of_sign_in(
            Action.SIGN_IN_REFUSED,
            visit,
            way="local",
            id_=self._new_id(),
            at=self._clock(),
            person_id=account.principal.person_id if account else None,
            step="passkey",
            code=refusal.code,
        )
