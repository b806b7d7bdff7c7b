"""Recovery codes: new ones are shown once, in the answer to the form that asks for them."""

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template

from app.web.guard import current_principal, current_web_session, renew
from app.web.site import portal, site
from app.web.visits import current_visit

bp = Blueprint("profile_recovery_codes", __name__)


@bp.post("/profile/recovery-codes")
def replace() -> Response:
    """Make new recovery codes in place of all earlier ones, and show them."""
    changed = portal().local_people.own_factors.new_recovery_codes(current_web_session(), visit=current_visit())
    renew(changed.renewed)
    return page_of(changed.recovery_codes)


def page_of(codes: Sequence[str]) -> Response:
    """Show recovery codes, this once."""
    about = f"{site().host}, {current_principal().username}"
    text = "\r\n".join((f"Recovery codes, each for one sign-in: {about}", "", *codes, ""))
    return make_response(render_template("profile/recovery_codes.html", codes=codes, text=text))
