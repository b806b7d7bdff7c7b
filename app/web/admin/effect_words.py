"""What a draft would do, as the preview shows it: who gains, who loses, how many, with names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.access_tests import AccessTest
from app.domain.accounts import Role
from app.domain.effects import Difference
from app.domain.naming import Names
from app.domain.words import _
from app.services.drafts import Preview
from app.web.admin.limit_words import notes_on_gained, notes_on_lost, notes_on_terms
from app.web.admin.mapping_words import named_in_words, names_for, role_in_words
from app.web.admin.windows import Place, Window
from app.web.words import gettext

_NAMED_AT_ONCE: Final = 8
_MOST_NAMED: Final = 500


@dataclass(frozen=True, slots=True)
class Some:
    """So many people, the first of them by name, those to be unfolded, and what is to be known of some of them."""

    count: int
    named: tuple[str, ...]
    unfolded: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.named)

    @property
    def nameless(self) -> int:
        return self.more - len(self.unfolded)


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One role, or one part of the portal, with those who gain it and those who lose it."""

    target: str
    account: str
    colour: str
    environment: str
    sensitive: bool
    gained: Some
    lost: Some


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSheet:
    """A part of what a preview says, in words. Counts are of people, each once, and of pairs of a person and a role."""

    people_gaining: int
    people_losing: int
    people_on_other_terms: int
    gained: int
    lost: int
    rows: tuple[EffectRow, ...]
    window: Window
    has_sensitive: bool
    is_exact: bool
    pairs: int
    broken_tests: tuple[str, ...]
    needs_second_admin: bool


def effect_sheet(preview: Preview, place: Place) -> EffectSheet:
    """Put the effects of a preview at a place into words; raises StorageUnavailable."""
    effects = preview.effects
    shown, window = place.window_on_effects(effects.differences)
    names = _names_of(shown, preview.broken_tests)
    return EffectSheet(
        people_gaining=len(_people(one.gained for one in effects.differences)),
        people_losing=len(_people(one.lost for one in effects.differences)),
        people_on_other_terms=len(_people(one.on_other_terms for one in effects.differences)),
        gained=sum(bool(one.gained) for one in effects.differences),
        lost=sum(bool(one.lost) for one in effects.differences),
        rows=tuple(_row(one, names) for one in shown),
        window=window,
        has_sensitive=any(isinstance(one.target, Role) and one.target.account.sensitive for one in effects.differences),
        is_exact=effects.is_exact,
        pairs=effects.pairs,
        broken_tests=tests_in_words(preview.broken_tests, names),
        needs_second_admin=preview.needs_second_admin,
    )


def tests_in_words(tests: Iterable[AccessTest], names: Names) -> tuple[str, ...]:
    """Say what each access test expects."""
    return tuple(_test_in_words(test, names) for test in tests)


def _test_in_words(test: AccessTest, names: Names) -> str:
    role = names.roles.get(test.role_id)
    said = {"person": named_in_words(test.person_id, names), "role": role_in_words(role) if role else "?"}
    if test.expected:
        return gettext(_("%(person)s must be able to open %(role)s")) % said
    return gettext(_("%(person)s must not be able to open %(role)s")) % said


def _names_of(shown: Iterable[Difference], tests: Collection[AccessTest]) -> Names:
    people = {id_ for one in shown for some in _named_sets(one) for id_ in _first(some)}
    people |= {test.person_id for test in tests}
    return names_for((), people=people, roles={test.role_id for test in tests})


def _row(difference: Difference, names: Names) -> EffectRow:
    eased, tightened = notes_on_terms(difference, lambda people: some_in_words(_some(people, names)))
    gained = _some(difference.gained, names, (*notes_on_gained(difference), *eased))
    lost = _some(difference.lost, names, (*notes_on_lost(difference), *tightened))
    target = difference.target
    if isinstance(target, Role):
        account = target.account
        return EffectRow(
            target.role_arn.name, account.name, account.colour, account.environment, account.sensitive, gained, lost
        )
    words = _("Admin of this portal") if target == "admin" else _("Auditor of this portal")
    return EffectRow(gettext(words), "", "blue", "", target == "admin", gained, lost)


def some_in_words(some: Some) -> str:
    """Name some people, and say how many more there are."""
    named = ", ".join(some.named)
    return gettext(_("%(named)s and %(num)s more")) % {"named": named, "num": some.more} if some.more > 0 else named


def _named_sets(difference: Difference) -> Iterable[frozenset[UUID]]:
    yield from (difference.gained, difference.lost, *difference.eased.values(), *difference.tightened.values())


def _some(ids: frozenset[UUID], names: Names, notes: tuple[str, ...] = ()) -> Some:
    people = sorted(named_in_words(id_, names) for id_ in _first(ids) if id_ in names.people)
    return Some(len(ids), tuple(people[:_NAMED_AT_ONCE]), tuple(people[_NAMED_AT_ONCE:]), notes)


def _first(ids: frozenset[UUID]) -> list[UUID]:
    return sorted(ids)[:_MOST_NAMED]


def _people(sets: Iterable[frozenset[UUID]]) -> frozenset[UUID]:
    return frozenset().union(*sets)
