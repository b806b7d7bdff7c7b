"""What is to be known of people who gain or lose a role only on some occasions: how many of them, and on which."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from typing import Final
from uuid import UUID

from app.domain.effects import Difference
from app.domain.occasions import Limit
from app.domain.words import _
from app.web.words import gettext

_GAINED: Final[ReadOnly[Limit, str]] = {
    Limit.ONLY_WITH_MFA: _("%(num)s only with MFA"),
    Limit.ONLY_WITHOUT_MFA: _("%(num)s only without MFA"),
    Limit.DEPENDS_ON_MFA: _("%(num)s with and without MFA on different occasions"),
    Limit.SOME_NETWORKS: _("%(num)s only from some networks"),
    Limit.SOME_TIME: _("%(num)s only for some time"),
}
_KEPT: Final[ReadOnly[Limit, str]] = {
    Limit.ONLY_WITH_MFA: _("%(num)s can still open it with MFA"),
    Limit.ONLY_WITHOUT_MFA: _("%(num)s can still open it without MFA"),
    Limit.DEPENDS_ON_MFA: _("%(num)s can still open it, with and without MFA on different occasions"),
    Limit.SOME_NETWORKS: _("%(num)s can still open it from some networks"),
    Limit.SOME_TIME: _("%(num)s can still open it for some time"),
}
_WIDENED: Final = _("%(num)s could open it on fewer occasions before")


def notes_on_gained(difference: Difference) -> Iterable[str]:
    """Say how many gain it on some occasions only, on which, and how many could open it before."""
    yield from _notes(_GAINED, difference, difference.gained)
    if difference.widened:
        yield gettext(_WIDENED) % {"num": len(difference.widened)}


def notes_on_lost(difference: Difference) -> Iterable[str]:
    """Say how many of those who lose it can still open it on some occasions, and on which."""
    yield from _notes(_KEPT, difference, difference.narrowed)


def _notes(words: ReadOnly[Limit, str], difference: Difference, people: frozenset[UUID]) -> Iterable[str]:
    for limit, sentence in words.items():
        count = sum(limit in difference.limits.get(who, ()) for who in people)
        if count:
            yield gettext(sentence) % {"num": count}
