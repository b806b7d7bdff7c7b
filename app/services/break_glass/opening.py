"""Open a break-glass account: proved, with a reason, once, and told to people outside at that moment."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

import structlog

from app.domain.break_glass import BreakGlassOver, BreakGlassRefused, BreakGlassSealed, BreakGlassUse
from app.domain.challenges import Challenge
from app.domain.clicks import Visit
from app.domain.factors import Given, ProofRefused, TooManyProofs
from app.domain.ledger import Action, Plain
from app.domain.passkeys import AskedPasskey, PasskeyAnswer
from app.domain.people import LocalAccount, MalformedUsername, Username
from app.domain.refusals import Refusal, StorageUnavailable
from app.domain.web_sessions import ABSOLUTE_LIMIT, Proof
from app.services.break_glass.changing import BreakGlassChange, BreakGlassChanges
from app.services.break_glass.telling import notice_of
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.passkey_answers import PasskeyAnswers
from app.services.local_accounts.proving import Proving, VerifiesPasswords
from app.services.local_accounts.second_steps import AppendsEntries, KeepsChallenges
from app.services.local_accounts.tries import ATTEMPTS_PER_ACCOUNT, Tries, account_key_of
from app.services.new_web_sessions import NewWebSession, entry_of_sign_in, new_web_session, token_hash_of
from app.services.notices import Notices

log = structlog.get_logger()

_TIME_FOR_IT: Final = timedelta(minutes=10)
_APP: Final = frozenset({"totp"})
_WAY: Final = "break-glass"


class FindsAccounts(Protocol):
    """Finds local accounts; raises StorageUnavailable."""

    def find(self, subject: str) -> LocalAccount | None: ...

    def find_by_identity(self, identity_id: UUID) -> LocalAccount | None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Why the glass is broken, and whether only to see that it can be."""

    reason: str
    is_drill: bool


