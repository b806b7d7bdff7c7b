"""Why somebody can, or cannot, open a role: every reason that there is, in agreement with the decision."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from operator import or_

from app.domain.access import Decision, decide
from app.domain.accounts import Role
from app.domain.conditions import Circumstances, Hindrance
from app.domain.durations import SHORTEST
from app.domain.freshness import Freshness
from app.domain.mappings import Mapping, Subjects
from app.domain.occasions import Occasions, TooManyOccasions
from app.domain.people import Person


class Cause(StrEnum):
    """One reason for which a role cannot be opened. Those of a mapping are named like its hindrances."""

    PERSON_DISABLED = "person-disabled"
    ROLE_DISABLED = "role-disabled"
    ACCOUNT_DISABLED = "account-disabled"
    DENIED = "denied"
    NOT_MAPPED = "not-mapped"
    ONLY_OTHERS = "only-others"
    GROUP_DISABLED = "group-disabled"
    SOURCE_GONE = "source-gone"
    DISABLED = "disabled"
    NOT_BEGUN = "not-begun"
    ENDED = "ended"
    NETWORK = "network"
    MFA = "mfa"
    UNKNOWN_CONDITION = "unknown-condition"
    TOO_LITTLE_TIME = "too-little-time"


@dataclass(frozen=True, slots=True)
class Because:
    """A cause, and the mapping that it is about if there is one."""

    cause: Cause
    mapping: Mapping | None = None


@dataclass(frozen=True, slots=True)
class WhyFacts:
    """What is known of a person and a role, disabled or not; `elsewhere` are mappings of groups they do not count in.

    `subjects` holds only groups that are not disabled, `disabled_groups` the others that the person is in, and
    `unheard_groups` those that they are in only by the word of sources that count no more.
    """

    person: Person
    role: Role
    subjects: Subjects
    mappings: tuple[Mapping, ...]
    elsewhere: tuple[Mapping, ...]
    disabled_groups: frozenset[object] = frozenset()
    unheard_groups: frozenset[object] = frozenset()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict, the mappings that lead to it, and of a refusal every reason.

    `only_if` is whether it can be opened all the same where what is not known turns out well: an address, the use of
    MFA. `because` then says what it takes, and nothing else.
    `asked` is how fresh a proof, and a provider's word, have to be: whoever stands at the keyboard can renew both, so
    it is told and not judged.
    """

    can_open: bool
    through: tuple[Mapping, ...]
    because: tuple[Because, ...]
    asked: Freshness
    only_if: bool = False


def explain(facts: WhyFacts, circumstances: Circumstances) -> Explanation:
    """Say whether a person could open a role in some circumstances, and why or why not."""
    decision = decide(facts.subjects, facts.role, facts.mappings, circumstances=circumstances)
    through = tuple(one for one in decision.offers if one.seconds_left(facts.role, circumstances) >= SHORTEST)
    shut = tuple(Because(cause) for cause in _shut(facts))
    asked = facts.role.required_freshness
    if not shut and decision.admits and through:
        return Explanation(can_open=True, through=through, because=(), asked=asked)
    takes = () if shut else tuple(_takes(decision, facts.role, circumstances))
    because = takes or (*shut, *_said(decision, facts, circumstances))
    return Explanation(can_open=False, through=(), because=because, asked=asked, only_if=bool(takes))


def _takes(decision: Decision, role: Role, circumstances: Circumstances) -> Iterable[Because]:
    """Say what it takes where that is not known: nothing where it can be opened on no occasion."""
    told = [one for one in (_with_known(voice.mapping, circumstances) for voice in decision.voices) if one]
    try:
        occasions = Occasions.at(circumstances.now, told)
    except TooManyOccasions:
        return
    denied = reduce(or_, (occasions.of_mapping(one) for one in told if one.effect == "deny"), 0)
    lasting = (one for one in told if one.effect == "allow" and one.seconds_left(role, circumstances) >= SHORTEST)
    helping = {one.id for one in lasting if occasions.of_mapping(one) & ~denied}
    for voice in decision.voices:
        if voice.mapping.id in helping:
            yield from (Because(_cause_of(hindrance), voice.mapping) for hindrance in voice.hindrances)
    if helping:
        yield from (Because(Cause.DENIED, one) for one in decision.denials)


def _with_known(mapping: Mapping, circumstances: Circumstances) -> Mapping | None:
    """Return a mapping without the conditions that are known to be met, None where one is known not to be."""
    conditions = mapping.conditions
    if conditions.hindrances_to_denying(circumstances):
        return None
    known = replace(
        conditions,
        networks=conditions.networks if circumstances.address is None else (),
        needs_mfa=conditions.needs_mfa and circumstances.used_mfa is None,
    )
    return replace(mapping, conditions=known)


def _shut(facts: WhyFacts) -> Iterable[Cause]:
    if facts.person.disabled_at is not None:
        yield Cause.PERSON_DISABLED
    if facts.role.disabled_at is not None:
        yield Cause.ROLE_DISABLED
    if facts.role.account.disabled_at is not None:
        yield Cause.ACCOUNT_DISABLED


def _said(decision: Decision, facts: WhyFacts, circumstances: Circumstances) -> Iterable[Because]:
    yield from (Because(Cause.DENIED, one) for one in decision.denials)
    for voice in decision.voices:
        if voice.mapping.effect == "allow":
            yield from (Because(_cause_of(hindrance), voice.mapping) for hindrance in voice.hindrances)
    for offer in decision.offers:
        if offer.seconds_left(facts.role, circumstances) < SHORTEST:
            yield Because(Cause.TOO_LITTLE_TIME, offer)
    if any(voice.mapping.effect == "allow" for voice in decision.voices):
        return
    for one in facts.elsewhere:
        yield Because(_cause_elsewhere(facts, one.subject_id), one)
    if not facts.elsewhere:
        yield Because(Cause.NOT_MAPPED)


def _cause_elsewhere(facts: WhyFacts, group_id: object) -> Cause:
    if group_id in facts.unheard_groups:
        return Cause.SOURCE_GONE
    return Cause.GROUP_DISABLED if group_id in facts.disabled_groups else Cause.ONLY_OTHERS


def _cause_of(hindrance: Hindrance) -> Cause:
    return Cause(hindrance.value)
