"""What local accounts have beside their passwords: read, and used up by one of many at once."""

from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from app.domain.factors import Factors, Totp
from app.domain.ledger import Event
from app.storage.engine import Database
from app.storage.ledger import insert_events, write_with_entries
from app.storage.passkeys import passkeys_of
from app.storage.sign_in_tables import recovery_code, totp

_TOTP: Final = select(totp.c.sealed_secret, totp.c.last_step, totp.c.added_at)
_CODES_LEFT: Final = select(func.count()).select_from(recovery_code).where(recovery_code.c.used_at.is_(None))


class FactorStore:
    """Reads and uses second factors by the identity that they belong to."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def of(self, identity_id: UUID) -> Factors:
        """Return what an identity has; raises StorageUnavailable."""
        with self._database.read() as connection:
            app = connection.execute(_TOTP.where(totp.c.identity_id == identity_id)).one_or_none()
            left = connection.execute(_CODES_LEFT.where(recovery_code.c.identity_id == identity_id)).scalar_one()
            passkeys = passkeys_of(connection, identity_id)
        return Factors(Totp(*app) if app else None, left, passkeys)

    def accept_step(self, identity_id: UUID, step: int, *, resealed: str | None) -> bool:
        """Say whether this time step is later than every one accepted, and accept it; raises StorageUnavailable.

        `resealed` is the secret under the newest key, where it is not yet.
        """
        columns: dict[str, Any] = {"last_step": step} | ({"sealed_secret": resealed} if resealed else {})
        later = update(totp).where(totp.c.identity_id == identity_id, totp.c.last_step < step)
        with self._database.write() as connection:
            return bool(connection.execute(later, columns).rowcount)

    def use_recovery_code(self, identity_id: UUID, code_hash: str, at: datetime, event: Event) -> bool:
        """Use a code up together with its entry, and say whether there was one; raises StorageUnavailable."""
        unused = update(recovery_code).where(
            recovery_code.c.identity_id == identity_id,
            recovery_code.c.code_hash == code_hash,
            recovery_code.c.used_at.is_(None),
        )

        def use(connection: Connection) -> bool:
            used = bool(connection.execute(unused, {"used_at": at}).rowcount)
            if used:
                insert_events(connection, event)
            return used

        return write_with_entries(self._database, use)
