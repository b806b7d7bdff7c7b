"""What a draft would do: who could open what before it and after it, and so who gains and who loses."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.conditions import Circumstances
from app.domain.drafts import Draft
from app.domain.mappings import Mapping, PortalTarget

# Beyond this many pairs of a person and a role, who gains and who loses is not weighed one by one.
MOST_PAIRS = 100_000
PORTAL_TARGETS: tuple[PortalTarget, ...] = ("admin", "auditor")
Target = UUID | PortalTarget
Reach = ReadOnly[Target, frozenset[UUID]]


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

    def reach(self, circumstances: Circumstances) -> Reach:
        """Return of each role, and of each part of the portal, who has it.

        Conditions that depend on the moment of a click (network, MFA) count as met: the question is who could.
        """
        by_target: dict[str, list[Mapping]] = {}
        for mapping in self.mappings:
            if _is_in_force(mapping, circumstances):
                by_target.setdefault(mapping.target_id, []).append(mapping)
        selectors = [found[0].selector for found in by_target.values() if found[0].selector is not None]
        reach: dict[Target, frozenset[UUID]] = {}
        for role in self.roles:
            ids = [str(role.id), *(str(one.id) for one in selectors if one.selects(role))]
            speaking = [mapping for id_ in ids for mapping in by_target.get(id_, ())]
            reach[role.id] = self._admitted(speaking) if role.is_open else frozenset()
        for target in PORTAL_TARGETS:
            reach[target] = self._admitted(by_target.get(target, ()))
        return reach

    def _admitted(self, speaking: Iterable[Mapping]) -> frozenset[UUID]:
        allowed: set[UUID] = set()
        denied: set[UUID] = set()
        for mapping in speaking:
            (allowed if mapping.effect == "allow" else denied).update(self._covered(mapping))
        return frozenset(allowed - denied)

    def _covered(self, mapping: Mapping) -> frozenset[UUID]:
        if mapping.subject_kind == "person":
            return frozenset({mapping.subject_id}) & self.people
        return self.members.get(mapping.subject_id, frozenset()) & self.people


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


def effects_of(before: World, draft: Draft, circumstances: Circumstances) -> tuple[Difference, ...]:
    """Return who gains and who loses what by a draft, role by role, in the order of account names and role names."""
    after = before.after(draft)
    had, has = before.reach(circumstances), after.reach(circumstances)
    roles = {role.id: role for role in (*before.roles, *after.roles)}
    differences = (
        Difference(
            roles[target] if isinstance(target, UUID) else target,
            has[target] - had.get(target, frozenset()),
            had.get(target, frozenset()) - has[target],
        )
        for target in has
    )
    return tuple(sorted((one for one in differences if one.gained or one.lost), key=_place))


def moment_of(draft: Draft, circumstances: Circumstances) -> Circumstances:
    """Return the moment to judge a draft at: now, or when the last of its mappings that have yet to begin does."""
    begins = [
        revision.after.valid_from
        for revision in draft.revisions
        if isinstance(revision.after, Mapping) and revision.after.valid_from is not None
    ]
    return Circumstances(now=max([circumstances.now, *begins]))


def _is_in_force(mapping: Mapping, circumstances: Circumstances) -> bool:
    begun = mapping.valid_from is None or mapping.valid_from <= circumstances.now
    ended = mapping.valid_until is not None and mapping.valid_until <= circumstances.now
    judged = mapping.effect == "deny" or not mapping.conditions.unknown
    return mapping.disabled_at is None and begun and not ended and judged


def _in_account(role: Role, account: Account | None) -> Role:
    if account is None:
        return role
    return replace(role, account=account)


def _place(difference: Difference) -> tuple[str, str]:
    target = difference.target
    if isinstance(target, Role):
        return target.account.name.casefold(), target.role_arn.text
    return "", target
