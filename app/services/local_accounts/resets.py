"""Reset somebody's sign-in: what they have lost counts no more, and the password alone lets them in again."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.admins import Admin
from app.domain.ledger import Action, Actor
from app.domain.people import Person, Principal, Username
from app.domain.refusals import AN_ADMIN, Conflict, NotThere
from app.domain.words import _
from app.services.changes import NoSuchPerson, Scribe
from app.services.local_accounts.changing import FactorChange
from app.services.local_accounts.tries import AttemptCounter, proof_key_of


class NothingToReset(Conflict):
    code = "nothing-to-reset"
    sentence = _("This person has no local account, nor factors of this portal: their sign-in is not kept here.")
    remedy = _("Reset it at their identity provider.")
    who = AN_ADMIN


class ResetChange(FactorChange, Protocol):
    """A change that finds people as well."""

    def find_person(self, person_id: UUID) -> Person | None: ...

    def find_local_principal(self, subject: str) -> Principal | None: ...

    def kept_identity_of(self, person_id: UUID) -> UUID | None: ...

    def end_every_web_session(self, person_id: UUID, at: datetime) -> tuple[UUID, ...]: ...


class ResetChanges(Protocol):
    def factor_change(self, by: Admin | None = None) -> AbstractContextManager[ResetChange]: ...


class Resets:
    """Resets sign-ins. Nobody gains a role by it, so it waits for no second admin."""

    def __init__(self, *, changes: ResetChanges, scribe: Scribe, attempts: AttemptCounter) -> None:
        self._changes = changes
        self._scribe = scribe
        self._attempts = attempts

    def by_admin(self, admin: Admin, person_id: UUID, *, reason: str) -> None:
        """Reset the sign-in of a person; raises NotThere, NothingToReset, NotAnAdmin or StorageUnavailable."""
        with self._changes.factor_change(by=admin) as change:
            if change.find_person(person_id) is None:
                raise NotThere(what=_("person"))
            identity_id = change.kept_identity_of(person_id)
            if identity_id is None:
                raise NothingToReset
            self._reset(change, person_id, identity_id, admin.actor, reason)
        self._attempts.forget(proof_key_of(identity_id))

    def by_operator(self, username: Username, *, actor: Actor, reason: str) -> Principal:
        """Likewise, of a local person by their username; raises NoSuchPerson or StorageUnavailable."""
        with self._changes.factor_change() as change:
            principal = change.find_local_principal(username.local_subject)
            if principal is None:
                raise NoSuchPerson(username=username)
            self._reset(change, principal.person_id, principal.identity_id, actor, reason)
        self._attempts.forget(proof_key_of(principal.identity_id))
        return principal

    def _reset(self, change: ResetChange, person_id: UUID, identity_id: UUID, actor: Actor, reason: str) -> None:
        now = self._scribe.clock()
        had_totp = change.remove_totp(identity_id)
        passkeys = change.remove_every_passkey(identity_id)
        change.replace_recovery_codes(identity_id, (), now)
        ended = change.end_every_web_session(person_id, now)
        change.record(*self._scribe.endings(ended, actor, person_id, cause="sign-in reset"))
        entry = self._scribe.entry(
            Action.SIGN_IN_RESET, actor, person_id=person_id, reason=reason, had_totp=had_totp, passkeys=passkeys
        )
        change.record(entry)
