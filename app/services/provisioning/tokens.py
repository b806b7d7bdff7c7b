"""The bearer tokens with which directories call: made and revoked by the operator, and kept as hashes only."""

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from app.domain.checkups import Well
from app.domain.ledger import Action, Actor, Event
from app.domain.provisioning import MOST_TOKENS, ScimToken
from app.domain.refusals import NotThere
from app.domain.scim_refusals import NoToken, TokensEnough
from app.domain.words import _
from app.services.changes import Scribe
from app.services.new_web_sessions import token_hash_of

# In bytes; and a word that scanners for leaked secrets can look for.
_RANDOM: Final = 32
_PREFIX: Final = "doorstep_scim_"


def found_of(source: str, tokens: Sequence[ScimToken]) -> Well | NoToken:
    """Say of a directory what its tokens tell: how many there are, and when it last called."""
    if not tokens:
        return NoToken(source=source, name=source.partition(":")[2])
    calls = [token.last_used_at for token in tokens if token.last_used_at is not None]
    if not calls:
        return Well(_("It has tokens (%(count)s), and has not called yet."), {"count": len(tokens)})
    last = f"{max(calls):%Y-%m-%d %H:%M}"
    return Well(_("It has tokens (%(count)s), and last called at %(last)s UTC."), {"count": len(tokens), "last": last})


class TokenChange(Protocol):
    """One transaction of changes of tokens; it counts as a whole or not at all."""

    def tokens_of(self, source: str) -> tuple[ScimToken, ...]: ...

    def find_token(self, token_id: UUID) -> ScimToken | None: ...

    def add_token(self, token: ScimToken, token_hash: str) -> None: ...

    def revoke_token(self, token_id: UUID, at: datetime) -> None: ...

    def record(self, *events: Event) -> None: ...


class TokenChanges(Protocol):
    """Opens such changes, one after the other; raises StorageUnavailable."""

    def token_change(self) -> AbstractContextManager[TokenChange]: ...


class ScimTokens:
    """Makes and revokes tokens."""

    def __init__(self, *, changes: TokenChanges, scribe: Scribe) -> None:
        self._changes = changes
        self._scribe = scribe

    def make(self, source: str, *, actor: Actor) -> str:
        """Return a new token of a directory, which nobody can read again; raises TokensEnough or StorageUnavailable."""
        token = _PREFIX + secrets.token_urlsafe(_RANDOM)
        with self._changes.token_change() as change:
            if len(change.tokens_of(source)) >= MOST_TOKENS:
                raise TokensEnough(most=MOST_TOKENS, name=source)
            made = ScimToken(self._scribe.new_id(), source, self._scribe.clock(), None)
            change.add_token(made, token_hash_of(token))
            change.record(self._entry(Action.SCIM_TOKEN_MADE, made, actor))
        return token

    def revoke(self, token_id: UUID, *, actor: Actor) -> ScimToken:
        """Let a token count no more, from the next call on; raises NotThere or StorageUnavailable."""
        with self._changes.token_change() as change:
            token = change.find_token(token_id)
            if token is None:
                raise NotThere(what=_("token"))
            change.revoke_token(token_id, self._scribe.clock())
            change.record(self._entry(Action.SCIM_TOKEN_REVOKED, token, actor))
        return token

    def _entry(self, action: Action, token: ScimToken, actor: Actor) -> Event:
        return self._scribe.entry(action, actor, source=token.source, token_id=str(token.id))
