"""What a draft would do: who could open what before it and after it, and so who gains and who loses."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.drafts import Draft
from app.domain.mappings import Effect, Mapping, PortalTarget, SubjectKind
from app.domain.moments import Moments

# Beyond this many pairs of a person and a role, who gains and who loses is not weighed one by one.
MOST_PAIRS = 100_000
PORTAL_TARGETS: tuple[PortalTarget, ...] = ("admin", "auditor")
Target = UUID | PortalTarget
# Who has what, and at which of some moments.
Reach = ReadOnly[Target, ReadOnly[UUID, int]]
_Voice = tuple[Effect, SubjectKind, UUID]


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

    def reach(self, moments: Moments) -> Reach:
        """Return of each role, and of each part of the portal, who has it at which moments.

        Conditions that depend on the circumstances of a click (network, MFA) count as met: the question is who could.
        """
        voices: dict[str, dict[_Voice, int]] = {}
        selectors = {}
        for mapping in self.mappings:
            voice, counts = (mapping.effect, mapping.subject_kind, mapping.subject_id), moments.of_mapping(mapping)
            if counts:
                said = voices.setdefault(mapping.target_id, {})
                said[voice] = said.get(voice, 0) | counts
                selectors[mapping.target_id] = mapping.selector
        selecting = [(id_, selector) for id_, selector in selectors.items() if selector is not None]
        reach: dict[Target, ReadOnly[UUID, int]] = {}
        for role in self.roles:
            ids = [str(role.id), *(id_ for id_, selector in selecting if selector.selects(role))]
            speaking = [said for id_ in ids for said in voices.get(id_, {}).items()]
            reach[role.id] = self._admitted(speaking) if role.is_open else {}
        for target in PORTAL_TARGETS:
            reach[target] = self._admitted(voices.get(target, {}).items())
        return reach

    def _admitted(self, speaking: Iterable[tuple[_Voice, int]]) -> dict[UUID, int]:
        covered: dict[Effect, dict[int, set[UUID]]] = {"allow": {}, "deny": {}}
        for (effect, kind, subject_id), counts in speaking:
            covered[effect].setdefault(counts, set()).update(self._covered(kind, subject_id))
        denied = _by_person(covered["deny"])
        allowed = _by_person(covered["allow"]).items()
        return {who: left for who, counts in allowed if (left := counts & ~denied.get(who, 0))}

    def _covered(self, kind: SubjectKind, subject_id: UUID) -> frozenset[UUID]:
        if kind == "person":
            return frozenset({subject_id}) & self.people
        return self.members.get(subject_id, frozenset()) & self.people


@dataclass(frozen=True, slots=True)
class Difference:
    """Who gains and who loses one role, or one part of the portal."""

    target: Role | PortalTarget
    gained: frozenset[UUID]
    lost: frozenset[UUID]


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

    Somebody gains who at some moment from now on could, and could not without the draft; likewise who loses.
    """
    after = before.after(draft)
    moments = Moments.of((*before.mappings, *after.mappings), now=now)
    had, has = before.reach(moments), after.reach(moments)
    roles = {role.id: role for role in (*before.roles, *after.roles)}
    differences = (
        Difference(
            roles[target] if isinstance(target, UUID) else target,
            _more_in(has[target], had.get(target, {})),
            _more_in(had.get(target, {}), has[target]),
        )
        for target in has
    )
    return tuple(sorted((one for one in differences if one.gained or one.lost), key=_place))


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
