"""Long lists, a page at a time: each page begins where the one before it ended, whatever was added meanwhile."""

from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar
from uuid import UUID

State = Literal["enabled", "disabled"]
PAGE_SIZE: Final = 50
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the words that its list is sorted by, and the id, of its last row."""

    words: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """Some rows of a list, in its order; `ends_at` is None where no more follow."""

    rows: tuple[Thing, ...]
    ends_at: Place | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in a list: a text in the names, whatever their case, or an id to the letter."""

    text: str = ""
    state: State | None = None


EVERYTHING: Final = Search()
