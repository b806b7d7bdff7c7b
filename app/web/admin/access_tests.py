"""Access tests: what has to stay so, with what holds now; they keep a change from being saved that would break one."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.access_tests import AccessTest
from app.domain.naming import Names
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.admin import mapping_subjects, mapping_targets
from app.web.admin.door import current_admin
from app.web.admin.drafts import FieldErrors, posted
from app.web.admin.effect_words import tests_in_words
from app.web.admin.listing import PAGE_SIZE, asked_for
from app.web.admin.mapping_words import names_for
from app.web.admin.reading import Reading
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
    return _page({}, {})


@bp.post("")
def add() -> Response:
    """Add an access test."""
    fields = posted(request.form).fields
    reading = Reading(fields)
    person_id = reading.take("subject", lambda: mapping_subjects.subject_called("person", reading.text("subject")))
    role = reading.take("role", lambda: mapping_targets.role_called(reading.text("role")))
    expected = reading.take("expected", lambda: _expected_in(reading.text("expected")))
    try:
        reading.require_no_mistake()
    except FieldErrors as refused:
        return make_response(_page(fields, refused.errors), 400)
    if person_id is not None and role is not None:
        note = reading.text("note")[:_LONGEST_NOTE]
        portal().access_tests.add(
            current_admin(), person_id=person_id, role_id=role.id, expected=expected is True, note=note
        )
    return see_other(url_for("admin_access_tests.list_tests"))


@bp.post("/<uuid:test_id>/state")
def disable(test_id: UUID) -> Response:
    """Let an access test count no more."""
    portal().access_tests.disable(current_admin(), test_id)
    return see_other(url_for("admin_access_tests.list_tests"))


def _page(fields: ReadOnly[str, str], errors: ReadOnly[str, str]) -> str:
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
        fields=fields,
        errors=errors,
        subject_choices=mapping_subjects.choices("person", fields.get("subject", "")),
        role_choices=mapping_targets.choices(fields.get("role", "")),
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
