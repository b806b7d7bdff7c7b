"""Take another password."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.factors import NotLocal
from app.domain.refusals import Malformed
from app.web.errors import answered
from app.web.forms import require_plain
from app.web.guard import current_web_session, renew
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("profile_password", __name__)


@bp.get("/profile/password")
def ask() -> Response:
    """Show the form."""
    return _page()


@bp.post("/profile/password")
def change() -> Response:
    """Take the new password, and end every other web session."""
    require_plain(request.form)
    try:
        changed = portal().local_people.own_factors.change_password(
            current_web_session(), request.form.get("password", ""), visit=current_visit()
        )
    except Malformed as refusal:
        return answered(refusal, _page(refusal))
    renew(changed.renewed)
    return see_other(url_for("profile.show"))


def _page(refusal: Malformed | None = None) -> Response:
    if current_web_session().source is not None:
        raise NotLocal
    factors = portal().local_people.step_ups.factors_of(current_web_session())
    said = translated(refusal) if refusal else None
    error = f"{said.sentence} {said.remedy}" if said else ""
    return make_response(render_template("profile/password.html", factors=factors, error=error))
