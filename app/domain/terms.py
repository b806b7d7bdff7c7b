"""On what terms somebody opens a role: how much of it, for how long, with which reason and how fresh a proof."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.accounts import Role
from app.domain.freshness import Freshness
from app.domain.mappings import Mapping, PortalTarget


class Term(StrEnum):
    """What may be eased or tightened for somebody who can open a role anyway."""

    NO_SESSION_POLICY = "no-session-policy"
    SESSION_POLICY = "session-policy"
    DURATION = "duration"
    NO_REASON = "no-reason"
    PROOF = "proof"
    GROUPS_HOLD = "groups-hold"


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of the allowing mappings: those that give at least so much. `value` tells the facets of a term apart.

    How fresh a proof, or a provider's word, has to be is the target's own: all of its mappings give the same of it.
    """

    term: Term
    value: object = None

    def has(self, mapping: Mapping, target: Role | PortalTarget) -> bool:
        """Say whether a mapping gives at least so much of a target."""
        conditions = mapping.conditions
        if self.term is Term.NO_REASON:
            return conditions.reason is None
        if self.term is Term.DURATION:
            return isinstance(target, Role) and mapping.longest_for(target).seconds >= int(str(self.value))
        if self.term is Term.SESSION_POLICY:
            return conditions.session_policy in (None, self.value)
        if self.term is Term.PROOF:
            return isinstance(target, Role) and target.required_freshness.oldest_proof >= int(str(self.value))
        if self.term is Term.GROUPS_HOLD:
            return isinstance(target, Role) and _holds_as_long(target.required_freshness.groups_hold_hours, self.value)
        return conditions.session_policy is None


def facets_of(mappings: Iterable[Mapping], *targets: Role | PortalTarget) -> Iterator[Facet]:
    """Return every facet in which some of these mappings differ, for any of the forms of one target."""
    allowing = [one for one in mappings if one.effect == "allow" and one.disabled_at is None]
    policies = {one.conditions.session_policy for one in allowing}
    if len(policies) > 1:
        yield Facet(Term.NO_SESSION_POLICY)
        yield from (Facet(Term.SESSION_POLICY, policy) for policy in policies if policy is not None)
    roles = [target for target in targets if isinstance(target, Role)]
    durations = {one.longest_for(role).seconds for one in allowing for role in roles}
    yield from (Facet(Term.DURATION, seconds) for seconds in sorted(durations)[1:])
    if len({one.conditions.reason is None for one in allowing}) > 1:
        yield Facet(Term.NO_REASON)
    if allowing:
        yield from _freshness_facets([role.required_freshness for role in roles])


def _freshness_facets(forms: list[Freshness]) -> Iterator[Facet]:
    proofs = {one.oldest_proof for one in forms}
    yield from (Facet(Term.PROOF, minutes) for minutes in sorted(proofs)[1:])
    holds = {one.groups_hold_hours for one in forms}
    if len(holds) > 1:
        yield from (Facet(Term.GROUPS_HOLD, hours) for hours in holds)


def _holds_as_long(hours: int | None, as_: object) -> bool:
    """Where one of the two is the setting's, nobody knows here which is longer: then they differ both ways."""
    if hours is None or as_ is None:
        return hours == as_
    return hours >= int(str(as_))
