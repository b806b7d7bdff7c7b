"""People and groups for the admin pages: lists to search, and who is in what."""

from collections.abc import Collection, Iterable
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from app.domain.pages import EVERYTHING, PAGE_SIZE, Page, Place, Search
from app.domain.people import Belonging, Group, Identity, Member, Person
from app.storage.counting import counts
from app.storage.engine import Database
from app.storage.lists import hold, in_state, page_of
from app.storage.rows import GROUP_COLUMNS, PERSON_COLUMNS, group_of, person_of
from app.storage.tables import group, identity, membership, person

_SEARCHED: Final = (person.c.username, person.c.display_name, person.c.email, person.c.role_session_name)


class PeopleLists:
    """Reads people, disabled ones included, with their groups and the ways in which issuers name them."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, id_: UUID) -> Person | None:
        """Return a person; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(select(*PERSON_COLUMNS).where(person.c.id == id_)).one_or_none()
        return None if row is None else person_of(tuple(row))

    def page(self, search: Search = EVERYTHING, *, after: Place | None = None, size: int = PAGE_SIZE) -> Page[Person]:
        """Return people by username: of any, or with a text in one of their names or their e-mail address.

        Raises StorageUnavailable.
        """
        with self._database.read() as connection:
            statement = _found(connection, select(*PERSON_COLUMNS).where(in_state(person, search)), search)
            return page_of(
                connection,
                statement,
                person_of,
                sorted_by=person.c.username,
                id_=person.c.id,
                after=after,
                size=size,
            )

    def identities_of(self, person_id: UUID) -> tuple[Identity, ...]:
        """Return the ways in which issuers name a person; raises StorageUnavailable."""
        statement = select(identity.c.issuer, identity.c.subject).where(identity.c.person_id == person_id)
        with self._database.read() as connection:
            return tuple(Identity(*row) for row in connection.execute(statement.order_by(identity.c.id)))

    def groups_of(self, person_id: UUID, *, after: Place | None = None, size: int = PAGE_SIZE) -> Page[Belonging]:
        """Return the groups of a person by name; raises StorageUnavailable."""
        theirs = exists().where(membership.c.person_id == person_id, membership.c.group_id == group.c.id)
        with self._database.read() as connection:
            columns: tuple[ColumnElement[Any], ...] = (theirs.where(counts(connection)), *GROUP_COLUMNS)
            return page_of(
                connection,
                select(*columns).where(theirs),
                _belonging_of,
                sorted_by=group.c.name,
                id_=group.c.id,
                after=after,
                size=size,
            )


class GroupLists:
    """Reads groups, disabled ones included, with their members."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, id_: UUID) -> Group | None:
        """Return a group; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(select(*GROUP_COLUMNS).where(group.c.id == id_)).one_or_none()
        return None if row is None else group_of(tuple(row))

    def page(self, search: Search = EVERYTHING, *, after: Place | None = None, size: int = PAGE_SIZE) -> Page[Group]:
        """Return groups by name: of any, or with a text in the name; raises StorageUnavailable."""
        statement = select(*GROUP_COLUMNS).where(in_state(group, search))
        by_name = func.lower(group.c.name)
        with self._database.read() as connection:
            if search.text:
                statement = statement.where(hold(connection, search.text, group.c.name))
            return page_of(connection, statement, group_of, sorted_by=by_name, id_=group.c.id, after=after, size=size)

    def sizes_of(self, group_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Return how many members groups have; raises StorageUnavailable."""
        ids = tuple(group_ids)
        counts = select(membership.c.group_id, func.count()).where(membership.c.group_id.in_(ids))
        with self._database.read() as connection:
            counted = connection.execute(counts.group_by(membership.c.group_id)).all()
        return dict.fromkeys(ids, 0) | dict(counted)

    def members_of(
        self, group_id: UUID, search: Search = EVERYTHING, *, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[Member]:
        """Return the members of a group by username, once for each source that says so; raises StorageUnavailable."""
        statement = (
            select(membership.c.source, *PERSON_COLUMNS)
            .join_from(membership, person, person.c.id == membership.c.person_id)
            .where(membership.c.group_id == group_id, in_state(person, search))
        )
        with self._database.read() as connection:
            return page_of(
                connection,
                _found(connection, statement, search),
                lambda row: _member_of(row, self._database.sources.names),
                sorted_by=person.c.username,
                id_=membership.c.id,
                after=after,
                size=size,
            )


def _found(
    connection: Connection, statement: "Select[tuple[object, ...]]", search: Search
) -> "Select[tuple[object, ...]]":
    return statement.where(hold(connection, search.text, *_SEARCHED)) if search.text else statement


def _member_of(row: tuple[object, ...], sources_that_count: Collection[str]) -> Member:
    source, *columns = row
    return Member(person_of(tuple(columns)), str(source), source in sources_that_count)


def _belonging_of(row: tuple[object, ...]) -> Belonging:
    counts, *columns = row
    return Belonging(group_of(tuple(columns)), bool(counts))
