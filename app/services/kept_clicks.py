"""Keeps what somebody typed for a click while they sign in once more; it opens nothing by itself."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.challenges import Challenge, Purpose
from app.domain.clicks import Wanted
from app.domain.people import Principal
from app.services.local_accounts.second_steps import KeepsChallenges
from app.services.new_web_sessions import token_hash_of

PURPOSE: Final[Purpose] = "kept-click"
_KEPT_FOR: Final = timedelta(minutes=30)


class KeptClicks:
    """Keeps clicks, each for one person and one browser."""

    def __init__(self, *, challenges: KeepsChallenges, clock: Callable[[], datetime]) -> None:
        self._challenges = challenges
        self._clock = clock

    def keep(self, principal: Principal, wanted: Wanted) -> str:
        """Keep a click and return the token for the cookie; raises StorageUnavailable."""
        token, now = secrets.token_urlsafe(32), self._clock()
        body = {
            "person_id": str(principal.person_id),
            "role_arn": wanted.role_arn.text,
            "mapping_id": str(wanted.mapping_id) if wanted.mapping_id else None,
            "reason": wanted.reason,
        }
        kept = Challenge(purpose=PURPOSE, body=body, expires_at=now + _KEPT_FOR)
        self._challenges.put(kept, token_hash=token_hash_of(token), at=now)
        return token

    def find(self, principal: Principal, wanted: Wanted, token: str | None) -> Wanted | None:
        """Return what is wanted with what was kept for it, None if nothing was; raises StorageUnavailable."""
        if token is None:
            return None
        kept = self._challenges.find(PURPOSE, token_hash=token_hash_of(token), at=self._clock())
        if kept is None or (kept.body["person_id"], kept.body["role_arn"]) != (
            str(principal.person_id),
            wanted.role_arn.text,
        ):
            return None
        mapping_id, reason = kept.body["mapping_id"], kept.body["reason"]
        return replace(
            wanted,
            mapping_id=UUID(str(mapping_id)) if mapping_id else None,
            reason=str(reason) if reason else None,
        )
