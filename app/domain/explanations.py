"""Why somebody can, or cannot, open a role: every reason that there is, in agreement with the decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.access import Decision, decide
from app.domain.accounts import Role
from app.domain.conditions import Circumstances, Hindrance
from app.domain.durations import SHORTEST
from app.domain.freshness import Freshness
from app.domain.mappings import Mapping, Subjects
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

    `asked` is how fresh a proof, and a provider's word, have to be: whoever stands at the keyboard can renew both, so
    it is told and not judged.
    """

    can_open: bool
    through: tuple[Mapping, ...]
    because: tuple[Because, ...]
    asked: Freshness


def explain(facts: WhyFacts, circumstances: Circumstances) -> Explanation:
    """Say whether a person could open a role in some circumstances, and why or why not."""
    decision = decide(facts.subjects, facts.role, facts.mappings, circumstances=circumstances)
    through = tuple(one for one in decision.offers if one.seconds_left(facts.role, circumstances) >= SHORTEST)
    shut = tuple(Because(cause) for cause in _shut(facts))
    can_open = not shut and decision.admits and bool(through)
    because = () if can_open else (*shut, *_said(decision, facts, circumstances))
    return Explanation(can_open, through if can_open else (), because, facts.role.required_freshness)


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
