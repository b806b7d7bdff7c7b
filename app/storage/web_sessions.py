"""Web sessions in the database: begun, looked up with one query, seen, and ended."""

from datetime import datetime, timedelta
from typing import Any, Final  # Any: JSON out of a column, and a row of seven
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from app.domain.ledger import Event, Plain
from app.domain.people import Principal, Username
from app.domain.web_sessions import IDLE_LIMIT, Proof, SeenWebSession, WebSession, source_of
from app.storage.engine import Database
from app.storage.ledger import insert_events, write_with_entries
from app.storage.tables import identity, person, web_session
from app.storage.types import Id, UtcDateTime

MOST_SHOWN: Final = 100

_FIND: Final = (
    select(
        web_session.c.id,
        web_session.c.proofs,
        web_session.c.created_at,
        web_session.c.last_seen_at,
        web_session.c.expires_at,
        web_session.c.csrf_secret,
        web_session.c.revoked_at,
        identity.c.issuer,
        person.c.id,
        identity.c.id,
        person.c.username,
        person.c.display_name,
        person.c.role_session_name,
    )
    .join_from(web_session, person, person.c.id == web_session.c.person_id)
    .join(identity, and_(identity.c.id == web_session.c.identity_id, identity.c.person_id == person.c.id))
    .where(web_session.c.id_hash == bindparam("token_hash"), person.c.disabled_at.is_(None))
)
_seen: Final = bindparam("seen", type_=UtcDateTime)
_TOUCH: Final = (
    update(web_session)
    .where(web_session.c.id == bindparam("which"), web_session.c.last_seen_at < _seen)
    .values(last_seen_at=_seen)
)
_END: Final = (
    update(web_session)
    .where(web_session.c.id == bindparam("which"), web_session.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("ended"))
)


_ALIVE: Final = (
    select(
        web_session.c.id,
        web_session.c.proofs,
        web_session.c.created_at,
        web_session.c.last_seen_at,
        web_session.c.address,
        web_session.c.user_agent,
        identity.c.issuer,
    )
    .join_from(web_session, identity, identity.c.id == web_session.c.identity_id)
    .where(
        web_session.c.person_id == bindparam("whose", type_=Id),
        web_session.c.revoked_at.is_(None),
        web_session.c.expires_at > bindparam("now", type_=UtcDateTime),
        web_session.c.last_seen_at > bindparam("idle_since", type_=UtcDateTime),
    )
    .order_by(web_session.c.last_seen_at.desc(), web_session.c.id)
    .limit(MOST_SHOWN)
)


class WebSessionStore:
    """Keeps web sessions by the hash of their token; the token itself never comes here."""

    def __init__(self, *, database: Database, idle_limit: timedelta = IDLE_LIMIT) -> None:
        self._database = database
        self._idle_limit = idle_limit

    def begin(
        self,
        begun: WebSession,
        *,
        token_hash: str,
        provider_sid: str | None = None,
        address: str | None,
        user_agent: str | None,
        event: Event,
    ) -> None:
        """Store a new web session together with its entry; raises StorageUnavailable."""

        def write(connection: Connection) -> None:
            insert_web_session(
                connection,
                begun,
                token_hash=token_hash,
                provider_sid=provider_sid,
                address=address,
                user_agent=user_agent,
            )
            insert_events(connection, event)

        write_with_entries(self._database, write)

    def find(self, token_hash: str) -> WebSession | None:
        """Return the web session, alive or not, of a person who is not disabled; raises StorageUnavailable.

        There is none any more where the settings no longer name the provider that began it.
        """
        with self._database.read() as connection:
            row = connection.execute(_FIND, {"token_hash": token_hash}).one_or_none()
        if row is None:
            return None
        (id_, proofs, created_at, last_seen_at, expires_at, csrf_secret, revoked_at, issuer, *whose) = row
        person_id, identity_id, username, display_name, role_session_name = whose
        found = WebSession(
            id=id_,
            principal=Principal(person_id, identity_id, Username(username), display_name, role_session_name),
            proofs=_proofs_of(proofs),
            created_at=created_at,
            last_seen_at=last_seen_at,
            expires_at=expires_at,
            csrf_secret=csrf_secret,
            revoked_at=revoked_at,
            idle_limit=self._idle_limit,
        )
        return found if self._database.sources.stand_behind(found.source, issuer) else None

    def alive_of(self, person_id: UUID, now: datetime) -> tuple[SeenWebSession, ...]:
        """Return those of a person that count, the last seen first, a hundred at most; raises StorageUnavailable."""
        asked = {"whose": person_id, "now": now, "idle_since": now - self._idle_limit}
        with self._database.read() as connection:
            rows = connection.execute(_ALIVE, asked).all()
        seen = ((_seen_of(row), row.issuer) for row in rows)
        return tuple(one for one, issuer in seen if self._database.sources.stand_behind(source_of(one.proofs), issuer))

    def touch(self, web_session_id: UUID, at: datetime) -> None:
        """Note that it was seen, never turning time back; raises StorageUnavailable."""
        with self._database.write() as connection:
            connection.execute(_TOUCH, {"which": web_session_id, "seen": at})

    def end(self, web_session_id: UUID, at: datetime, event: Event) -> None:
        """Revoke it together with its entry; one that has ended already gets no second entry."""

        def write(connection: Connection) -> None:
            if connection.execute(_END, {"which": web_session_id, "ended": at}).rowcount:
                insert_events(connection, event)

        write_with_entries(self._database, write)


def insert_web_session(
    connection: Connection,
    begun: WebSession,
    *,
    token_hash: str,
    provider_sid: str | None = None,
    address: str | None,
    user_agent: str | None,
) -> None:
    """Store a new web session within a transaction that goes on."""
    columns = {
        "id": begun.id,
        "id_hash": token_hash,
        "person_id": begun.principal.person_id,
        "identity_id": begun.principal.identity_id,
        "proofs": proofs_to_store(begun.proofs),
        "provider_sid": provider_sid,
        "csrf_secret": begun.csrf_secret,
        "created_at": begun.created_at,
        "last_seen_at": begun.last_seen_at,
        "expires_at": begun.expires_at,
        "address": address,
        "user_agent": user_agent,
        "revoked_at": begun.revoked_at,
    }
    connection.execute(insert(web_session), columns)


def _seen_of(row: Any) -> SeenWebSession:
    return SeenWebSession(
        id=row.id,
        proofs=_proofs_of(row.proofs),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        address=row.address,
        user_agent=row.user_agent,
    )


def proofs_to_store(proofs: tuple[Proof, ...]) -> Plain:
    return [{"how": proof.how, "at": proof.at.isoformat()} for proof in proofs]


def _proofs_of(stored: Any) -> tuple[Proof, ...]:
    return tuple(Proof(proof["how"], datetime.fromisoformat(proof["at"])) for proof in stored)
