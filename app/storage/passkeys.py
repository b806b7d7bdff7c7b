"""Passkeys in the database: found by what their devices call them, and used while they count upwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from app.domain.passkeys import NewPasskey, Passkey
from app.storage.engine import Database
from app.storage.sign_in_tables import passkey
from app.storage.types import Id

_EVERY: Final = select(passkey)
_OF: Final = _EVERY.where(passkey.c.identity_id == bindparam("whose", type_=Id)).order_by(passkey.c.added_at)
_CALLED: Final = _EVERY.where(passkey.c.credential_id == bindparam("called"))
# A device that counts never says the same again. Source: W3C Web Authentication Level 3, section 6.1.1.
_USE: Final = update(passkey).where(
    passkey.c.id == bindparam("used", type_=Id),
    or_(
        passkey.c.sign_count < bindparam("counts"),
        and_(passkey.c.sign_count == 0, bindparam("counts") == 0),
    ),
)


class PasskeyStore:
    """Finds and uses passkeys."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, credential_id: bytes) -> Passkey | None:
        """Return the passkey that its device calls so; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(_CALLED, {"called": credential_id}).mappings().one_or_none()
        return None if row is None else _passkey_of(row)

    def use(self, passkey_id: UUID, sign_count: int, at: datetime) -> bool:
        """Say whether it counts further than ever before, and note its use; raises StorageUnavailable."""
        noted = {"sign_count": sign_count, "last_used_at": at}
        with self._database.write() as connection:
            used = connection.execute(_USE.values(noted), {"used": passkey_id, "counts": sign_count})
            return bool(used.rowcount)


def passkeys_of(connection: Connection, identity_id: UUID) -> tuple[Passkey, ...]:
    """Return those of a local account, the oldest first, within a transaction that goes on."""
    return tuple(_passkey_of(row) for row in connection.execute(_OF, {"whose": identity_id}).mappings())


def columns_of(added: Passkey) -> dict[str, Any]:
    """Return what is stored of a passkey."""
    made = added.made
    return {
        "id": added.id,
        "identity_id": added.identity_id,
        "name": added.name,
        "credential_id": made.credential_id,
        "public_key": made.public_key,
        "sign_count": made.sign_count,
        "transports": list(made.transports),
        "added_at": added.added_at,
        "last_used_at": added.last_used_at,
    }


def _passkey_of(row: Any) -> Passkey:
    made = NewPasskey(
        credential_id=bytes(row["credential_id"]),
        public_key=bytes(row["public_key"]),
        sign_count=row["sign_count"],
        transports=tuple(cast("Sequence[str]", row["transports"])),
    )
    return Passkey(
        id=row["id"],
        identity_id=row["identity_id"],
        name=row["name"],
        made=made,
        added_at=row["added_at"],
        last_used_at=row["last_used_at"],
    )
