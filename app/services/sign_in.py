"""Sign in with a local account: throttled, in even time, and answered alike whoever is asked for."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.client_addresses import throttle_key_of
from app.domain.ledger import Action, Actor, Event
from app.domain.people import LocalAccount, MalformedUsername, Username
from app.domain.refusals import NotSignedIn, TooMany
from app.domain.web_sessions import ABSOLUTE_LIMIT, Proof, WebSession
from app.domain.words import _

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


class WebSessionKeeper(Protocol):
    def begin(
        self, web_session: WebSession, *, token_hash: str, address: str | None, user_agent: str | None, event: Event
    ) -> None: ...

    def end(self, web_session_id: UUID, at: datetime, event: Event) -> None: ...


class SignInLedger(Protocol):
    def append(self, *events: Event) -> None: ...


@dataclass(frozen=True, slots=True)
class NewWebSession:
    """A web session just begun, with the token for the cookie: a secret that is stored nowhere."""

    web_session: WebSession
    token: str = field(repr=False)


def account_key_of(subject: str) -> str:
    """Return the key under which the tries at one local account are counted, whether there is one or not."""
    return f"account:{hashlib.sha256(subject.encode()).hexdigest()}"


def token_hash_of(token: str) -> str:
    """Return what is stored instead of a web session's token: it has 256 random bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class SignIns:
    """Begins and ends web sessions."""

    def __init__(
        self,
        *,
        accounts: LocalAccountKeeper,
        attempts: AttemptCounter,
        passwords: PasswordVerifier,
        web_sessions: WebSessionKeeper,
        ledger: SignInLedger,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._accounts = accounts
        self._attempts = attempts
        self._passwords = passwords
        self._web_sessions = web_sessions
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
            self._ledger.append(self._entry(Action.SIGN_IN_REFUSED, visit, account))
            raise SignInRefused
        self._attempts.forget(account_key)
        # An office behind one address signs in at nine o'clock: only failures may count against it.
        self._attempts.give_back(address_key)
        better = self._passwords.better_hash(account.password_hash, password)
        if better is not None:
            self._accounts.rehash(account.principal.identity_id, account.password_hash, better, self._clock())
        return self._begin(account, visit)

    def sign_out(self, web_session: WebSession, *, visit: Visit) -> None:
        """End a web session at once, for every process."""
        principal = web_session.principal
        event = Event(
            id=self._new_id(),
            at=self._clock(),
            action=Action.WEB_SESSION_ENDED,
            outcome="succeeded",
            actor=Actor("person", str(principal.person_id)),
            person_id=principal.person_id,
            address=visit.address,
            body={"request_id": str(visit.id), "web_session_id": str(web_session.id), "cause": "signed out"},
        )
        self._web_sessions.end(web_session.id, self._clock(), event)

    def _require_few_tries(self, keys: Mapping[str, int]) -> None:
        wait = self._attempts.reserve(keys, at=self._clock(), window=THROTTLE_WINDOW)
        if wait is not None:
            raise TooManySignIns(retry_after=wait, minutes=-(-wait // 60))

    def _begin(self, account: LocalAccount, visit: Visit) -> NewWebSession:
        now = self._clock()
        token = secrets.token_urlsafe(32)
        web_session = WebSession(
            id=self._new_id(),
            principal=account.principal,
            proofs=(Proof("password", now),),
            created_at=now,
            last_seen_at=now,
            expires_at=now + ABSOLUTE_LIMIT,
            csrf_secret=secrets.token_urlsafe(32),
        )
        self._web_sessions.begin(
            web_session,
            token_hash=token_hash_of(token),
            address=visit.address,
            user_agent=visit.user_agent,
            event=self._entry(Action.WEB_SESSION_BEGUN, visit, account),
        )
        return NewWebSession(web_session, token)

    def _entry(self, action: Action, visit: Visit, account: LocalAccount | None) -> Event:
        """Name the person where there is one; what was typed stays out, for it may be a password."""
        person_id = account.principal.person_id if account else None
        began = action is Action.WEB_SESSION_BEGUN
        return Event(
            id=self._new_id(),
            at=self._clock(),
            action=action,
            outcome="succeeded" if began else "refused",
            actor=Actor("person", str(person_id)) if began else Actor("anonymous", ""),
            person_id=person_id,
            address=visit.address,
            body={"request_id": str(visit.id), "user_agent": (visit.user_agent or "")[:512], "way": "local"},
        )


def _local_subject_of(username: str) -> str:
    """Return the local subject of what was typed; a text that is no username is looked for as an impossible one."""
    try:
        return Username.parse(username.strip()).local_subject
    except MalformedUsername:
        return ""