class BreakGlass:
    """Lets people in with an account that is kept for emergencies; a drill does all of it but that."""

    def __init__(
        self,
        *,
        accounts: FindsAccounts,
        passwords: VerifiesPasswords,
        proving: Proving,
        passkeys: PasskeyAnswers,
        challenges: KeepsChallenges,
        tries: Tries,
        changes: BreakGlassChanges,
        notices: Notices,
        ledger: AppendsEntries,
        entries: OwnEntries,
        public_url: str,
        lasts: timedelta = ABSOLUTE_LIMIT,
    ) -> None:
        self._lasts = lasts
        self._accounts = accounts
        self._passwords = passwords
        self._proving = proving
        self._passkeys = passkeys
        self._challenges = challenges
        self._tries = tries
        self._changes = changes
        self._notices = notices
        self._ledger = ledger
        self._entries = entries
        self._public_url = public_url

    def with_password(
        self, username: str, password: str, code: str, asked: Asked, *, visit: Visit
    ) -> NewWebSession | None:
        """Let somebody in by a password and the code of an authenticator app; None after a drill.

        Raises BreakGlassRefused, BreakGlassSealed, TooManyProofs, PasswordsBusy or StorageUnavailable.
        """
        account: LocalAccount | None = None
        try:
            with self._counted(f"break-glass {account_key_of(_subject_of(username))}", visit):
                account = self._accounts.find(_subject_of(username))
                self._require_password(account, password)
                account = _require_for_emergencies(account)
                proof = self._proving.judge(account, Given(code=code), ways=_APP, visit=visit)
            return self._let_in(account, (Proof("password", proof.at), proof), asked, visit)
        except Refusal as refusal:
            self._refuse(refusal, account, visit)
            raise

    def begin_with_passkey(self, asked: Asked) -> AskedPasskey:
        """Ask for any passkey, and remember what for; raises PasskeysImpossible or StorageUnavailable."""
        token, now = secrets.token_urlsafe(32), self._entries.clock()
        options = self._passkeys.options_for_any(token)
        body: dict[str, Plain] = {"reason": asked.reason, "is_drill": asked.is_drill}
        begun = Challenge(purpose="break-glass", body=body, expires_at=now + _TIME_FOR_IT)
        self._challenges.put(begun, token_hash=token_hash_of(token), at=now)
        return AskedPasskey(options, token)

    def asked_passkey(self, token: str) -> AskedPasskey:
        """Return what was begun; raises BreakGlassOver or StorageUnavailable."""
        found = self._challenges.find("break-glass", token_hash=token_hash_of(token), at=self._entries.clock())
        if found is None:
            raise BreakGlassOver
        return AskedPasskey(self._passkeys.options_for_any(token), token)

    def with_passkey(self, answer: PasskeyAnswer, *, visit: Visit) -> NewWebSession | None:
        """Let somebody in by a passkey; None after a drill.

        Raises BreakGlassOver, BreakGlassRefused, BreakGlassSealed, TooManyProofs or StorageUnavailable.
        """
        now = self._entries.clock()
        begun = self._challenges.take("break-glass", token_hash=token_hash_of(answer.token), at=now)
        if begun is None:
            raise BreakGlassOver
        asked = Asked(str(begun.body["reason"]), is_drill=begun.body["is_drill"] is True)
        account: LocalAccount | None = None
        try:
            passkey = self._passkeys.find(answer)
            with self._counted(f"break-glass passkey:{passkey.id}", visit):
                account = _require_for_emergencies(self._accounts.find_by_identity(passkey.identity_id))
                self._passkeys.judge(answer, passkey)
            return self._let_in(account, (Proof("passkey", now),), asked, visit)
        except Refusal as refusal:
            self._refuse(refusal, account, visit)
            raise

    @contextmanager
    def _counted(self, key: str, visit: Visit) -> Iterator[None]:
        """Count a try before it is judged, apart from those at the ordinary form: nobody locks this one from there."""
        wait = self._tries.begin(key, ATTEMPTS_PER_ACCOUNT, visit)
        if wait is not None:
            raise TooManyProofs(retry_after=wait)
        yield
        self._tries.succeeded(key, visit)

    def _require_password(self, account: LocalAccount | None, password: str) -> None:
        usable = account is not None and account.is_for_emergencies and not account.disabled
        if not self._passwords.verify(account.password_hash if account and usable else None, password):
            raise BreakGlassRefused

    def _let_in(
        self, account: LocalAccount, proofs: tuple[Proof, ...], asked: Asked, visit: Visit
    ) -> NewWebSession | None:
        principal, now = account.principal, self._entries.clock()
        made = new_web_session(principal, proofs, id_=self._entries.new_id(), at=now, lasts=self._lasts)
        use = BreakGlassUse(
            id=self._entries.new_id(),
            identity_id=principal.identity_id,
            username=principal.username.text,
            at=now,
            reason=asked.reason,
            is_drill=asked.is_drill,
            address=visit.address,
        )
        told = notice_of(use, id_=self._entries.new_id(), public_url=self._public_url)
        with self._changes.break_glass_change() as change:
            _require_unsealed(change, principal.identity_id)
            change.add_use(use, told, self._notices.channels)
            self._store(change, made, use, visit)
        try:
            self._notices.send_waiting()
        except StorageUnavailable:
            # The use counts, and its notice waits: whoever is let in is not shut out again for that.
            log.warning("notices.left_waiting")
        return None if asked.is_drill else made

    def _store(self, change: BreakGlassChange, made: NewWebSession, use: BreakGlassUse, visit: Visit) -> None:
        principal, how = made.web_session.principal, [proof.how for proof in made.web_session.proofs]
        if use.is_drill:
            change.record(self._entries.of(Action.BREAK_GLASS_DRILLED, principal, visit, reason=use.reason, how=[*how]))
            return
        change.seal(principal.identity_id, use.at)
        change.begin_web_session(
            made.web_session, token_hash=token_hash_of(made.token), address=visit.address, user_agent=visit.user_agent
        )
        begun = entry_of_sign_in(
            Action.WEB_SESSION_BEGUN,
            visit,
            way=_WAY,
            id_=self._entries.new_id(),
            at=use.at,
            person_id=principal.person_id,
        )
        opened = self._entries.of(Action.BREAK_GLASS_OPENED, principal, visit, reason=use.reason, how=[*how])
        change.record(begun, opened)

    def _refuse(self, refusal: Refusal, account: LocalAccount | None, visit: Visit) -> None:
        """Write a refusal down; raises BreakGlassRefused for each proof that is wrong: not which part of it was."""
        entry = entry_of_sign_in(
            Action.BREAK_GLASS_REFUSED,
            visit,
            way=_WAY,
            id_=self._entries.new_id(),
            at=self._entries.clock(),
            person_id=account.principal.person_id if account else None,
            code=refusal.code,
        )
        self._ledger.append(entry)
        if isinstance(refusal, ProofRefused):
            raise BreakGlassRefused from refusal


def _subject_of(username: str) -> str:
    """Return the local subject of what was typed; a text that is no username is looked for as an impossible one."""
    try:
        return Username.parse(username.strip()).local_subject
    except MalformedUsername:
        return ""


def _require_for_emergencies(account: LocalAccount | None) -> LocalAccount:
    if account is None or account.disabled or not account.is_for_emergencies:
        raise BreakGlassRefused
    return account


def _require_unsealed(change: BreakGlassChange, identity_id: UUID) -> None:
    """Raise unless the account can be used once: it may have been used, or retired, a moment ago."""
    found = change.find_break_glass(identity_id)
    if found is None:
        raise BreakGlassRefused
    if found.sealed_at is not None:
        raise BreakGlassSealed
