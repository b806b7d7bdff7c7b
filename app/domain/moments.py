"""Moments at which a world is judged together: now, and whenever time alone may change who can open what."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from app.domain.mappings import Mapping


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments in order. Some of them are a number, in which the first moment is the lowest bit."""

    at: tuple[datetime, ...]

    @classmethod
    def of(cls, mappings: Iterable[Mapping], *, now: datetime) -> Self:
        """Return now, and whenever a mapping begins or ends later: between two of these nothing changes."""
        in_force = [one for one in mappings if one.disabled_at is None]
        turns = {at for one in in_force for at in (one.valid_from, one.valid_until) if at is not None}
        return cls((now, *sorted(at for at in turns if at > now)))

    @property
    def every(self) -> int:
        """All of them."""
        return (1 << len(self.at)) - 1

    def of_mapping(self, mapping: Mapping) -> int:
        """Return those at which a mapping counts, as far as time decides; none where it cannot be judged."""
        if mapping.disabled_at is not None or (mapping.effect == "allow" and mapping.conditions.unknown):
            return 0
        first = 0 if mapping.valid_from is None else bisect_left(self.at, mapping.valid_from)
        end = len(self.at) if mapping.valid_until is None else bisect_left(self.at, mapping.valid_until)
        return (1 << end) - (1 << first) if first < end else 0
