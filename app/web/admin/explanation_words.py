"""Why somebody can, or cannot, open a role, in sentences."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.conditions import Circumstances
from app.domain.explanations import Because, Cause, Explanation
from app.domain.freshness import Freshness
from app.domain.naming import Names
from app.domain.words import _
from app.web.admin.mapping_words import mapping_in_words, names_for
from app.web.admin.moments import moment_in_words
from app.web.words import gettext

_SENTENCES: Final[ReadOnly[Cause, str]] = MappingProxyType(
    {
        Cause.PERSON_DISABLED: _("The person is disabled."),
        Cause.ROLE_DISABLED: _("The role is disabled."),
        Cause.ACCOUNT_DISABLED: _("The account of the role is disabled."),
        Cause.NOT_MAPPED: _("No mapping leads to this role for them, nor for a group."),
        Cause.DENIED: _("A mapping denies it."),
        Cause.ONLY_OTHERS: _("A group that they are not in is mapped to it."),
        Cause.GROUP_DISABLED: _("They are in a group that is mapped to it, and the group is disabled."),
        Cause.SOURCE_GONE: _(
            "They are in a group that is mapped to it, but only by the word of a sign-in that is not set up any more."
        ),
        Cause.DISABLED: _("The mapping is disabled."),
        Cause.NOT_BEGUN: _("The mapping begins only on %(from)s."),
        Cause.ENDED: _("The mapping ended on %(until)s."),
        Cause.NETWORK: _("The address is not known to be in a network of the mapping."),
        Cause.MFA: _("The mapping wants MFA, and it is not known to have been used."),
        Cause.UNKNOWN_CONDITION: _("The mapping has a condition that this version of Doorstep does not know."),
        Cause.TOO_LITTLE_TIME: _("Less than 15 minutes of the mapping are left, and AWS opens no console for less."),
    }
)

# What it takes, where nobody knows whether it is so.
_ONLY_IF: Final[ReadOnly[Cause, str]] = MappingProxyType(
    {
        Cause.NETWORK: _("They come from a network of the mapping."),
        Cause.MFA: _("They have used MFA."),
        Cause.DENIED: _("The conditions of this deny are not met."),
    }
)
_MFA_NOT_USED: Final = _("The mapping wants MFA, and it was not used.")
_FROM_ELSEWHERE: Final = _("The address is in none of the networks of the mapping.")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the mapping that it is about if there is one."""

    sentence: str
    mapping: str = ""
    mapping_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ExplanationSheet:
    """A verdict with what leads to it: each mapping that admits, or each reason that does not.

    With `only_if` the reasons are what it takes. `also` is what a click takes beside the mapping.
    """

    can_open: bool
    reasons: tuple[Reason, ...]
    also: tuple[str, ...] = ()
    only_if: bool = False


def explanation_sheet(found: Explanation, circumstances: Circumstances) -> ExplanationSheet:
    """Put an explanation of some circumstances into words; raises StorageUnavailable."""
    told = (*found.through, *(one.mapping for one in found.because if one.mapping is not None))
    names = names_for(told)
    if found.can_open:
        through = tuple(Reason("", mapping_in_words(one, names), one.id) for one in found.through)
        return ExplanationSheet(True, through, tuple(_also(found.asked)))
    if found.only_if:
        return ExplanationSheet(False, tuple(_what_it_takes(found.because, names)), only_if=True)
    return ExplanationSheet(False, tuple(_reason(one, names, circumstances) for one in found.because))


def _what_it_takes(because: Iterable[Because], names: Names) -> Iterator[Reason]:
    """Say of each mapping, once, all that it takes."""
    for mapping, some in groupby(because, key=lambda one: one.mapping):
        sentences = " ".join(gettext(_ONLY_IF[one.cause]) for one in some)
        if mapping is not None:
            yield Reason(sentences, mapping_in_words(mapping, names), mapping.id)


def _also(asked: Freshness) -> Iterator[str]:
    if asked.proof_minutes is not None:
        yield gettext(_("It needs a strong proof at most %(minutes)s minutes old.")) % {"minutes": asked.proof_minutes}
    if asked.groups_hold_hours is not None:
        said = {"hours": asked.groups_hold_hours}
        yield gettext(_("What an identity provider said of them counts here for %(hours)s hours.")) % said


def _reason(one: Because, names: Names, circumstances: Circumstances) -> Reason:
    sentence, mapping = gettext(_sentence_of(one.cause, circumstances)), one.mapping
    if mapping is None:
        return Reason(sentence)
    moments = {
        "from": moment_in_words(mapping.valid_from) if mapping.valid_from else "",
        "until": moment_in_words(mapping.valid_until) if mapping.valid_until else "",
    }
    return Reason(sentence % moments, mapping_in_words(mapping, names), mapping.id)


def _sentence_of(cause: Cause, circumstances: Circumstances) -> str:
    """Return what is said of a cause: of what is known, that it is so, and not that nobody knows."""
    if cause is Cause.MFA and circumstances.used_mfa is False:
        return _MFA_NOT_USED
    if cause is Cause.NETWORK and circumstances.address is not None:
        return _FROM_ELSEWHERE
    return _SENTENCES[cause]
