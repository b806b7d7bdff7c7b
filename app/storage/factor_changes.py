"""One change of how somebody signs in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, update

from app.domain.factors import Totp
from app.domain.passkeys import Passkey
from app.domain.people import LOCAL_ISSUER
from app.domain.web_sessions import WebSession
from app.storage.changes import Change
from app.storage.ids import new_id
from app.storage.passkeys import columns_of
from app.storage.sign_in_tables import passkey, recovery_code, totp
from app.storage.tables import identity, local_password, web_session
from app.storage.web_sessions import proofs_to_store


class FactorChange(Change):
    """A change in which somebody's factors, their web sessions and the entries count together."""

    def kept_identity_of(self, person_id: UUID) -> UUID | None:
        """Return the identity of a person that the portal keeps factors of: a local one, or one with any, or None."""
        has_any = [
            select(kept.c.identity_id).where(kept.c.identity_id == identity.c.id).exists() for kept in (totp, passkey)
        ]
        theirs = select(identity.c.id).where(
            identity.c.person_id == person_id, or_(identity.c.issuer == LOCAL_ISSUER, *has_any)
        )
        return self._connection.execute(theirs.order_by(identity.c.id)).scalars().first()

    def add_totp(self, identity_id: UUID, added: Totp) -> None:
        """Add the authenticator app of a local account that has none."""
        columns = {"sealed_secret": added.sealed_secret, "last_step": added.last_step, "added_at": added.added_at}
        self._add(totp, {"identity_id": identity_id, **columns})

    def remove_totp(self, identity_id: UUID) -> bool:
        """Remove it, and say whether there was one."""
        return bool(self._connection.execute(delete(totp).where(totp.c.identity_id == identity_id)).rowcount)

    def is_passkey(self, credential_id: bytes) -> bool:
        """Say whether a passkey of anybody is called so by its device."""
        called = select(passkey.c.id).where(passkey.c.credential_id == credential_id)
        return self._connection.execute(called).first() is not None

    def add_passkey(self, added: Passkey) -> None:
        """Add a passkey of a local account."""
        self._add(passkey, columns_of(added))

    def remove_passkey(self, identity_id: UUID, passkey_id: UUID) -> bool:
        """Remove one of an account, and say whether it was there."""
        one = delete(passkey).where(passkey.c.identity_id == identity_id, passkey.c.id == passkey_id)
        return bool(self._connection.execute(one).rowcount)

    def remove_every_passkey(self, identity_id: UUID) -> int:
        """Remove all of an account, and say how many there were."""
        return self._connection.execute(delete(passkey).where(passkey.c.identity_id == identity_id)).rowcount

    def replace_recovery_codes(self, identity_id: UUID, hashes: Sequence[str], at: datetime) -> None:
        """Put new recovery codes in the place of all others; none leaves none."""
        self._connection.execute(delete(recovery_code).where(recovery_code.c.identity_id == identity_id))
        rows = [{"id": new_id(), "identity_id": identity_id, "code_hash": one, "made_at": at} for one in hashes]
        if rows:
            self._connection.execute(insert(recovery_code), rows)

    def replace_password(self, identity_id: UUID, password_hash: str, at: datetime) -> None:
        """Replace a password, and leave the web sessions."""
        replaced = update(local_password).where(local_password.c.identity_id == identity_id)
        self._connection.execute(replaced.values(hash=password_hash, changed_at=at))

    def renew_web_session(self, renewed: WebSession, *, token_hash: str) -> bool:
        """Give a web session another token and what has been proved since; say whether it has not been ended."""
        alive = update(web_session).where(web_session.c.id == renewed.id, web_session.c.revoked_at.is_(None))
        columns = {"id_hash": token_hash, "proofs": proofs_to_store(renewed.proofs)}
        return bool(self._connection.execute(alive, columns).rowcount)

    def end_web_session(self, person_id: UUID, web_session_id: UUID, at: datetime) -> bool:
        """End one web session of somebody, and say whether it had not ended."""
        one = (web_session.c.person_id == person_id, web_session.c.id == web_session_id)
        return bool(self._end_web_sessions(*one, at=at))

    def end_other_web_sessions(self, kept: WebSession, at: datetime) -> tuple[UUID, ...]:
        """End every other web session of somebody, and return which."""
        theirs = (web_session.c.person_id == kept.principal.person_id, web_session.c.id != kept.id)
        return self._end_web_sessions(*theirs, at=at)

    def end_web_sessions_of(self, identity_id: UUID, at: datetime) -> tuple[UUID, ...]:
        """End every web session that began with an identity, and return which."""
        return self._end_web_sessions(web_session.c.identity_id == identity_id, at=at)

    def end_every_web_session(self, person_id: UUID, at: datetime) -> tuple[UUID, ...]:
        """End every web session of somebody, and return which."""
        return self._end_web_sessions(web_session.c.person_id == person_id, at=at)
