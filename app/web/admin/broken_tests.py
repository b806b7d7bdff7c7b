"""Forms of groups that would break access tests: which ones, and a field for why they may."""

from dataclasses import replace
from typing import Final

from app.domain.access_tests import AccessTestsBroken
from app.domain.refusals import Refusal
from app.web.admin.effect_words import tests_in_words
from app.web.admin.mapping_words import names_for
from app.web.admin.reading import Filled, Reading

# The field is shown where a form that was refused has it; beside it stands what would break.
_DESPITE_TESTS: Final = "despite_tests"
_BROKEN: Final = "broken_tests"


def despite_tests_in(reading: Reading) -> str | None:
    """Return why access tests may break, if the form says so."""
    return reading.text(_DESPITE_TESTS) or None


def asking_why_tests_may_break(filled: Filled, refusal: Refusal) -> Filled:
    """Return a form that was refused, with that question where tests are the reason; raises StorageUnavailable."""
    if not isinstance(refusal, AccessTestsBroken):
        return filled
    names = names_for(
        (), people=[test.person_id for test in refusal.broken], roles=[test.role_id for test in refusal.broken]
    )
    broken = "; ".join(tests_in_words(refusal.broken, names))
    return replace(filled, texts={**filled.texts, _DESPITE_TESTS: filled.text(_DESPITE_TESTS), _BROKEN: broken})
