"""Who is in a local group: people are put into it, and taken out after a question."""

from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.drafts import parse_reason
from app.domain.people import Group, Person, Username
from app.domain.refusals import Refusal
from app.domain.words import _
from app.web.admin.broken_tests import asking_why_tests_may_break, despite_tests_in
from app.web.admin.door import current_admin
from app.web.admin.groups import group_page
from app.web.admin.reading import Filled, Reading, filled_again
from app.web.admin.still_running import still_running
from app.web.admin.things import require_group, require_person
from app.web.errors import answered
from app.web.redirects import see_other
from app.web.site import portal

bp = Blueprint("admin_groups_members", __name__, url_prefix="/admin/groups/<uuid:group_id>/members")
_BESIDE: Final[ReadOnly[str, str]] = MappingProxyType(
    {"no-such-person": "username", "several-people": "username", "already-there": "username"}
)


@bp.post("")
def add(group_id: UUID) -> Response:
    """Put a person into a local group."""
    group = require_group(group_id)
    try:
        reading = Reading.of(request.form)
        username = reading.required("username", _("Username"), Username.parse)
        reason = reading.complete(reading.parsed("reason", parse_reason))
        portal().directory.add_member(
            current_admin(),
            group_id,
            reading.complete(username),
            reason=reason,
            despite_tests=despite_tests_in(reading),
        )
    except Refusal as refusal:
        filled = asking_why_tests_may_break(filled_again(request.form, refusal, beside=_BESIDE), refusal)
        return answered(refusal, make_response(group_page(group, adding=filled)))
    return see_other(url_for("admin_groups.show", group_id=group_id))


@bp.get("/<uuid:person_id>")
def ask(group_id: UUID, person_id: UUID) -> str:
    """Ask before a person is taken out of a group."""
    return _leaving(require_group(group_id), require_person(person_id), Filled())


@bp.post("/<uuid:person_id>/removal")
def remove(group_id: UUID, person_id: UUID) -> Response:
    """Take a person out of a local group."""
    group, person = require_group(group_id), require_person(person_id)
    try:
        reading = Reading.of(request.form)
        reason = reading.complete(reading.parsed("reason", parse_reason))
        portal().directory.remove_member(
            current_admin(), group_id, person_id, reason=reason, despite_tests=despite_tests_in(reading)
        )
    except Refusal as refusal:
        filled = asking_why_tests_may_break(filled_again(request.form, refusal), refusal)
        return answered(refusal, make_response(_leaving(group, person, filled)))
    return see_other(url_for("admin_groups.show", group_id=group_id))


def _leaving(group: Group, person: Person, filled: Filled) -> str:
    running = still_running("person", person.id)
    return render_template("admin/groups/member.html", group=group, person=person, running=running, filled=filled)
