"""Sign in with a local account: throttled, in even time, and answered alike whoever is asked for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.ledger import Action, Event
from app.domain.people import LocalAccount, MalformedUsername, Username
from app.domain.refusals import NotSignedIn, TooMany
from app.domain.words import _
from app.services.local_accounts.second_steps import SecondStep, SecondSteps
from app.services.local_accounts.tries import ATTEMPTS_PER_ACCOUNT, Tries, account_key_of
from app.services.new_web_sessions import NewWebSession, NewWebSessions, entry_of_sign_in


class SignInRefused(NotSignedIn):
    code = "sign-in-refused"
    sentence = _("That username and password do not match.")
    remedy = _("Check both and try again. An admin can set a new password for you.")


class TooManySignIns(TooMany):
    code = "too-many-sign-ins"
    sentence = _("Too many sign-in attempts.")
    remedy = _("Wait %(minutes)s min, then try again.")


class LocalAccountKeeper(Protocol):
    def find(self, subject: str) -> LocalAccount | None: ...

    def rehash(self, identity_id: UUID, old_hash: str, new_hash: str, at: datetime) -> None: ...


class PasswordVerifier(Protocol):
    """Verifies in even time; a `password_hash` of None costs as much as a real one and never fits."""

    def verify(self, password_hash: str | None, password: str) -> bool: ...

    def better_hash(self, password_hash: str, password: str) -> str | None: ...


class SignInLedger(Protocol):
    def append(self, *events: Event) -> None: ...


class SignIns:
    """Signs people in with a local account."""

    def __init__(
        self,
        *,
        accounts: LocalAccountKeeper,
        tries: Tries,
        passwords: PasswordVerifier,
        second_steps: SecondSteps,
        begins: NewWebSessions,
        ledger: SignInLedger,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._accounts = accounts
        self._tries = tries
        self._passwords = passwords
        self._second_steps = second_steps
        self._begins = begins
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id

    def with_password(self, username: str, password: str, *, visit: Visit) -> NewWebSession | SecondStep:
        """Begin a web session, or the second step where the account has one.

        Raises SignInRefused, TooManySignIns, PasswordsBusy or StorageUnavailable.
        """
        subject = local_subject_of(username)
        wait = self._tries.begin(account_key_of(subject), ATTEMPTS_PER_ACCOUNT, visit)
        if wait is not None:
            raise TooManySignIns(retry_after=wait)
        account = self._accounts.find(subject)
        usable = account is not None and account.lets_in
        fits = self._passwords.verify(account.password_hash if account and usable else None, password)
        if account is None or not usable or not fits:
            self._ledger.append(self._refusal(visit, account))
            raise SignInRefused
        self._tries.succeeded(account_key_of(subject), visit)
        account = self._rehashed(account, password)
        step = self._second_steps.begin(account)
        return step or self._begins.begin(account.principal, ("password",), way="local", visit=visit)

    def _rehashed(self, account: LocalAccount, password: str) -> LocalAccount:
        """Return the account with a better hash of its password, if the parameters have changed since."""
        known = account.password_hash
        better = self._passwords.better_hash(known, password) if known else None
        if known is None or better is None:
            return account
        self._accounts.rehash(account.principal.identity_id, known, better, self._clock())
        return replace(account, password_hash=better)

    def _refusal(self, visit: Visit, account: LocalAccount | None) -> Event:
        person_id = account.principal.person_id if account else None
        return entry_of_sign_in(
            Action.SIGN_IN_REFUSED, visit, way="local", id_=self._new_id(), at=self._clock(), person_id=person_id
        )


def local_subject_of(username: str) -> str:
    """Return the local subject of what was typed; a text that is no username is looked for as an impossible one."""
    try:
        return Username.parse(username.strip()).local_subject
    except MalformedUsername:
        return ""
