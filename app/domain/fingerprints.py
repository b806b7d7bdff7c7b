"""Fingerprints: whether what is saved, and what it does, is what somebody looked at, though both were found anew."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly
from dataclasses import fields, is_dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.domain.accounts import Role
from app.domain.drafts import Draft
from app.domain.effects import Difference, Effects
from app.domain.mappings import Mapping


def fingerprint_of(draft: Draft) -> str:
    """Return 64 hexadecimal digits that are the same for drafts that do the same, and for no others.

    The ids of what is added are made at each reading, and so is the moment at which something is disabled: they do not
    count. Why it is done does not count either.
    """
    # An account or a role that is added is told by its place, wherever a later revision names it.
    places = {str(one.after.id): f"added {place}" for place, one in enumerate(draft.revisions) if one.before is None}
    places |= dict.fromkeys(_selectors_of(draft), "its selector")
    told = [(_told(one.before and one.before.version, {}), _told(one.after, places)) for one in draft.revisions]
    return sha256(repr(told).encode()).hexdigest()


def fingerprint_of_effects(effects: Effects) -> str:
    """Return 64 hexadecimal digits that are the same where the same people gain and lose the same on such occasions."""
    told = sorted(map(_difference_told, effects.differences))
    return sha256(repr((told, effects.is_exact, effects.pairs)).encode()).hexdigest()


def _difference_told(one: Difference) -> tuple[str, *tuple[list[str], ...]]:
    limits = sorted(f"{who} {sorted(some)}" for who, some in one.limits.items())
    eased, tightened = (
        sorted(f"{term} {sorted(map(str, people))}" for term, people in some.items())
        for some in (one.eased, one.tightened)
    )
    gained, lost, widened = (sorted(map(str, people)) for people in (one.gained, one.lost, one.widened))
    return str(_target_of(one)), gained, lost, widened, limits, eased, tightened


def _target_of(difference: Difference) -> UUID | str:
    return difference.target.id if isinstance(difference.target, Role) else difference.target


def _selectors_of(draft: Draft) -> Iterator[str]:
    """The ids of selectors: what they say is told with the mappings, and one that says the same has another id."""
    mappings = (one.after for one in draft.revisions if isinstance(one.after, Mapping))
    return (str(one.selector.id) for one in mappings if one.selector)


def _told(value: object, places: ReadOnly[str, str]) -> object:
    """Tell a value by names and texts, in an order that does not depend on this process."""
    if is_dataclass(value) and not isinstance(value, type):
        of = {each.name: getattr(value, each.name) for each in fields(value)}
        if isinstance(of.get("disabled_at"), datetime):
            of["disabled_at"] = "disabled"
        return type(value).__name__, _told(of, places)
    if isinstance(value, ReadOnly):
        return sorted((str(key), _told(each, places)) for key, each in value.items())
    if isinstance(value, tuple | list):
        return [_told(each, places) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(repr(_told(each, places)) for each in value)
    return places.get(str(value), str(value)) if value is not None else None
