"""Windows: long lists on one page of which a part is shown, and the ways to every other part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from app.domain.pages import PAGE_SIZE
from app.web.admin.listing import MalformedCursor

_LONGEST_NUMBER: Final = 9
AnyRow = TypeVar("AnyRow")


@dataclass(frozen=True, slots=True)
class Window:
    """The rows from `first` to `last` of `total`; `earlier` and `later` are the places of its neighbours, if any."""

    first: int
    last: int
    total: int
    earlier: str | None
    later: str | None

    @property
    def is_whole(self) -> bool:
        return self.last - self.first + 1 >= self.total


@dataclass(frozen=True, slots=True)
class Place:
    """How many rows are left out before the window on the changes of a draft, and before that on its effects."""

    changes: int = 0
    effects: int = 0

    @classmethod
    def parse(cls, text: str | None) -> "Place":
        """Read a place as `str` writes it; raises MalformedCursor."""
        numbers = (text or "0-0").split("-")
        if len(numbers) != 2 or not all(map(_is_number, numbers)):
            raise MalformedCursor
        return cls(*map(int, numbers))

    def __str__(self) -> str:
        return f"{self.changes}-{self.effects}"

    def window_on_changes(self, rows: Sequence[AnyRow]) -> tuple[Sequence[AnyRow], Window]:
        """Return the changes to show, and where they stand among all."""
        return _window(rows, self.changes, lambda start: replace(self, changes=start))

    def window_on_effects(self, rows: Sequence[AnyRow]) -> tuple[Sequence[AnyRow], Window]:
        """Return likewise the effects to show."""
        return _window(rows, self.effects, lambda start: replace(self, effects=start))


def _window(rows: Sequence[AnyRow], wanted: int, place_of: Callable[[int], Place]) -> tuple[Sequence[AnyRow], Window]:
    """Cut a list into parts that always begin at the same rows; past its end is its last part."""
    start = min(wanted, max(0, len(rows) - 1)) // PAGE_SIZE * PAGE_SIZE
    end = min(start + PAGE_SIZE, len(rows))
    earlier = str(place_of(start - PAGE_SIZE)) if start else None
    later = str(place_of(end)) if end < len(rows) else None
    return rows[start:end], Window(start + 1, end, len(rows), earlier, later)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
