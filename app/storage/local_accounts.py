"""Local accounts in the database: looked up by subject, and given a better hash of the same password."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select, update

from app.domain.people import LOCAL_ISSUER, LocalAccount, Principal, Username
from app.storage.engine import Database
from app.storage.notice_tables import break_glass_account
from app.storage.rows import Row
from app.storage.tables import identity, local_password, person
from app.storage.types import Id

_LOCAL: Final = (
    select(person.c.id, identity.c.id, person.c.username, person.c.display_name, person.c.role_session_name)
    .join_from(identity, person, person.c.id == identity.c.person_id)
    .where(identity.c.issuer == LOCAL_ISSUER)
)
_PRINCIPALS: Final = _LOCAL.where(identity.c.subject == bindparam("subject"))
_kept: Final = and_(break_glass_account.c.identity_id == identity.c.id, break_glass_account.c.retired_at.is_(None))
_WITH_PASSWORD: Final = (
    _LOCAL.add_columns(local_password.c.hash, person.c.disabled_at, break_glass_account.c.identity_id)
    .join(local_password, local_password.c.identity_id == identity.c.id)
    .outerjoin(break_glass_account, _kept)
)
_ACCOUNTS: Final = _WITH_PASSWORD.where(identity.c.subject == bindparam("subject"))
_BY_IDENTITY: Final = _WITH_PASSWORD.where(identity.c.id == bindparam("identity_id", type_=Id))


class LocalAccountStore:
    """Keeps the password hashes of local accounts."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, subject: str) -> LocalAccount | None:
        """Return the local account of a subject, disabled or not; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(_ACCOUNTS, {"subject": subject}).one_or_none()
        return None if row is None else _account_of(tuple(row))

    def find_by_identity(self, identity_id: UUID) -> LocalAccount | None:
        """Return the local account of an identity, disabled or not; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(_BY_IDENTITY, {"identity_id": identity_id}).one_or_none()
        return None if row is None else _account_of(tuple(row))

    def find_principal(self, subject: str) -> Principal | None:
        """Return the local person of a subject, with a password or without, disabled or not; raises like `find`."""
        with self._database.read() as connection:
            return find_local_principal(connection, subject)

    def rehash(self, identity_id: UUID, old_hash: str, new_hash: str, at: datetime) -> None:
        """Replace the hash, unless the password was changed meanwhile; raises StorageUnavailable."""
        statement = (
            update(local_password)
            .where(local_password.c.identity_id == identity_id, local_password.c.hash == old_hash)
            .values(hash=new_hash, changed_at=at)
        )
        with self._database.write() as connection:
            connection.execute(statement)


def find_local_principal(connection: Connection, subject: str) -> Principal | None:
    """Return the local person of a subject, within a transaction that goes on."""
    row = connection.execute(_PRINCIPALS, {"subject": subject}).one_or_none()
    return None if row is None else _principal_of(tuple(row))


def _account_of(row: Row) -> LocalAccount:
    *who, password_hash, disabled_at, kept = row
    return LocalAccount(
        principal=_principal_of(tuple(who)),
        password_hash=password_hash,
        disabled=disabled_at is not None,
        is_for_emergencies=kept is not None,
    )


def _principal_of(row: Row) -> Principal:
    (person_id, identity_id, username, display_name, role_session_name) = row
    return Principal(person_id, identity_id, Username(username), display_name, role_session_name)
