"""Console sessions of each browser: one at a time, or up to five with multi-session; and the hand-over to the console.

Source: https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/multisession.html
"""

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.demo.clock import Clock
from app.demo.signin.destinations import ConsolePage
from app.demo.sts.minting import Minted

_MOST_SESSIONS: Final = 5
_CODE_VALID_FOR: Final = timedelta(minutes=1)
_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class MustLogOutFirst(Exception):
    """Another identity is signed in, and multi-session is off."""


class SessionLimitReached(Exception):
    """Five identities are signed in already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSession:
    """Somebody in a console, until then; `issuer` is where they can come in again."""

    minted: Minted
    page: ConsolePage
    issuer: str
    started_at: datetime
    ends_at: datetime

    @property
    def id(self) -> str:
        """The account, and eight characters that stay the same for the same identity."""
        number = int.from_bytes(hashlib.sha256(self.minted.arn.encode()).digest()[:8])
        letters = [_ALPHABET[number // 36**place % 36] for place in range(8)]
        return f"{self.minted.account_id}-{''.join(letters)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _HandOver:
    """A one-time code that takes a browser from the sign-in origin to the console origin."""

    browser: str = field(repr=False)
    session: ConsoleSession
    valid_until: datetime


class ConsoleSessions:
    """Who is signed in in which browser. A browser is known by a random cookie; each origin has its own."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._by_browser: dict[str, dict[str, ConsoleSession]] = {}
        self._codes: dict[str, _HandOver] = {}
        self._console_browsers: dict[str, str] = {}

    def begin(self, browser: str, session: ConsoleSession, *, multi_session: bool) -> str:
        """Sign in and return the code for the hand-over; raises MustLogOutFirst or SessionLimitReached."""
        with self._lock:
            sessions = self._by_browser.setdefault(browser, {})
            others = [each for each in sessions.values() if each.id != session.id and each.ends_at > self._clock()]
            if others and not multi_session:
                raise MustLogOutFirst
            if len(others) >= _MOST_SESSIONS:
                raise SessionLimitReached
            sessions[session.id] = session
            code = secrets.token_urlsafe(32)
            valid_until = self._clock() + _CODE_VALID_FOR
            self._codes[code] = _HandOver(browser=browser, session=session, valid_until=valid_until)
            return code

    def redeem(self, code: str, console_browser: str) -> ConsoleSession | None:
        """Let the browser in at the console's origin; a code works once, and not for long."""
        with self._lock:
            hand_over = self._codes.pop(code, None)
            if hand_over is None or hand_over.valid_until <= self._clock():
                return None
            self._console_browsers[console_browser] = hand_over.browser
            return hand_over.session

    def of_console(self, console_browser: str) -> list[ConsoleSession]:
        """The sessions of a browser, as the console's origin knows it: running ones and ended ones."""
        with self._lock:
            browser = self._console_browsers.get(console_browser, "")
            return list(self._by_browser.get(browser, {}).values())

    def running(self, browser: str) -> list[ConsoleSession]:
        with self._lock:
            return [each for each in self._by_browser.get(browser, {}).values() if each.ends_at > self._clock()]

    def sign_out(self, browser: str) -> None:
        with self._lock:
            self._by_browser.pop(browser, None)
