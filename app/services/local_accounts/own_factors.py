"""How people change their own sign-in: an authenticator app, recovery codes, and another password."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.challenges import Challenge
from app.domain.clicks import Visit
from app.domain.factors import Factors, NotLocal, ProofRefused, ShownTotp, Totp
from app.domain.ledger import Action
from app.domain.proofs import Demand, require_fresh
from app.domain.refusals import AlreadyThere, NotFound, NotThere
from app.domain.web_sessions import Proof, WebSession
from app.domain.words import _
from app.services.local_accounts.changing import (
    FactorChanges,
    ReadsAccounts,
    ReadsFactors,
    local_account_of,
    renewed,
)
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.own_recovery_codes import OwnRecoveryCodes
from app.services.local_accounts.second_steps import KeepsChallenges
from app.services.new_web_sessions import NewWebSession, token_hash_of

_TIME_TO_SCAN: Final = timedelta(minutes=20)


class TotpNotBegun(NotFound):
    code = "totp-not-begun"
    sentence = _("Adding this authenticator app took too long, or is done already.")
    remedy = _("Begin again on the page “Your sign-in”.")


class MakesTotp(Protocol):
    """Makes secrets for authenticator apps, and judges their codes; raises SealedWithLostKey."""

    def new_sealed_secret(self, identity_id: UUID) -> str: ...

    def shown(self, sealed: str, identity_id: UUID, username: str) -> ShownTotp: ...

    def step_of(self, sealed: str, identity_id: UUID, code: str, at: datetime) -> int | None: ...


class HashesPasswords(Protocol):
    """Makes hashes of new passwords; raises a kind of Malformed for one that is too weak."""

    def hash(self, password: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change leaves somebody with: their web session under another token, and codes to write down, if any."""

    renewed: NewWebSession
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


class OwnFactors:
    """Changes the sign-in of somebody who has just proved that it is them.

    Each change raises NotLocal, FreshProofNeeded, WebSessionEnded or StorageUnavailable, and what it names itself.
    """

    def __init__(
        self,
        *,
        accounts: ReadsAccounts,
        factors: ReadsFactors,
        changes: FactorChanges,
        challenges: KeepsChallenges,
        totp: MakesTotp,
        passwords: HashesPasswords,
        codes: OwnRecoveryCodes,
        entries: OwnEntries,
        clock: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._factors = factors
        self._changes = changes
        self._challenges = challenges
        self._totp = totp
        self._passwords = passwords
        self._codes = codes
        self._entries = entries
        self._clock = clock

    def require_proof(self, web_session: WebSession) -> Factors:
        """Return what the account has, to somebody who has just proved that it is theirs."""
        factors = self._factors.of(local_account_of(self._accounts, web_session).principal.identity_id)
        require_fresh(Demand.for_own_sign_in(factors, web_session.source), web_session.proofs, self._clock())
        return factors

    def begin_totp(self, web_session: WebSession) -> str:
        """Begin to add an authenticator app, and return the token of what was begun: a secret.

        Raises AlreadyThere where there is one.
        """
        if self.require_proof(web_session).totp is not None:
            raise AlreadyThere(what=_("An authenticator app"))
        identity_id, now = web_session.principal.identity_id, self._clock()
        token = secrets.token_urlsafe(32)
        body = {"identity_id": str(identity_id), "sealed_secret": self._totp.new_sealed_secret(identity_id)}
        begun = Challenge(purpose="totp-enrolment", body=body, expires_at=now + _TIME_TO_SCAN)
        self._challenges.put(begun, token_hash=token_hash_of(token), at=now)
        return token

    def show_totp(self, web_session: WebSession, token: str) -> ShownTotp:
        """Return what to scan; raises TotpNotBegun."""
        sealed, who = self._begun(web_session, token), web_session.principal
        return self._totp.shown(sealed, who.identity_id, who.username.text)

    def confirm_totp(self, web_session: WebSession, token: str, code: str, *, visit: Visit) -> Changed:
        """Add the app once it shows the right code; raises TotpNotBegun, ProofRefused or AlreadyThere."""
        factors, now = self.require_proof(web_session), self._clock()
        who, sealed = web_session.principal, self._begun(web_session, token)
        step = self._totp.step_of(sealed, who.identity_id, code.replace(" ", ""), now)
        if step is None:
            raise ProofRefused
        if self._challenges.take("totp-enrolment", token_hash=token_hash_of(token), at=now) is None:
            raise TotpNotBegun
        with self._changes.factor_change() as change:
            change.add_totp(who.identity_id, Totp(sealed, step, now))
            change.record(self._entries.of(Action.TOTP_ADDED, who, visit))
            codes = self._codes.come_with_first_factor(change, factors, web_session, visit)
            return Changed(renewed(change, web_session, Proof("totp", now)), codes)

    def remove_totp(self, web_session: WebSession, *, visit: Visit) -> Changed:
        """Remove the authenticator app and end every other web session; raises NotThere."""
        self.require_proof(web_session)
        who = web_session.principal
        with self._changes.factor_change() as change:
            if not change.remove_totp(who.identity_id):
                raise NotThere(what=_("authenticator app"))
            ended = change.end_other_web_sessions(web_session, self._clock())
            change.record(*self._entries.endings(ended, who, visit, cause="authenticator app removed"))
            change.record(self._entries.of(Action.TOTP_REMOVED, who, visit))
            return Changed(renewed(change, web_session))

    def new_recovery_codes(self, web_session: WebSession, *, visit: Visit) -> Changed:
        """Return new recovery codes in place of all earlier ones."""
        self.require_proof(web_session)
        with self._changes.factor_change() as change:
            codes = self._codes.replace(change, web_session, visit)
            return Changed(renewed(change, web_session), codes)

    def change_password(self, web_session: WebSession, password: str, *, visit: Visit) -> Changed:
        """Take another password and end every other web session; raises what hashing raises."""
        if local_account_of(self._accounts, web_session).password_hash is None:
            raise NotLocal
        self.require_proof(web_session)
        password_hash, who = self._passwords.hash(password), web_session.principal
        with self._changes.factor_change() as change:
            change.replace_password(who.identity_id, password_hash, self._clock())
            ended = change.end_other_web_sessions(web_session, self._clock())
            change.record(*self._entries.endings(ended, who, visit, cause="password changed"))
            change.record(self._entries.of(Action.PASSWORD_SET, who, visit))
            return Changed(renewed(change, web_session))

    def _begun(self, web_session: WebSession, token: str) -> str:
        begun = self._challenges.find("totp-enrolment", token_hash=token_hash_of(token), at=self._clock())
        if begun is None or begun.body["identity_id"] != str(web_session.principal.identity_id):
            raise TotpNotBegun
        return str(begun.body["sealed_secret"])
