"""Fills in the form of a mapping and sends it, as an admin does."""

from werkzeug.test import TestResponse

from tests.web.pages import Form, Page
from tests.web.visitor import Visitor
from tests.web.world import World

NEW = "/admin/mappings/new"
CHANGE = "/admin/mappings"
DEVELOPER = "arn:aws:iam::111122223333:role/Developer"


def previewed(admin: Visitor, **fields: str) -> TestResponse:
    """Send the form of new mappings, to see what they would do."""
    return admin.post(CHANGE, admin.token() | {"step": "preview"} | fields)


def saved_from(admin: Visitor, preview: TestResponse, reason: str = "because", **fields: str) -> TestResponse:
    """Save what a preview shows, with a reason."""
    form = form_with_reason(preview)
    return admin.post(form.action, form.fields | {"reason": reason, "step": "save"} | fields)


def form_with_reason(preview: TestResponse) -> Form:
    """The form of a preview page."""
    return next(form for form in Page(preview.text).forms if "reason" in form.fields)


def undone(admin: Visitor, saved: TestResponse) -> TestResponse:
    """Press the undo button of the page after a save."""
    page = admin.page(saved.headers["Location"])
    form = next(form for form in page.forms if form.action.endswith("/undo"))
    return admin.post(form.action, form.fields)


def first_mapping(world: World) -> str:
    """The id of alice's mapping to the role Developer."""
    return next(str(entry.mapping_id) for entry in world.entries() if entry.mapping_id and entry.role_arn == DEVELOPER)


def edit_form(ada: Visitor, world: World) -> Form:
    """The form of that mapping."""
    page = ada.page(f"/admin/mappings/{first_mapping(world)}")
    return page.form_to("/admin/mappings")
