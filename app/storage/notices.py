"""Notices in the database: kept together with what they tell of, and tried by one process at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, insert, or_, select, update

from app.domain.ledger import Event, Plain
from app.domain.notices import Delivery, Notice
from app.storage.engine import Database
from app.storage.ledger import insert_events, write_with_entries
from app.storage.notice_tables import notice, notice_delivery


class NoticeStore:
    """Keeps notices until each channel has taken them."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def waiting(self, channels: Sequence[str], *, limit: int) -> tuple[tuple[Notice, str], ...]:
        """Return what these channels have not taken, the newest first; raises StorageUnavailable."""
        statement = (
            select(notice_delivery.c.channel, *notice.c)
            .join_from(notice_delivery, notice, notice.c.id == notice_delivery.c.notice_id)
            .where(notice_delivery.c.sent_at.is_(None), notice_delivery.c.channel.in_(channels))
            .order_by(notice.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return tuple((_notice_of(tuple(of)), channel) for channel, *of in rows)

    def claim(self, notice_id: UUID, channel: str, *, at: datetime, unless_since: datetime) -> bool:
        """Take a try, unless it was sent, or somebody took one lately; raises StorageUnavailable."""
        free = update(notice_delivery).where(
            notice_delivery.c.notice_id == notice_id,
            notice_delivery.c.channel == channel,
            notice_delivery.c.sent_at.is_(None),
            or_(notice_delivery.c.tried_at.is_(None), notice_delivery.c.tried_at < unless_since),
        )
        with self._database.write() as connection:
            return bool(connection.execute(free.values(tried_at=at)).rowcount)

    def end(self, notice_id: UUID, channel: str, *, at: datetime, problem: str | None, event: Event) -> None:
        """Write down what became of a try, together with its entry; raises StorageUnavailable."""
        tried = update(notice_delivery).where(
            notice_delivery.c.notice_id == notice_id, notice_delivery.c.channel == channel
        )
        columns = {"sent_at": at if problem is None else None, "problem": problem}

        def write(connection: Connection) -> None:
            connection.execute(tried.values(columns))
            insert_events(connection, event)

        write_with_entries(self._database, write)


def insert_notice(connection: Connection, added: Notice, channels: Sequence[str]) -> None:
    """Keep a notice within the transaction of what it tells of."""
    columns = {"kind": added.kind, "title": added.title, "text": added.text, "facts": dict(added.facts)}
    connection.execute(insert(notice), {"id": added.id, "at": added.at, **columns})
    if channels:
        connection.execute(insert(notice_delivery), [{"notice_id": added.id, "channel": one} for one in channels])


def deliveries_of(connection: Connection, notice_ids: Sequence[UUID]) -> dict[UUID, list[Delivery]]:
    """Return what became of some notices, channel by channel."""
    statement = (
        select(*notice_delivery.c)
        .where(notice_delivery.c.notice_id.in_(notice_ids))
        .order_by(notice_delivery.c.channel)
    )
    found: dict[UUID, list[Delivery]] = {}
    for notice_id, channel, sent_at, tried_at, problem in connection.execute(statement):
        delivery = Delivery(notice_id=notice_id, channel=channel, sent_at=sent_at, tried_at=tried_at, problem=problem)
        found.setdefault(notice_id, []).append(delivery)
    return found


def _notice_of(row: tuple[object, ...]) -> Notice:
    id_, at, kind, title, text, facts = row
    return Notice(
        id=cast("UUID", id_),
        at=cast("datetime", at),
        kind=str(kind),
        title=str(title),
        text=str(text),
        facts=cast("dict[str, Plain]", facts),
    )
