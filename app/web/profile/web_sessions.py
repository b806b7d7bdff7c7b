"""Where somebody is signed in, and the way to end it."""

from uuid import UUID

from flask import Blueprint, Response, render_template, url_for

from app.web.guard import current_web_session
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.web_session_rows import web_session_rows

bp = Blueprint("profile_web_sessions", __name__)


@bp.get("/profile/web-sessions")
def show() -> str:
    """Show one's own web sessions that count."""
    here = current_web_session()
    found = portal().web_sessions.alive_of(here.principal.person_id, portal().clock())
    return render_template("profile/web_sessions.html", rows=web_session_rows(found, this=here.id))


@bp.post("/profile/web-sessions/<uuid:web_session_id>/end")
def end(web_session_id: UUID) -> Response:
    """End another web session of one's own."""
    portal().web_session_ends.end_own(current_web_session(), web_session_id, visit=current_visit())
    return see_other(url_for("profile_web_sessions.show"))


@bp.post("/profile/web-sessions/end")
def end_others() -> Response:
    """End every other web session of one's own."""
    portal().web_session_ends.end_own_others(current_web_session(), visit=current_visit())
    return see_other(url_for("profile_web_sessions.show"))
