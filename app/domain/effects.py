"""What a draft would do: who could open what before it and after it, and so who gains and who loses."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.drafts import Draft
from app.domain.mappings import Effect, Mapping, PortalTarget
from app.domain.occasions import Limit, Occasions

# Beyond this many pairs of a person and a role, who gains and who loses is not weighed one by one.
MOST_PAIRS = 100_000
PORTAL_TARGETS: tuple[PortalTarget, ...] = ("admin", "auditor")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Roles, mappings and memberships: all that there is of them for the people in question.

    `members` holds of each group the people in question who are in it and are not disabled.
    """

    people: frozenset[UUID]
    roles: tuple[Role, ...]
    mappings: tuple[Mapping, ...]
    members: ReadOnly[UUID, frozenset[UUID]]

    def after(self, draft: Draft) -> "World":
        """Return the world as it would be once the draft is saved."""
        mappings = {mapping.id: mapping for mapping in self.mappings}
        roles = {role.id: role for role in self.roles}
        accounts: dict[UUID, Account] = {}
        for revision in draft.revisions:
            thing = revision.after
            if isinstance(thing, Mapping):
                mappings[thing.id] = thing
            elif isinstance(thing, Role):
                roles[thing.id] = thing
            else:
                accounts[thing.id] = thing
        moved = (_in_account(role, accounts.get(role.account.id)) for role in roles.values())
        return World(people=self.people, roles=tuple(moved), mappings=tuple(mappings.values()), members=self.members)

    def admitted(self, speaking: Iterable[Mapping], occasions: Occasions) -> dict[UUID, int]:
        """Return who has what these mappings speak of, and on which of the occasions; a deny wins."""
        covered: dict[Effect, dict[int, set[UUID]]] = {"allow": {}, "deny": {}}
        for mapping in speaking:
            counts = occasions.of_mapping(mapping)
            if counts:
                covered[mapping.effect].setdefault(counts, set()).update(self._covered(mapping))
        denied = _by_person(covered["deny"])
        allowed = _by_person(covered["allow"]).items()
        return {who: left for who, counts in allowed if (left := counts & ~denied.get(who, 0))}

    def _covered(self, mapping: Mapping) -> frozenset[UUID]:
        if mapping.subject_kind == "person":
            return frozenset({mapping.subject_id}) & self.people
        return self.members.get(mapping.subject_id, frozenset()) & self.people


class Speakers:
    """Which mappings of a world speak of a target, in their order."""

    def __init__(self, world: World) -> None:
        self._by_target: dict[str, list[Mapping]] = {}
        for mapping in world.mappings:
            if mapping.disabled_at is None:
                self._by_target.setdefault(mapping.target_id, []).append(mapping)
        self._selectors = [(id_, some[0].selector) for id_, some in self._by_target.items() if some[0].selector]

    def of_role(self, role: Role) -> list[Mapping]:
        """Return those that name the role or select it; of a role that cannot be opened, none counts."""
        if not role.is_open:
            return []
        ids = [str(role.id), *(id_ for id_, selector in self._selectors if selector.selects(role))]
        return [mapping for id_ in ids for mapping in self._by_target.get(id_, ())]

    def of_portal(self, target: PortalTarget) -> list[Mapping]:
        """Return those that give a part of the portal, or deny it."""
        return self._by_target.get(target, [])


@dataclass(frozen=True, slots=True)
class Difference:
    """Who gains and who loses one role, or one part of the portal.

    `widened` are those of `gained` who have it without the draft too, on fewer occasions. `limits` says of everybody
    who is in either and has it afterwards, though not on every occasion, what it depends on.
    """

    target: Role | PortalTarget
    gained: frozenset[UUID]
    lost: frozenset[UUID]
    widened: frozenset[UUID] = frozenset()
    limits: ReadOnly[UUID, frozenset[Limit]] = field(default_factory=dict)

    @property
    def narrowed(self) -> frozenset[UUID]:
        """Those of `lost` who still have it, on fewer occasions."""
        return self.lost & self.limits.keys()


@dataclass(frozen=True, slots=True)
class TooManyPairs:
    """A draft speaks of more than MOST_PAIRS pairs of a person and a role: of about `pairs`."""

    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a draft would do. Where `is_exact` is false there are more than MOST_PAIRS pairs to weigh.

    Then `differences` is empty, and `pairs` says of how many pairs of a person and a role the draft speaks.
    """

    differences: tuple[Difference, ...] = ()
    is_exact: bool = True
    pairs: int = 0

    @property
    def gained(self) -> int:
        return sum(len(difference.gained) for difference in self.differences)

    @property
    def lost(self) -> int:
        return sum(len(difference.lost) for difference in self.differences)


def effects_of(before: World, draft: Draft, now: datetime) -> tuple[Difference, ...]:
    """Return who gains and who loses what by a draft, role by role, in the order of account names and role names.

    Somebody gains who on some occasion from now on could, and could not without the draft; likewise who loses.
    """
    after = before.after(draft)
    were_speaking, are_speaking = Speakers(before), Speakers(after)
    earlier = {role.id: role for role in before.roles}
    found = []
    for role in after.roles:
        had = were_speaking.of_role(earlier[role.id]) if role.id in earlier else []
        found.append(_difference(earlier.get(role.id, role), (before, had), (after, are_speaking.of_role(role)), now))
    for target in PORTAL_TARGETS:
        had, has = were_speaking.of_portal(target), are_speaking.of_portal(target)
        found.append(_difference(target, (before, had), (after, has), now))
    return tuple(sorted((one for one in found if one is not None), key=_place))


def _difference(
    target: Role | PortalTarget,
    before: tuple[World, list[Mapping]],
    after: tuple[World, list[Mapping]],
    now: datetime,
) -> Difference | None:
    if before[1] == after[1]:
        return None
    occasions = Occasions.of((*before[1], *after[1]), now=now)
    had, has = before[0].admitted(before[1], occasions), after[0].admitted(after[1], occasions)
    gained, lost = _more_in(has, had), _more_in(had, has)
    if not gained and not lost:
        return None
    left = {who: has[who] for who in gained | lost if who in has}
    limits = {some: occasions.limits_of(some) for some in set(left.values())}
    limited = {who: limits[some] for who, some in left.items() if limits[some]}
    return Difference(target, gained, lost, gained & had.keys(), limited)


def _more_in(one: ReadOnly[UUID, int], other: ReadOnly[UUID, int]) -> frozenset[UUID]:
    return frozenset(who for who, counts in one.items() if counts & ~other.get(who, 0))


def _by_person(people: ReadOnly[int, set[UUID]]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for counts, some in people.items():
        found |= {who: counts | found.get(who, 0) for who in some}
    return found


def _in_account(role: Role, account: Account | None) -> Role:
    if account is None:
        return role
    return replace(role, account=account)


def _place(difference: Difference) -> tuple[str, str]:
    target = difference.target
    if isinstance(target, Role):
        return target.account.name.casefold(), target.role_arn.text
    return "", target
