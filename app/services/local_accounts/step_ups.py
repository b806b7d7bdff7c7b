"""Step-up: somebody who is signed in proves once more that it is them."""

from app.domain.clicks import Visit
from app.domain.factors import Factors, Given
from app.domain.ledger import Action
from app.domain.refusals import Refusal
from app.domain.web_sessions import WebSession
from app.services.local_accounts.changing import FactorChanges, ReadsAccounts, ReadsFactors, local_account_of, renewed
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.proving import Proving
from app.services.local_accounts.second_steps import AppendsEntries
from app.services.new_web_sessions import NewWebSession


class StepUps:
    """Adds a fresh proof to a web session."""

    def __init__(
        self,
        *,
        accounts: ReadsAccounts,
        factors: ReadsFactors,
        changes: FactorChanges,
        proving: Proving,
        ledger: AppendsEntries,
        entries: OwnEntries,
    ) -> None:
        self._accounts = accounts
        self._factors = factors
        self._changes = changes
        self._proving = proving
        self._ledger = ledger
        self._entries = entries

    def factors_of(self, web_session: WebSession) -> Factors:
        """Return what the local account has beside its password; raises NotLocal or StorageUnavailable."""
        return self._factors.of(local_account_of(self._accounts, web_session).principal.identity_id)

    def prove(self, web_session: WebSession, given: Given, *, ways: frozenset[str], visit: Visit) -> NewWebSession:
        """Return the web session with the proof in it, under another token; `ways` are those that would be enough.

        Raises NotLocal, ProofRefused, TooManyProofs, PasswordsBusy, WebSessionEnded or StorageUnavailable.
        """
        account = local_account_of(self._accounts, web_session)
        try:
            proof = self._proving.judge(account, given, ways=ways, visit=visit)
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
