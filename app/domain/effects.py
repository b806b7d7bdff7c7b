"""What a draft would do: who could open what before it and after it, and so who gains and who loses."""

from collections.abc import Iterable, Set
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.drafts import Draft
from app.domain.mappings import Effect, Mapping, PortalTarget
from app.domain.occasions import Limit, Occasions
from app.domain.terms import Facet, Term, facets_of

# Beyond this many pairs of a person and a role, who gains and who loses is not weighed one by one.
MOST_PAIRS = 100_000
PORTAL_TARGETS: tuple[PortalTarget, ...] = ("admin", "auditor")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Roles, mappings and memberships: all that there is of them for the people in question.

    `members` holds of each group that is not disabled the people in question who are in it.
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
    who is in either and has it afterwards, though not on every occasion, what it depends on. `eased` are those who have
    it anyway, and get more of it by some term; `tightened` likewise those who keep it, and get less.
    """

    target: Role | PortalTarget
    gained: frozenset[UUID]
    lost: frozenset[UUID]
    widened: frozenset[UUID] = frozenset()
    limits: ReadOnly[UUID, frozenset[Limit]] = field(default_factory=dict)
    eased: ReadOnly[Term, frozenset[UUID]] = field(default_factory=dict)
    tightened: ReadOnly[Term, frozenset[UUID]] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether anything is different for anybody."""
        return bool(self.gained or self.lost or self.eased or self.tightened)

    @property
    def on_other_terms(self) -> frozenset[UUID]:
        """Everybody for whom a term is eased or tightened."""
        return frozenset().union(*self.eased.values(), *self.tightened.values())

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
    """What a draft would do. Where `is_exact` is false there is too much to weigh, and `differences` is empty.

    Then `pairs` says of how many pairs of a person and a role the draft speaks, if they are more than MOST_PAIRS; it is
    0 where the mappings of one role tell too many occasions apart.
    """

    differences: tuple[Difference, ...] = ()
    is_exact: bool = True
    pairs: int = 0


def effects_of(before: World, draft: Draft, now: datetime) -> tuple[Difference, ...]:
    """Return who gains and who loses what by a draft, role by role, in the order of account names and role names.

    Somebody gains who on some occasion from now on could, and could not without the draft; likewise who loses. Raises
    TooManyOccasions.
    """
    after = before.after(draft)
    were_speaking, are_speaking = Speakers(before), Speakers(after)
    earlier = {role.id: role for role in before.roles}
    sides = []
    for role in after.roles:
        had = were_speaking.of_role(earlier[role.id]) if role.id in earlier else []
        sides.append((_Side(before, earlier.get(role.id, role), had), _Side(after, role, are_speaking.of_role(role))))
    for target in PORTAL_TARGETS:
        had, has = were_speaking.of_portal(target), are_speaking.of_portal(target)
        sides.append((_Side(before, target, had), _Side(after, target, has)))
    found = (_difference(one, other, now) for one, other in sides)
    return tuple(sorted((one for one in found if one is not None and one.says_something), key=_place))


class _Side(NamedTuple):
    """A target as it is without a draft, or with it, and the mappings that speak of it."""

    world: World
    target: Role | PortalTarget
    speaking: list[Mapping]

    def admitted(self, occasions: Occasions, facet: Facet | None = None) -> dict[UUID, int]:
        """Return who has it and when; for a facet, who has at least so much of it."""
        counting = (
            one for one in self.speaking if facet is None or one.effect == "deny" or facet.has(one, self.target)
        )
        return self.world.admitted(counting, occasions)


def _difference(before: _Side, after: _Side, now: datetime) -> Difference | None:
    if before.speaking == after.speaking and before.target == after.target:
        return None
    occasions = Occasions.of((*before.speaking, *after.speaking), now=now)
    had, has = before.admitted(occasions), after.admitted(occasions)
    gained, lost = _more_in(has, had), _more_in(had, has)
    left = {who: has[who] for who in gained | lost if who in has}
    limits = {some: occasions.limits_of(some) for some in set(left.values())}
    limited = {who: limits[some] for who, some in left.items() if limits[some]}
    eased, tightened = _terms(before, after, occasions, had.keys() & has.keys())
    return Difference(after.target, gained, lost, gained & had.keys(), limited, eased, tightened)


def _terms(
    before: _Side, after: _Side, occasions: Occasions, people: Set[UUID]
) -> tuple[dict[Term, frozenset[UUID]], dict[Term, frozenset[UUID]]]:
    """Return for whom of some people each term is eased, and for whom it is tightened."""
    eased: dict[Term, frozenset[UUID]] = {}
    tightened: dict[Term, frozenset[UUID]] = {}
    for facet in facets_of((*before.speaking, *after.speaking), before.target, after.target):
        had, has = before.admitted(occasions, facet), after.admitted(occasions, facet)
        for found, more in ((eased, _more_in(has, had) & people), (tightened, _more_in(had, has) & people)):
            if more:
                found[facet.term] = found.get(facet.term, frozenset()) | more
    return _each_once(eased), _each_once(tightened)


def _each_once(found: dict[Term, frozenset[UUID]]) -> dict[Term, frozenset[UUID]]:
    """Name nobody for another session policy who is named for having none."""
    others = found.get(Term.SESSION_POLICY, frozenset()) - found.get(Term.NO_SESSION_POLICY, frozenset())
    return {term: people for term, people in (found | {Term.SESSION_POLICY: others}).items() if people}


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
