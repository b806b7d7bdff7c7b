"""Ends web sessions because a provider says so: all of a person's, or the one that it names; each message once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, or_, select, update

from app.domain.challenges import Purpose
from app.domain.ledger import Event
from app.domain.oidc import ProviderLogout
from app.storage.challenges import is_first_use
from app.storage.engine import Database
from app.storage.ledger import insert_events, write_with_entries
from app.storage.tables import identity, web_session

_PURPOSE: Final[Purpose] = "oidc-logout-token"
_END: Final = (
    update(web_session)
    .where(web_session.c.id == bindparam("which"), web_session.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("ended"))
)


class ProviderLogoutStore:
    """Ends web sessions for providers."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def end(
        self, logout: ProviderLogout, *, token_hash: str, at: datetime, entry_of: Callable[[UUID, UUID], Event]
    ) -> int | None:
        """End what a logout is about, with an entry each, and return how many; None if its token was used before.

        Raises StorageUnavailable.
        """

        def write(connection: Connection) -> int | None:
            if not is_first_use(connection, _PURPOSE, token_hash=token_hash, until=logout.expires_at):
                return None
            found = connection.execute(_about(logout)).all()
            return sum(_end_one(connection, which, entry_of(which, whose), at) for which, whose in found)

        return write_with_entries(self._database, write)


def _end_one(connection: Connection, web_session_id: UUID, event: Event, at: datetime) -> int:
    """Another process may have ended it meanwhile: then it has its entry."""
    if not connection.execute(_END, {"which": web_session_id, "ended": at}).rowcount:
        return 0
    insert_events(connection, event)
    return 1


def _about(logout: ProviderLogout) -> Select[Any]:
    """Find the web sessions that are still open: those of that `sid`, and where the subject is named, of no known one.

    Source: OpenID Connect Back-Channel Logout 1.0, section 2.7.
    """
    found = (
        select(web_session.c.id, web_session.c.person_id)
        .join(identity, identity.c.id == web_session.c.identity_id)
        .where(identity.c.issuer == logout.issuer, web_session.c.revoked_at.is_(None))
        .order_by(web_session.c.id)
    )
    of_subject = identity.c.subject == logout.subject
    if logout.sid is None:
        return found.where(of_subject)
    of_sid = web_session.c.provider_sid == logout.sid
    if logout.subject is None:
        return found.where(of_sid)
    return found.where(and_(of_subject, or_(of_sid, web_session.c.provider_sid.is_(None))))
