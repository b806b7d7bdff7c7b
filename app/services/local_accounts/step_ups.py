"""Step-up: somebody who is signed in proves once more that it is them."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from app.domain.challenges import Challenge
from app.domain.clicks import Visit
from app.domain.factors import Factors, Given, PasskeyRefused
from app.domain.ledger import Action
from app.domain.passkeys import AskedPasskey, PasskeyAnswer
from app.domain.people import LocalAccount
from app.domain.refusals import Refusal
from app.domain.web_sessions import Proof, WebSession
from app.services.local_accounts.changing import FactorChanges, ReadsAccounts, ReadsFactors, local_account_of, renewed
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.passkey_answers import PasskeyAnswers
from app.services.local_accounts.proving import Proving
from app.services.local_accounts.second_steps import AppendsEntries, KeepsChallenges
from app.services.new_web_sessions import NewWebSession, token_hash_of

_TIME_FOR_A_PASSKEY: Final = timedelta(minutes=10)


class StepUps:
    """Adds a fresh proof to a web session."""

    def __init__(
        self,
        *,
        accounts: ReadsAccounts,
        factors: ReadsFactors,
        changes: FactorChanges,
        challenges: KeepsChallenges,
        proving: Proving,
        passkeys: PasskeyAnswers,
        ledger: AppendsEntries,
        entries: OwnEntries,
        clock: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._factors = factors
        self._changes = changes
        self._challenges = challenges
        self._proving = proving
        self._passkeys = passkeys
        self._ledger = ledger
        self._entries = entries
        self._clock = clock

    def factors_of(self, web_session: WebSession) -> Factors:
        """Return what the local account has beside its password; raises NotLocal or StorageUnavailable."""
        return self._factors.of(local_account_of(self._accounts, web_session).principal.identity_id)

    def ask_for_passkey(self, web_session: WebSession, factors: Factors) -> AskedPasskey | None:
        """Ask for one of somebody's passkeys, None where none of them can answer; raises StorageUnavailable.

        The challenge is this web session's, so its token may be in the page.
        """
        token, now = secrets.token_urlsafe(32), self._clock()
        options = self._passkeys.options(token, factors.passkeys)
        if options is None:
            return None
        body = {"web_session_id": str(web_session.id)}
        begun = Challenge(purpose="step-up", body=body, expires_at=now + _TIME_FOR_A_PASSKEY)
        self._challenges.put(begun, token_hash=token_hash_of(token), at=now)
        return AskedPasskey(options, token)

    def prove(self, web_session: WebSession, given: Given, *, ways: frozenset[str], visit: Visit) -> NewWebSession:
        """Return the web session with the proof in it, under another token; `ways` are those that would be enough.

        Raises NotLocal, ProofRefused, TooManyProofs, PasswordsBusy, WebSessionEnded or StorageUnavailable.
        """
        account = local_account_of(self._accounts, web_session)
        try:
            proof = self._judged(account, web_session, given, ways, visit)
        except Refusal as refusal:
            refused = self._entries.of(
                Action.PROOF_REFUSED, account.principal, visit, outcome="refused", code=refusal.code
            )
            self._ledger.append(refused)
            raise
        with self._changes.factor_change() as change:
            proved = renewed(change, web_session, proof)
            change.record(self._entries.of(Action.PROOF_GIVEN, account.principal, visit, how=proof.how))
        return proved

    def _judged(
        self, account: LocalAccount, web_session: WebSession, given: Given, ways: frozenset[str], visit: Visit
    ) -> Proof:
        if given.passkey is not None:
            self._take_challenge(web_session, given.passkey)
        return self._proving.judge(account, given, ways=ways, visit=visit)

    def _take_challenge(self, web_session: WebSession, answer: PasskeyAnswer) -> None:
        """Raise PasskeyRefused unless this web session was asked so, lately, and has not answered yet."""
        begun = self._challenges.take("step-up", token_hash=token_hash_of(answer.token), at=self._clock())
        if begun is None or begun.body["web_session_id"] != str(web_session.id):
            raise PasskeyRefused
