"""Break-glass accounts and their uses in the database."""

from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, update

from app.domain.break_glass import BreakGlassAccount, BreakGlassUse
from app.domain.notices import Notice
from app.domain.people import Username
from app.domain.web_sessions import WebSession
from app.storage.engine import Database
from app.storage.factor_changes import FactorChange
from app.storage.notice_tables import break_glass_account, break_glass_use
from app.storage.notices import deliveries_of, insert_notice
from app.storage.tables import identity, person
from app.storage.web_sessions import insert_web_session

_MOST_USES: Final = 100
_reviewer: Final = person.alias("reviewer")
_ACCOUNTS: Final = (
    select(
        break_glass_account.c.identity_id,
        person.c.id.label("person_id"),
        person.c.username,
        person.c.display_name,
        break_glass_account.c.added_at,
        break_glass_account.c.sealed_at,
    )
    .join_from(break_glass_account, identity, identity.c.id == break_glass_account.c.identity_id)
    .join(person, person.c.id == identity.c.person_id)
    .where(break_glass_account.c.retired_at.is_(None))
)
_USES: Final = (
    select(*break_glass_use.c, person.c.username, _reviewer.c.username.label("reviewer"))
    .join_from(break_glass_use, identity, identity.c.id == break_glass_use.c.identity_id)
    .join(person, person.c.id == identity.c.person_id)
    .outerjoin(_reviewer, _reviewer.c.id == break_glass_use.c.reviewed_by)
    .order_by(break_glass_use.c.id.desc())
    .limit(_MOST_USES)
)
_UNREVIEWED: Final = select(func.count()).select_from(break_glass_use).where(break_glass_use.c.reviewed_at.is_(None))


class BreakGlassStore:
    """Reads them for the pages."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def accounts(self) -> tuple[BreakGlassAccount, ...]:
        """Return every account that is not retired, by username; raises StorageUnavailable."""
        with self._database.read() as connection:
            return _accounts(connection, _ACCOUNTS.order_by(person.c.username))

    def uses(self) -> tuple[BreakGlassUse, ...]:
        """Return the newest uses with what became of their notices; raises StorageUnavailable."""
        with self._database.read() as connection:
            rows = connection.execute(_USES).all()
            deliveries = deliveries_of(connection, [row.notice_id for row in rows])
        return tuple(
            BreakGlassUse(
                id=row.id,
                identity_id=row.identity_id,
                username=row.username,
                at=row.at,
                reason=row.reason,
                is_drill=row.is_drill,
                address=row.address,
                deliveries=tuple(deliveries.get(row.notice_id, ())),
                reviewed_at=row.reviewed_at,
                reviewed_by=row.reviewer,
                review=row.review,
            )
            for row in rows
        )

    def count_unreviewed(self) -> int:
        """Count the uses whose review nobody has written; raises StorageUnavailable."""
        with self._database.read() as connection:
            return connection.execute(_UNREVIEWED).scalar_one()


class BreakGlassChange(FactorChange):
    """A change of break-glass accounts and of what is written of their uses."""

    def find_break_glass(self, identity_id: UUID) -> BreakGlassAccount | None:
        """Return an account that is not retired."""
        found = _accounts(self._connection, _ACCOUNTS.where(break_glass_account.c.identity_id == identity_id))
        return found[0] if found else None

    def keep_for_emergencies(self, identity_id: UUID, at: datetime) -> None:
        """Make a local account one for emergencies, also one that was retired."""
        columns = {"added_at": at, "sealed_at": None, "retired_at": None}
        again = update(break_glass_account).where(break_glass_account.c.identity_id == identity_id)
        if not self._connection.execute(again.values(columns)).rowcount:
            self._connection.execute(insert(break_glass_account), {"identity_id": identity_id, **columns})

    def seal(self, identity_id: UUID, at: datetime) -> bool:
        """Seal an account, and say whether it was not."""
        return self._changed(identity_id, break_glass_account.c.sealed_at.is_(None), sealed_at=at)

    def unseal(self, identity_id: UUID) -> bool:
        """Unseal an account, and say whether it was sealed."""
        return self._changed(identity_id, break_glass_account.c.sealed_at.is_not(None), sealed_at=None)

    def retire(self, identity_id: UUID, at: datetime) -> bool:
        """Make it an account like others, and say whether it was not."""
        return self._changed(identity_id, break_glass_account.c.retired_at.is_(None), retired_at=at)

    def add_use(self, use: BreakGlassUse, told: Notice, channels: tuple[str, ...]) -> None:
        """Write a use down, with the notice that has to go out."""
        insert_notice(self._connection, told, channels)
        columns = {"reason": use.reason, "is_drill": use.is_drill, "address": use.address, "notice_id": told.id}
        self._add(break_glass_use, {"id": use.id, "identity_id": use.identity_id, "at": use.at, **columns})

    def review(self, use_id: UUID, *, by: UUID, review: str, at: datetime) -> bool:
        """Write the review of a use, and say whether it had none."""
        unreviewed = update(break_glass_use).where(
            break_glass_use.c.id == use_id, break_glass_use.c.reviewed_at.is_(None)
        )
        columns = {"reviewed_at": at, "reviewed_by": by, "review": review}
        return bool(self._connection.execute(unreviewed.values(columns)).rowcount)

    def begin_web_session(
        self, begun: WebSession, *, token_hash: str, address: str | None, user_agent: str | None
    ) -> None:
        """Store a new web session."""
        insert_web_session(self._connection, begun, token_hash=token_hash, address=address, user_agent=user_agent)

    def _changed(self, identity_id: UUID, *only: ColumnElement[bool], **columns: datetime | None) -> bool:
        statement = update(break_glass_account).where(
            break_glass_account.c.identity_id == identity_id,
            break_glass_account.c.retired_at.is_(None),
            *only,
        )
        return bool(self._connection.execute(statement.values(columns)).rowcount)


def _accounts(connection: Connection, statement: Select[Any]) -> tuple[BreakGlassAccount, ...]:
    return tuple(
        BreakGlassAccount(
            identity_id=row.identity_id,
            person_id=row.person_id,
            username=Username(row.username),
            display_name=row.display_name,
            added_at=row.added_at,
            sealed_at=row.sealed_at,
        )
        for row in connection.execute(statement)
    )
