"""“Your sign-in”: what somebody proves with that it is them, and the ways to change it."""

from flask import Blueprint, render_template

from app.domain.factors import NotLocal
from app.web.guard import current_web_session
from app.web.site import portal

bp = Blueprint("profile", __name__)


@bp.get("/profile")
def show() -> str:
    """Show what there is; somebody whose provider keeps it reads where to change it."""
    web_session = current_web_session()
    try:
        factors = portal().local_people.step_ups.factors_of(web_session)
    except NotLocal:
        factors = None
    return render_template(
        "profile/page.html",
        principal=web_session.principal,
        factors=factors,
        vouches=portal().provider_ways.find(web_session.source) if factors else None,
        passkeys_possible=portal().local_people.own_passkeys.are_possible,
    )
