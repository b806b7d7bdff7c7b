"""The portal page as somebody else would see it: a look, with nothing to open; like every look it writes no entry."""

from uuid import UUID

from flask import Blueprint, render_template

from app.web.admin.circumstances import supposed
from app.web.admin.door import current_auditor
from app.web.admin.mapping_words import person_in_words
from app.web.admin.moments import moment_in_words
from app.web.admin.things import require_person
from app.web.cards import grouped_by_account
from app.web.site import portal

bp = Blueprint("admin_view_as", __name__, url_prefix="/admin/view-as")


@bp.get("/<uuid:person_id>")
def show(person_id: UUID) -> str:
    """Show what the portal page of a person would be in some circumstances."""
    person = require_person(person_id)
    told = supposed()
    offered = portal().consoles.view_as(current_auditor(), person_id, circumstances=told.circumstances)
    return render_template(
        "admin/view-as/portal.html",
        person=person,
        name=person_in_words(person),
        groups=grouped_by_account(offered),
        count=len(offered),
        supposed=told,
        as_of=moment_in_words(told.circumstances.now),
    )
