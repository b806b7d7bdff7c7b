"""Answers in the database: candidates are found by key, a chunk at a time, and each chunk is judged by the domain."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Select, select

from app.domain.accounts import Role
from app.domain.answers import Access, ways_to
from app.domain.explanations import WhyFacts
from app.domain.mappings import Mapping, Subjects
from app.domain.pages import PAGE_SIZE, Page, Place
from app.domain.people import Person
from app.storage.answer_candidates import people_who_may, roles_they_may, targets_of
from app.storage.answer_mappings import facts_of, mappings_of_person, speaking_of, subjects_of
from app.storage.engine import Database
from app.storage.rows import PERSON_COLUMNS, ROLES, Row, person_of, role_with_account_of
from app.storage.tables import person, role

# A page looks at a few candidates more than it has room for, and at this many times as many before it ends early:
# they may all turn out to be denied.
_MORE: Final = 10
_MOST_CHUNKS: Final = 8
Candidate = TypeVar("Candidate")
Found = TypeVar("Found")


class AnswerStore:
    """Reads answers. Each page is of one moment."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def roles_of(
        self, person_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[Access]:
        """Return the roles that a person could open, by ARN; raises StorageUnavailable."""
        return self._roles(person_id, None, now, after, size)

    def more_than(
        self, person_id: UUID, other_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[Access]:
        """Return the roles that a person could open and the other could not; raises StorageUnavailable."""
        return self._roles(person_id, other_id, now, after, size)

    def people_for_role(
        self, role_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[Access]:
        """Return everyone who could open a role, by username; raises StorageUnavailable."""
        with self._database.read() as connection:
            found = _people(connection, ROLES.where(role.c.id == role_id), now, after, size)
        return Page(tuple(one for some in found.rows for one in some), found.ends_at)

    def people_for_account(
        self, account_row_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[tuple[Access, ...]]:
        """Return everyone who could open anything in an account, each with their roles; raises StorageUnavailable."""
        with self._database.read() as connection:
            return _people(connection, ROLES.where(role.c.account_row_id == account_row_id), now, after, size)

    def facts_of(self, person_id: UUID, role_id: UUID) -> WhyFacts | None:
        """Return everything that explains whether a person can open a role; None if one is not there.

        Raises StorageUnavailable.
        """
        with self._database.read() as connection:
            who = _person(connection, person_id)
            what = connection.execute(ROLES.where(role.c.id == role_id)).one_or_none()
            return None if who is None or what is None else facts_of(connection, who, role_with_account_of(tuple(what)))

    def _roles(
        self, person_id: UUID, other_id: UUID | None, now: datetime, after: Place | None, size: int
    ) -> Page[Access]:
        with self._database.read() as connection:
            who = _person(connection, person_id)
            if who is None or who.disabled_at is not None:
                return Page(())
            other = None if other_id is None else _person(connection, other_id)
            asked = [one for one in (who, other) if one is not None and one.disabled_at is None]
            subjects = subjects_of(connection, [one.id for one in asked])

            def judge(roles: Sequence[Role]) -> Iterable[tuple[Role, Access | None]]:
                spoken = {one.id: mappings_of_person(connection, one.id, roles, now) for one in asked}
                for each in roles:
                    has = [_access(one, each, subjects[one.id], spoken[one.id].to(each), now) for one in asked]
                    yield each, has[0] if not any(has[1:]) else None

            def place_of(one: Role) -> Place:
                return Place(one.role_arn.text, one.id)

            read = roles_they_may(connection, person_id, now)
            return _pages(connection, read, role_with_account_of, judge, place_of, after=after, size=size)


def _people(
    connection: Connection, roles: Select[Any], now: datetime, after: Place | None, size: int
) -> Page[tuple[Access, ...]]:
    known = sorted((role_with_account_of(tuple(row)) for row in connection.execute(roles)), key=_by_arn)
    open_ones = [one for one in known if one.is_open]
    if not open_ones:
        return Page(())
    targets = targets_of(connection, open_ones)
    candidates = people_who_may(connection, targets, now)

    def judge(people: Sequence[Person]) -> Iterable[tuple[Person, tuple[Access, ...] | None]]:
        ids = [one.id for one in people]
        subjects = subjects_of(connection, ids)
        speaking = speaking_of(connection, subjects.values(), targets, candidates.of_groups, now)
        for one in people:
            found = (
                _access(one, each, subjects[one.id], speaking.of(subjects[one.id], each), now) for each in open_ones
            )
            yield one, tuple(access for access in found if access is not None) or None

    def place_of(one: Person) -> Place:
        return Place(one.username.text, one.id)

    return _pages(connection, candidates.read, person_of, judge, place_of, after=after, size=size)


def _pages(
    connection: Connection,
    candidates: Callable[[Place | None], Select[Any]],
    make: Callable[[Row], Candidate],
    judge: Callable[[Sequence[Candidate]], Iterable[tuple[Candidate, Found | None]]],
    place_of: Callable[[Candidate], Place],
    *,
    after: Place | None,
    size: int,
) -> Page[Found]:
    """Look at candidates until a page is full, they are all seen, or enough of them were looked at."""
    found: list[Found] = []
    chunk = size + _MORE
    for _turn in range(_MOST_CHUNKS):
        some = [make(tuple(row)) for row in connection.execute(candidates(after).limit(chunk + 1))]
        for each, one in judge(some[:chunk]):
            if one is not None and len(found) == size:
                return Page(tuple(found), after)
            after = place_of(each)
            found += [] if one is None else [one]
        if len(some) <= chunk:
            return Page(tuple(found))
    return Page(tuple(found), after)


def _access(who: Person, each: Role, subjects: Subjects, mappings: Iterable[Mapping], now: datetime) -> Access | None:
    ways = ways_to(subjects, each, mappings, now=now)
    return None if ways is None else Access(who, each, ways.through, ways.unless)


def _person(connection: Connection, person_id: UUID) -> Person | None:
    row = connection.execute(select(*PERSON_COLUMNS).where(person.c.id == person_id)).one_or_none()
    return None if row is None else person_of(tuple(row))


def _by_arn(one: Role) -> str:
    return one.role_arn.text
