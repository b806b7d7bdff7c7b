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
    Limit.ONLY_WITH_MFA: _("Only with MFA"),
    Limit.ONLY_WITHOUT_MFA: _("Only without MFA"),
    Limit.DEPENDS_ON_MFA: _("With and without MFA on different occasions"),
    Limit.SOME_NETWORKS: _("Only from some networks"),
    Limit.SOME_TIME: _("Only for some time"),
}
_KEPT: Final[ReadOnly[Limit, str]] = {
    Limit.ONLY_WITH_MFA: _("Can still open it with MFA"),
    Limit.ONLY_WITHOUT_MFA: _("Can still open it without MFA"),
    Limit.DEPENDS_ON_MFA: _("Can still open it, with and without MFA on different occasions"),
    Limit.SOME_NETWORKS: _("Can still open it from some networks"),
    Limit.SOME_TIME: _("Can still open it for some time"),
}
_WIDENED: Final = _("Could open it on fewer occasions before")
_SOME_OF_THEM: Final = _("%(num)s of them: %(note)s")


def notes_on_gained(difference: Difference) -> Iterable[str]:
    """Say how many gain it on some occasions only, on which, and how many could open it before."""
    yield from _notes(_GAINED, difference, difference.gained)
    yield from _note(_WIDENED, len(difference.widened), len(difference.gained))


def notes_on_lost(difference: Difference) -> Iterable[str]:
    """Say how many of those who lose it can still open it on some occasions, and on which."""
    yield from _notes(_KEPT, difference, difference.lost)


def _notes(words: ReadOnly[Limit, str], difference: Difference, people: frozenset[UUID]) -> Iterable[str]:
    for limit, note in words.items():
        count = sum(limit in difference.limits.get(who, ()) for who in people)
        yield from _note(note, count, len(people))


def _note(note: str, count: int, of: int) -> Iterable[str]:
    if count:
        said = gettext(note)
        yield said if count == of else gettext(_SOME_OF_THEM) % {"num": count, "note": said}
