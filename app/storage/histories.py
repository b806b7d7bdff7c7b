"""Reads the versions of mappings, accounts and roles."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Final, get_args  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, func, select

from app.domain.drafts import Thing, ThingKind
from app.domain.histories import StoredVersion
from app.domain.ledger import Actor
from app.storage.bodies import accounts_in, selectors_in, thing_of
from app.storage.engine import Database
from app.storage.revisions import TABLES, find_thing

# What is saved together is written within this time, in the milliseconds at the beginning of a UUIDv7.
_A_SAVE: Final = 60_000
_KINDS: Final[tuple[ThingKind, ...]] = get_args(ThingKind)


class HistoryStore:
    """Reads what things are and were; each method raises StorageUnavailable."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, kind: ThingKind, id_: UUID) -> Thing | None:
        """Return a mapping, an account or a role as it is now, disabled or not."""
        with self._database.read() as connection:
            return find_thing(connection, kind, id_)

    def versions(
        self, kind: ThingKind, id_: UUID, *, before: int | None = None, limit: int
    ) -> tuple[StoredVersion, ...]:
        """Return the versions of a thing, the newest first; `before` is the version that the page before ended with."""
        _table, versions, reference = TABLES[kind]
        wanted = select(versions).where(versions.c[reference] == id_).order_by(versions.c.version.desc())
        if before is not None:
            wanted = wanted.where(versions.c.version < before)
        with self._database.read() as connection:
            # One more than asked for, because a version is shown beside the one before it.
            read = [_version_of(connection, kind, row) for row in connection.execute(wanted.limit(limit + 1)).all()]
        older: list[Thing | None] = [*(one.thing for one in read[1:]), None]
        # Of no versions at all there is none before, either: the shorter list ends it.
        return tuple(replace(one, before=than) for one, than in zip(read, older, strict=False))[:limit]

    def version(self, kind: ThingKind, id_: UUID, number: int) -> StoredVersion | None:
        """Return one version of a thing."""
        with self._database.read() as connection:
            return _find_version(connection, kind, id_, number)

    def saved_together(
        self, kind: ThingKind, id_: UUID, number: int, *, limit: int | None = None
    ) -> tuple[StoredVersion, ...]:
        """Return what the save of a version made, the version among it, or its beginning.

        Nothing if there is no such version.
        """
        with self._database.read() as connection:
            row = _find_row(connection, kind, id_, number)
            if row is None:
                return ()
            return tuple(islice((one for each in _KINDS for one in _of_same_save(connection, each, row, limit)), limit))

    def count_saved_together(self, kind: ThingKind, id_: UUID, number: int) -> int:
        """Return how many versions the save of a version made."""
        with self._database.read() as connection:
            row = _find_row(connection, kind, id_, number)
            return 0 if row is None else sum(_count_of_same_save(connection, each, row) for each in _KINDS)


def _of_same_save(connection: Connection, kind: ThingKind, row: Row[Any], limit: int | None) -> Iterator[StoredVersion]:
    """Give the versions of one kind with those before them: in a few queries, however many there are."""
    found = connection.execute(_same_save(kind, row).limit(limit)).all()
    bodies = [body for one in found for body in (one.body, one.older_body) if body is not None]
    read = partial(
        thing_of,
        connection,
        kind,
        accounts=accounts_in(connection, bodies),
        selectors=selectors_in(connection, bodies),
    )
    for one in found:
        before = None if one.older_body is None else read(one.version - 1, one.older_body)
        yield StoredVersion(
            read(one.version, one.body), one.at, Actor(one.actor_kind, one.actor_id), one.reason, before
        )


def _count_of_same_save(connection: Connection, kind: ThingKind, row: Row[Any]) -> int:
    counted = _same_save(kind, row).order_by(None).with_only_columns(func.count())
    return connection.execute(counted).scalar_one()


def _same_save(kind: ThingKind, row: Row[Any]) -> Select[Any]:
    """Look through the ids around one, which begin with the time: nothing else orders versions of many things."""
    _table, versions, reference = TABLES[kind]
    older = versions.alias()
    is_before = and_(older.c[reference] == versions.c[reference], older.c.version == versions.c.version - 1)
    milliseconds = row.id.int >> 80
    first, last = (UUID(int=max(0, milliseconds + way * _A_SAVE) << 80) for way in (-1, 1))
    return (
        select(*versions.c, older.c.body.label("older_body"))
        .select_from(versions.outerjoin(older, is_before))
        .where(versions.c.id.between(first, last), versions.c.at == row.at)
        .where(versions.c.actor_kind == row.actor_kind, versions.c.actor_id == row.actor_id)
        .where(versions.c.reason.is_not_distinct_from(row.reason))
        .order_by(versions.c.id)
    )


def _find_version(connection: Connection, kind: ThingKind, id_: UUID, number: int) -> StoredVersion | None:
    row = _find_row(connection, kind, id_, number)
    return None if row is None else _version_of(connection, kind, row)


def _find_row(connection: Connection, kind: ThingKind, id_: UUID, number: int) -> Row[Any] | None:
    _table, versions, reference = TABLES[kind]
    wanted = select(versions).where(versions.c[reference] == id_, versions.c.version == number)
    return connection.execute(wanted).one_or_none()


def _version_of(connection: Connection, kind: ThingKind, row: Row[Any]) -> StoredVersion:
    thing = thing_of(connection, kind, row.version, row.body)
    return StoredVersion(thing, row.at, Actor(row.actor_kind, row.actor_id), row.reason)
