"""Occasions on which mappings are judged together: every moment that matters, from everywhere, with and without MFA."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from app.domain.conditions import Conditions, Network
from app.domain.mappings import Mapping

# An address as its version and its number, which puts addresses in order.
Place = tuple[int, int]
# Beyond this many, the mappings of one role are not judged together: each of them would take 25 kB of memory.
MOST_OCCASIONS: Final = 200_000


class TooManyOccasions(Exception):
    """The mappings of one role tell more than MOST_OCCASIONS apart."""


class Limit(StrEnum):
    """What keeps somebody from what they have on other occasions."""

    ONLY_WITH_MFA = "only-with-mfa"
    ONLY_WITHOUT_MFA = "only-without-mfa"
    DEPENDS_ON_MFA = "depends-on-mfa"
    SOME_NETWORKS = "some-networks"
    SOME_TIME = "some-time"


# With what the addresses of each version begin; one place stands for all where no mapping names a network.
_FIRST_OF_EACH: Final = frozenset({(4, 0), (6, 0)})
_ANYWHERE: Final = frozenset({(4, 0)})


@dataclass(frozen=True, slots=True)
class Occasions:
    """Every pair of a moment and a visit. Some occasions are a number, in which each of them is a bit.

    A visit is made from one of the places, and without MFA or with it. The visits of one moment stand together, the
    first moment lowest, and in each moment first those without MFA. That an address, or the use of MFA, is not known is
    no visit of its own: who gains or loses then gains or loses on one of these occasions too.
    """

    moments: tuple[datetime, ...]
    places: tuple[Place, ...]
    tells_mfa: bool

    @classmethod
    def of(cls, mappings: Iterable[Mapping], *, now: datetime) -> Self:
        """Return every visit now and whenever a mapping begins or ends later: between two of these nothing changes.

        Raises TooManyOccasions.
        """
        in_force = [one for one in mappings if one.disabled_at is None]
        turns = {at for one in in_force for at in (one.valid_from, one.valid_until) if at is not None and at > now}
        return cls._visiting(in_force, (now, *sorted(turns)))

    @classmethod
    def at(cls, moment: datetime, mappings: Iterable[Mapping]) -> Self:
        """Return every visit at one moment; raises TooManyOccasions."""
        return cls._visiting([one for one in mappings if one.disabled_at is None], (moment,))

    @classmethod
    def _visiting(cls, in_force: Collection[Mapping], moments: tuple[datetime, ...]) -> Self:
        networks = {network for one in in_force for network in one.conditions.networks}
        edges = {edge for network in networks for edge in _edges(network)}
        places = _FIRST_OF_EACH | edges if networks else _ANYWHERE
        found = cls(moments, tuple(sorted(places)), any(one.conditions.needs_mfa for one in in_force))
        if len(moments) * found._visits > MOST_OCCASIONS:
            raise TooManyOccasions
        return found

    @property
    def every(self) -> int:
        """All of them."""
        return (1 << self._visits * len(self.moments)) - 1

    def of_mapping(self, mapping: Mapping) -> int:
        """Return those on which a mapping counts; none where it cannot be judged. A deny's conditions say when."""
        if mapping.disabled_at is not None or (mapping.effect == "allow" and mapping.conditions.unknown):
            return 0
        first = 0 if mapping.valid_from is None else bisect_left(self.moments, mapping.valid_from)
        end = len(self.moments) if mapping.valid_until is None else bisect_left(self.moments, mapping.valid_until)
        visits = self._visits_of(mapping.conditions)
        if visits == (1 << self._visits) - 1:
            return (1 << self._visits * end) - (1 << self._visits * first) if first < end else 0
        return sum(visits << self._visits * moment for moment in range(first, end))

    def moments_of(self, some: int) -> int:
        """Return the moments, the first one the lowest bit, of which some visit is among these occasions."""
        return sum(1 << moment for moment, visits in enumerate(self._by_moment(some)) if visits)

    def limits_of(self, some: int) -> frozenset[Limit]:
        """Return what tells these occasions from the others; nothing where they are all or none."""
        by_moment = self._by_moment(some)
        everywhere = (1 << self._spots) - 1
        without = [visits & everywhere for visits in by_moment]
        with_mfa = [visits >> self._spots for visits in by_moment] if self.tells_mfa else without
        found = set()
        if without != with_mfa:
            found.add(_told_by_mfa(without, with_mfa))
        if not {*without, *with_mfa} <= {0, everywhere}:
            found.add(Limit.SOME_NETWORKS)
        if len(set(by_moment)) > 1:
            found.add(Limit.SOME_TIME)
        return frozenset(found)

    @property
    def _spots(self) -> int:
        return len(self.places)

    @property
    def _visits(self) -> int:
        return self._spots * (2 if self.tells_mfa else 1)

    def _visits_of(self, conditions: Conditions) -> int:
        spots = (1 << self._spots) - 1
        if conditions.networks:
            spots = 0
            for network in conditions.networks:
                spots |= self._inside(network)
        without = 0 if conditions.needs_mfa else spots
        return without | spots << self._spots if self.tells_mfa else without

    def _inside(self, network: Network) -> int:
        first = bisect_left(self.places, (network.version, int(network.network_address)))
        end = bisect_right(self.places, (network.version, int(network.broadcast_address)))
        return (1 << end) - (1 << first)

    def _by_moment(self, some: int) -> list[int]:
        visits = self._visits
        return [some >> visits * moment & (1 << visits) - 1 for moment in range(len(self.moments))]


def _edges(network: Network) -> Iterable[Place]:
    """Where a network begins, and the first address after it: networks divide addresses nowhere else."""
    yield network.version, int(network.network_address)
    last = int(network.broadcast_address)
    if last < (1 << network.max_prefixlen) - 1:
        yield network.version, last + 1


def _told_by_mfa(without: list[int], with_mfa: list[int]) -> Limit:
    if any(without) and any(with_mfa):
        return Limit.DEPENDS_ON_MFA
    return Limit.ONLY_WITH_MFA if any(with_mfa) else Limit.ONLY_WITHOUT_MFA
