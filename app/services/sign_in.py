"""Sign in with a local account: throttled, in even time, and answered alike whoever is asked for."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.client_addresses import throttle_key_of
from app.domain.ledger import Action, Event
from app.domain.people import LocalAccount, MalformedUsername, Username
from app.domain.refusals import NotSignedIn, TooMany
from app.domain.words import _
from app.services.new_web_sessions import NewWebSession, NewWebSessions, entry_of_sign_in

THROTTLE_WINDOW: Final = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT: Final = 10
ATTEMPTS_PER_ADDRESS: Final = 60


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


class AttemptCounter(Protocol):
    """Counts tries across processes; `reserve` returns None, or the seconds to wait."""

    def reserve(self, keys: Mapping[str, int], *, at: datetime, window: timedelta) -> int | None: ...

    def forget(self, key: str) -> None: ...

    def give_back(self, key: str) -> None: ...


class PasswordVerifier(Protocol):
    """Verifies in even time; a `password_hash` of None costs as much as a real one and never fits."""

    def verify(self, password_hash: str | None, password: str) -> bool: ...

    def better_hash(self, password_hash: str, password: str) -> str | None: ...


class SignInLedger(Protocol):
    def append(self, *events: Event) -> None: ...


def account_key_of(subject: str) -> str:
    """Return the key under which the tries at one local account are counted, whether there is one or not."""
    return f"account:{hashlib.sha256(subject.encode()).hexdigest()}"


class SignIns:
    """Signs people in with a local account."""

    def __init__(
        self,
        *,
        accounts: LocalAccountKeeper,
        attempts: AttemptCounter,
        passwords: PasswordVerifier,
        begins: NewWebSessions,
        ledger: SignInLedger,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._accounts = accounts
        self._attempts = attempts
        self._passwords = passwords
        self._begins = begins
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id

    def with_password(self, username: str, password: str, *, visit: Visit) -> NewWebSession:
        """Begin a web session; raises SignInRefused, TooManySignIns, PasswordsBusy or StorageUnavailable.

        A try counts before it is judged, so that tries at the same time cannot slip past the limit.
        """
        subject = _local_subject_of(username)
        account_key = account_key_of(subject)
        address_key = f"address:{throttle_key_of(visit.address) if visit.address else 'unknown'}"
        self._require_few_tries({account_key: ATTEMPTS_PER_ACCOUNT, address_key: ATTEMPTS_PER_ADDRESS})
        account = self._accounts.find(subject)
        usable = account is not None and not account.disabled
        fits = self._passwords.verify(account.password_hash if account and usable else None, password)
        if account is None or not usable or not fits:
            self._ledger.append(self._refusal(visit, account))
            raise SignInRefused
        self._attempts.forget(account_key)
        # An office behind one address signs in at nine o'clock: only failures may count against it.
        self._attempts.give_back(address_key)
        better = self._passwords.better_hash(account.password_hash, password)
        if better is not None:
            self._accounts.rehash(account.principal.identity_id, account.password_hash, better, self._clock())
        return self._begins.begin(account.principal, ("password",), way="local", visit=visit)

    def _require_few_tries(self, keys: Mapping[str, int]) -> None:
        wait = self._attempts.reserve(keys, at=self._clock(), window=THROTTLE_WINDOW)
        if wait is not None:
            raise TooManySignIns(retry_after=wait, minutes=-(-wait // 60))

    def _refusal(self, visit: Visit, account: LocalAccount | None) -> Event:
        person_id = account.principal.person_id if account else None
        return entry_of_sign_in(
            Action.SIGN_IN_REFUSED, visit, way="local", id_=self._new_id(), at=self._clock(), person_id=person_id
        )


def _local_subject_of(username: str) -> str:
    """Return the local subject of what was typed; a text that is no username is looked for as an impossible one."""
    try:
        return Username.parse(username.strip()).local_subject
    except MalformedUsername:
        return ""
