"""Where a person is signed in, for auditors; admins end it."""

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.drafts import parse_reason
from app.domain.refusals import Refusal
from app.web.admin.door import current_admin
from app.web.admin.reading import Filled, Reading, filled_again
from app.web.admin.things import require_person
from app.web.errors import answered
from app.web.redirects import see_other
from app.web.site import portal
from app.web.web_session_rows import web_session_rows

bp = Blueprint("admin_web_sessions", __name__, url_prefix="/admin/people")


@bp.get("/<uuid:person_id>/web-sessions")
def show(person_id: UUID) -> Response:
    """Show the web sessions of a person that count."""
    return _page(person_id)


@bp.post("/<uuid:person_id>/web-sessions/end")
def end(person_id: UUID) -> Response:
    """End every web session of a person."""
    try:
        portal().web_session_ends.end_anybodys(current_admin(), person_id, reason=_reason())
    except Refusal as refusal:
        return answered(refusal, _page(person_id, refusal))
    return see_other(url_for("admin_web_sessions.show", person_id=person_id))


@bp.post("/<uuid:person_id>/web-sessions/<uuid:web_session_id>/end")
def end_one(person_id: UUID, web_session_id: UUID) -> Response:
    """End one web session of a person."""
    ends = portal().web_session_ends
    try:
        ends.end_one_of_anybodys(current_admin(), person_id, web_session_id, reason=_reason())
    except Refusal as refusal:
        return answered(refusal, _page(person_id, refusal))
    return see_other(url_for("admin_web_sessions.show", person_id=person_id))


def _reason() -> str:
    reading = Reading.of(request.form)
    return reading.complete(reading.parsed("reason", parse_reason))


def _page(person_id: UUID, refusal: Refusal | None = None) -> Response:
    person = require_person(person_id)
    found = portal().web_sessions.alive_of(person.id, portal().clock())
    return make_response(
        render_template(
            "admin/people/web_sessions.html",
            person=person,
            rows=web_session_rows(found),
            filled=filled_again(request.form, refusal) if refusal else Filled(),
        )
    )
