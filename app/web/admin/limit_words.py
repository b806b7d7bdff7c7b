"""What is to be known of people who gain or lose a role only on some occasions: how many of them, and on which."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as ReadOnly
from typing import Final
from uuid import UUID

from app.domain.effects import Difference
from app.domain.occasions import Limit
from app.domain.terms import Term
from app.domain.words import _
from app.web.words import gettext

Notes = tuple[str, ...]
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
_EASED: Final[ReadOnly[Term, str]] = {
    Term.NO_SESSION_POLICY: _("Without a session policy from now on: %(people)s"),
    Term.SESSION_POLICY: _("With another session policy from now on: %(people)s"),
    Term.DURATION: _("For longer than before: %(people)s"),
    Term.NO_REASON: _("Without giving a reason from now on: %(people)s"),
    Term.PROOF: _("With an older proof than before, or with none: %(people)s"),
    Term.GROUPS_HOLD: _("Their provider's word may hold longer than before: %(people)s"),
}
_TIGHTENED: Final[ReadOnly[Term, str]] = {
    Term.NO_SESSION_POLICY: _("With a session policy only: %(people)s"),
    Term.SESSION_POLICY: _("No more with the session policy of before: %(people)s"),
    Term.DURATION: _("Not for as long as before: %(people)s"),
    Term.NO_REASON: _("With a reason only: %(people)s"),
    Term.PROOF: _("With a fresher proof than before only: %(people)s"),
    Term.GROUPS_HOLD: _("Their provider's word may hold less long than before: %(people)s"),
}
_SOME_OF_THEM: Final = _("%(num)s of them: %(note)s")


def notes_on_gained(difference: Difference) -> Iterable[str]:
    """Say how many gain it on some occasions only, on which, and how many could open it before."""
    yield from _notes(_GAINED, difference, difference.gained)
    yield from _note(_WIDENED, len(difference.widened), len(difference.gained))


def notes_on_terms(difference: Difference, named: Callable[[frozenset[UUID]], str]) -> tuple[Notes, Notes]:
    """Say for whom of those who have it anyway terms are eased, and for whom tightened; `named` names people."""
    eased, tightened = (
        tuple(gettext(words[term]) % {"people": named(people)} for term, people in some.items())
        for words, some in ((_EASED, difference.eased), (_TIGHTENED, difference.tightened))
    )
    return eased, tightened


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
