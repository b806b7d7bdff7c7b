"""getSigninToken: credentials, and perhaps a console duration, for a sign-in token.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
"""

import json
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.demo.clock import Clock
from app.demo.sts.minting import Mint, Minted

_VALID_FOR: Final = timedelta(minutes=15)
_KEYS: Final = frozenset(["sessionId", "sessionKey", "sessionToken"])
# AWS's own toolkit for JetBrains says of this partition: "gov is not supported for POST-based federation yet".
_WITHOUT_POST: Final = frozenset(["aws-us-gov"])


class Refused(Exception):
    """No token. AWS says 400 and gives no reason; neither does this."""


class Unknown(Exception):
    """There is no such sign-in token, or no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInToken:
    """A sign-in token: for whom, and until when the console would last."""

    text: str = field(repr=False)
    minted: Minted
    issued_at: datetime
    console_duration: timedelta | None

    def ends_at(self, now: datetime) -> datetime:
        """The console's end: its own duration, or else the end of the credentials."""
        return self.minted.expires_at if self.console_duration is None else now + self.console_duration


class SignInTokens:
    """Hands sign-in tokens out, and takes them back within 15 minutes, as often as they come."""

    def __init__(self, *, mint: Mint, clock: Clock) -> None:
        self._mint = mint
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[str, SignInToken] = {}

    def secrets(self) -> list[str]:
        """Every sign-in token that was given out and is remembered."""
        with self._lock:
            return list(self._tokens)

    def issue(self, session: str, console_duration: str | None, *, method: str) -> SignInToken:
        """Exchange credentials; raises Refused."""
        minted = self._credentials(session)
        if method == "POST" and minted.partition in _WITHOUT_POST:
            raise Refused
        if console_duration is not None and minted.is_chained:
            raise Refused
        now = self._clock()
        duration = None if console_duration is None else _seconds(console_duration)
        token = SignInToken(text=secrets.token_urlsafe(556), minted=minted, issued_at=now, console_duration=duration)
        with self._lock:
            self._tokens[token.text] = token
            while now - next(iter(self._tokens.values())).issued_at >= _VALID_FOR:
                del self._tokens[next(iter(self._tokens))]
        return token

    def find(self, text: str) -> SignInToken:
        """Return the token; raises Unknown, also 15 minutes after it was issued."""
        with self._lock:
            token = self._tokens.get(text)
        if token is None or self._clock() - token.issued_at >= _VALID_FOR:
            raise Unknown
        return token

    def _credentials(self, session: str) -> Minted:
        """Long-term keys are refused like unknown ones: only what STS minted opens a console."""
        keys = _keys(session)
        minted = self._mint.find(keys["sessionId"])
        if minted is None or not minted.has_secret(keys["sessionKey"]) or not minted.has_token(keys["sessionToken"]):
            raise Refused
        if minted.expires_at <= self._clock():
            raise Refused
        return minted


def _keys(session: str) -> Mapping[str, str]:
    try:
        keys = json.loads(session)
    except ValueError as error:
        raise Refused from error
    if not isinstance(keys, dict) or set(keys) != _KEYS or not all(isinstance(value, str) for value in keys.values()):
        raise Refused
    return keys


def _seconds(text: str) -> timedelta:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not 900 <= int(text) <= 43200:
        raise Refused
    return timedelta(seconds=int(text))
