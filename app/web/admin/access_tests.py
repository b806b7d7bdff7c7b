"""Access tests: what has to stay so, with what holds now; they keep a change from being saved that would break one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.access_tests import AccessTest, NoSuchAccessTest
from app.domain.descriptions import parse_line
from app.domain.drafts import parse_reason
from app.domain.naming import Names
from app.domain.pages import PAGE_SIZE
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.admin import mapping_subjects, mapping_targets
from app.web.admin.door import current_admin
from app.web.admin.effect_words import tests_in_words
from app.web.admin.listing import asked_for
from app.web.admin.mapping_words import names_for
from app.web.admin.reading import FieldErrors, Filled, Reading, filled_again
from app.web.errors import answered
from app.web.redirects import see_other
from app.web.site import portal

bp = Blueprint("admin_access_tests", __name__, url_prefix="/admin/access-tests")
_LONGEST_NOTE: Final = 200


class ExpectationMissing(Malformed):
    code = "expectation-missing"
    sentence = _("Nothing is expected yet.")
    remedy = _("Say whether the person is to be able to open the role.")


@dataclass(frozen=True, slots=True)
class TestRow:
    """One access test in words, and whether it holds now."""

    id: UUID
    words: str
    note: str
    holds: bool


@bp.get("")
def list_tests() -> str:
    """List the access tests with their results."""
    return _page(Filled())


@bp.post("")
def add() -> Response:
    """Add an access test."""
    reading = Reading.of(request.form)
    person_id = reading.parsed("subject", partial(mapping_subjects.subject_called, "person"))
    role = reading.parsed("role", mapping_targets.role_called)
    expected = reading.parsed("expected", _expected_in)
    note = reading.parsed("note", partial(parse_line, longest=_LONGEST_NOTE))
    try:
        portal().access_tests.add(
            current_admin(),
            person_id=reading.complete(person_id),
            role_id=reading.complete(role).id,
            expected=reading.complete(expected),
            note=reading.complete(note),
        )
    except FieldErrors as refusal:
        return answered(refusal, make_response(_page(filled_again(request.form, refusal))))
    return see_other(url_for("admin_access_tests.list_tests"))


@bp.get("/<uuid:test_id>")
def ask_why(test_id: UUID) -> str:
    """Ask why an access test is to count no more; raises NoSuchAccessTest."""
    return _disabling(test_id, Filled())


@bp.post("/<uuid:test_id>/state")
def disable(test_id: UUID) -> Response:
    """Let an access test count no more."""
    try:
        reading = Reading.of(request.form)
        reason = reading.complete(reading.parsed("reason", parse_reason))
    except FieldErrors as refusal:
        return answered(refusal, make_response(_disabling(test_id, filled_again(request.form, refusal))))
    portal().access_tests.disable(current_admin(), test_id, reason=reason)
    return see_other(url_for("admin_access_tests.list_tests"))


def _disabling(test_id: UUID, filled: Filled) -> str:
    test = next((one for one in portal().access_tests.run().tests if one.id == test_id), None)
    if test is None:
        raise NoSuchAccessTest
    (words,) = tests_in_words([test], names_for((), people=[test.person_id], roles=[test.role_id]))
    return render_template("admin/access-tests/disable.html", test=test, words=words, filled=filled)


def _page(filled: Filled) -> str:
    asked, results = asked_for(), portal().access_tests.run()
    failing = {test.id for test in results.failing}
    # Those that fail come first, then the newest.
    ordered = sorted(results.tests, key=lambda test: (test.id in failing, test.id), reverse=True)
    start = next((place + 1 for place, test in enumerate(ordered) if asked.after == (str(test.id),)), 0)
    shown = ordered[start : start + PAGE_SIZE]
    names = names_for((), people=[test.person_id for test in shown], roles=[test.role_id for test in shown])
    return render_template(
        "admin/access-tests/list.html",
        asked=asked,
        rows=tuple(_rows(shown, names, failing)),
        count=len(ordered),
        count_failing=len(failing),
        next_page=asked.page_after((str(shown[-1].id),)) if len(ordered) > start + PAGE_SIZE else None,
        filled=filled,
        subject_choices=mapping_subjects.choices("person", filled.text("subject").strip()),
        role_choices=mapping_targets.choices(filled.text("role").strip()),
        longest_note=_LONGEST_NOTE,
    )


def _rows(tests: Iterable[AccessTest], names: Names, failing: set[UUID]) -> Iterable[TestRow]:
    for test in tests:
        (words,) = tests_in_words([test], names)
        yield TestRow(test.id, words, test.note, test.id not in failing)


def _expected_in(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ExpectationMissing
    return text == "yes"
