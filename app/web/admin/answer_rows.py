"""Answers in words: each row with the mappings that lead there and what is still to be met."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from app.domain.answers import Access
from app.domain.mappings import Mapping
from app.domain.naming import Names
from app.web.admin.freshness import asked_in_words
from app.web.admin.mapping_words import limits_in_words, names_for, person_in_words, subject_in_words

COLUMNS: Final = (
    *("username", "name", "account_id", "account_name", "role_arn"),
    *("mapping_id", "subject", "conditions", "unless", "as_of"),
)
_AT_ONCE: Final = 50
_MOST_WAYS: Final = 5


@dataclass(frozen=True, slots=True)
class WayRow:
    """A mapping that leads there: whom it names, and its conditions."""

    mapping_id: UUID
    subject: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A person and a role that they could open; `asked` is what that takes beside a mapping."""

    person_id: UUID
    person: str
    role_id: UUID
    role_name: str
    role_arn: str
    account: str
    asked: tuple[str, ...]
    through: tuple[WayRow, ...]
    more: int
    unless: tuple[WayRow, ...]


def rows_of(found: Iterable[Access]) -> tuple[AccessRow, ...]:
    """Put rows of an answer into words; raises StorageUnavailable."""
    known = tuple(found)
    names = names_for(mapping for one in known for mapping in (*one.through[:_MOST_WAYS], *one.unless))
    return tuple(_row(one, names) for one in known)


def cells_of(found: Iterable[Access], *, now: datetime) -> Iterator[tuple[str, ...]]:
    """Return the lines of a file: one a mapping that leads there."""
    yield COLUMNS
    left = iter(found)
    while some := list(islice(left, _AT_ONCE)):
        names = names_for(mapping for one in some for mapping in (*one.through, *one.unless))
        for one in some:
            yield from (_cells(one, mapping, names, now) for mapping in one.through)


def _row(one: Access, names: Names) -> AccessRow:
    return AccessRow(
        person_id=one.person.id,
        person=person_in_words(one.person),
        role_id=one.role.id,
        role_name=one.role.role_arn.name,
        role_arn=one.role.role_arn.text,
        account=one.role.account.name,
        asked=asked_in_words(one.role.required_freshness),
        through=tuple(_way(mapping, names) for mapping in one.through[:_MOST_WAYS]),
        more=max(0, len(one.through) - _MOST_WAYS),
        unless=tuple(_way(mapping, names) for mapping in one.unless),
    )


def _way(mapping: Mapping, names: Names) -> WayRow:
    return WayRow(mapping.id, subject_in_words(mapping, names), limits_in_words(mapping))


def _cells(one: Access, mapping: Mapping, names: Names, now: datetime) -> tuple[str, ...]:
    account = one.role.account
    unless = "; ".join(", ".join((str(deny.id), *limits_in_words(deny))) for deny in one.unless)
    return (
        one.person.username.text,
        one.person.display_name,
        account.account_id.text,
        account.name,
        one.role.role_arn.text,
        str(mapping.id),
        subject_in_words(mapping, names),
        ", ".join((*limits_in_words(mapping), *asked_in_words(one.role.required_freshness))),
        unless,
        now.isoformat(timespec="seconds"),
    )
