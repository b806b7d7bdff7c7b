"""How people add passkeys to their own sign-in, and remove them."""

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.challenges import Challenge
from app.domain.clicks import Visit
from app.domain.ledger import Action, Event
from app.domain.passkeys import (
    MOST_PASSKEYS,
    NewPasskey,
    Passkey,
    PasskeyAnswer,
    TooManyPasskeys,
    parse_passkey_name,
)
from app.domain.people import Principal
from app.domain.refusals import AlreadyThere, NotFound, NotThere
from app.domain.web_sessions import Proof, WebSession
from app.domain.words import _
from app.services.local_accounts.changing import FactorChanges, ReadsFactors, renewed
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.own_factors import Changed, OwnFactors
from app.services.local_accounts.own_recovery_codes import OwnRecoveryCodes
from app.services.local_accounts.passkey_answers import challenge_of
from app.services.local_accounts.second_steps import KeepsChallenges
from app.services.new_web_sessions import token_hash_of

_TIME_TO_MAKE: Final = timedelta(minutes=20)


class PasskeyNotBegun(NotFound):
    code = "passkey-not-begun"
    sentence = _("Adding this passkey took too long, or is done already.")
    remedy = _("Begin again on the page “Your sign-in”.")


class MakesPasskeys(Protocol):
    """Asks browsers to make passkeys, and verifies what they made; raises PasskeyRefused or PasskeysImpossible."""

    @property
    def are_possible(self) -> bool: ...

    def to_make(self, principal: Principal, challenge: bytes, known: Sequence[Passkey]) -> str: ...

    def made(self, answer: str, challenge: bytes) -> NewPasskey: ...


class OwnPasskeys:
    """Adds and removes passkeys of somebody who has just proved that it is them.

    Each change raises NotLocal, FreshProofNeeded, WebSessionEnded or StorageUnavailable, and what it names itself.
    """

    def __init__(
        self,
        *,
        own: OwnFactors,
        factors: ReadsFactors,
        changes: FactorChanges,
        challenges: KeepsChallenges,
        makes: MakesPasskeys,
        codes: OwnRecoveryCodes,
        entries: OwnEntries,
        new_id: Callable[[], UUID],
    ) -> None:
        self._own = own
        self._factors = factors
        self._changes = changes
        self._challenges = challenges
        self._makes = makes
        self._codes = codes
        self._entries = entries
        self._new_id = new_id

    @property
    def are_possible(self) -> bool:
        """Whether browsers allow passkeys at the address of this portal."""
        return self._makes.are_possible

    def begin(self, web_session: WebSession) -> str:
        """Begin to add a passkey, and return the token of what was begun: a secret. Raises TooManyPasskeys."""
        if len(self._own.require_proof(web_session).passkeys) >= MOST_PASSKEYS:
            raise TooManyPasskeys(most=MOST_PASSKEYS)
        token, now = secrets.token_urlsafe(32), self._entries.clock()
        body = {"identity_id": str(web_session.principal.identity_id)}
        begun = Challenge(purpose="passkey-enrolment", body=body, expires_at=now + _TIME_TO_MAKE)
        self._challenges.put(begun, token_hash=token_hash_of(token), at=now)
        return token

    def options(self, web_session: WebSession, token: str) -> str:
        """Return the options for making it, in JSON; raises PasskeyNotBegun or PasskeysImpossible."""
        self._require_begun(web_session, token)
        known = self._factors.of(web_session.principal.identity_id).passkeys
        return self._makes.to_make(web_session.principal, challenge_of(token), known)

    def add(self, web_session: WebSession, answer: PasskeyAnswer, name: str, *, visit: Visit) -> Changed:
        """Add what was made; raises MalformedPasskeyName, PasskeyNotBegun, PasskeyRefused or AlreadyThere."""
        before, name = self._own.require_proof(web_session), parse_passkey_name(name)
        self._require_begun(web_session, answer.token)
        made = self._makes.made(answer.text, challenge_of(answer.token))
        self._take(answer.token)
        who, now = web_session.principal, self._entries.clock()
        passkey = Passkey(id=self._new_id(), identity_id=who.identity_id, name=name, made=made, added_at=now)
        with self._changes.factor_change() as change:
            if change.is_passkey(made.credential_id):
                raise AlreadyThere(what=_("This passkey"))
            change.add_passkey(passkey)
            change.record(self._entry(Action.PASSKEY_ADDED, who, passkey.id, name, visit))
            codes = self._codes.come_with_first_factor(change, before, web_session, visit)
            return Changed(renewed(change, web_session, Proof("passkey", now)), codes)

    def remove(self, web_session: WebSession, passkey_id: UUID, *, visit: Visit) -> Changed:
        """Remove a passkey and end every other web session; raises NotThere."""
        passkeys = self._own.require_proof(web_session).passkeys
        who, named = web_session.principal, {one.id: one.name for one in passkeys}
        with self._changes.factor_change() as change:
            if passkey_id not in named or not change.remove_passkey(who.identity_id, passkey_id):
                raise NotThere(what=_("passkey"))
            ended = change.end_other_web_sessions(web_session, self._entries.clock())
            change.record(*self._entries.endings(ended, who, visit, cause="passkey removed"))
            change.record(self._entry(Action.PASSKEY_REMOVED, who, passkey_id, named[passkey_id], visit))
            return Changed(renewed(change, web_session))

    def _entry(self, action: Action, who: Principal, passkey_id: UUID, name: str, visit: Visit) -> Event:
        return self._entries.of(action, who, visit, passkey_id=str(passkey_id), name=name)

    def _require_begun(self, web_session: WebSession, token: str) -> None:
        now = self._entries.clock()
        begun = self._challenges.find("passkey-enrolment", token_hash=token_hash_of(token), at=now)
        if begun is None or begun.body["identity_id"] != str(web_session.principal.identity_id):
            raise PasskeyNotBegun

    def _take(self, token: str) -> None:
        now = self._entries.clock()
        if self._challenges.take("passkey-enrolment", token_hash=token_hash_of(token), at=now) is None:
            raise PasskeyNotBegun
