"""Who could open what, and through which mappings: judged for lists, where nobody stands at the keyboard."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.access import decide
from app.domain.accounts import Role
from app.domain.conditions import Circumstances, Hindrance
from app.domain.durations import SHORTEST
from app.domain.mappings import Mapping, Subjects
from app.domain.people import Person

# What the person at the keyboard brings along: a list says so beside its rows instead of judging it.
OF_THE_MOMENT: Final = frozenset({Hindrance.NETWORK, Hindrance.MFA})


@dataclass(frozen=True, slots=True)
class Access:
    """A person and a role that they could open: `through` which mappings, unless one of `unless` speaks against it.

    Networks, MFA and reasons of the mappings are still to be met.
    """

    person: Person
    role: Role
    through: tuple[Mapping, ...]
    unless: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """The mappings that could admit to a role, in the order in which they are offered, and the denies on conditions."""

    through: tuple[Mapping, ...]
    unless: tuple[Mapping, ...]


def ways_to(subjects: Subjects, role: Role, mappings: Iterable[Mapping], *, now: datetime) -> Ways | None:
    """Return how somebody could open a role at a moment, from some network and with or without MFA; None if not at all.

    A deny without conditions takes the role away; one with conditions is told.
    """
    if not role.is_open:
        return None
    decision = decide(subjects, role, mappings, circumstances=Circumstances(now=now))
    if any(not is_conditional(mapping) for mapping in decision.denials):
        return None
    likely = (voice.mapping for voice in decision.voices if set(voice.hindrances) <= OF_THE_MOMENT)
    allowing = [mapping for mapping in likely if mapping.effect == "allow"]
    lasting = [one for one in allowing if one.seconds_left(role, Circumstances(now=now)) >= SHORTEST]
    return Ways(tuple(lasting), decision.denials) if lasting else None


def is_conditional(mapping: Mapping) -> bool:
    """Say whether it depends on where from, or with what, somebody comes."""
    return bool(mapping.conditions.networks) or mapping.conditions.needs_mfa
