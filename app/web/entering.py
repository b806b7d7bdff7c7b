"""What a browser gets when a web session has begun, in whichever way."""

from flask import Response

from app.services.new_web_sessions import NewWebSession
from app.web.cookies import drop_form_secret, keep_token
from app.web.guard import find_web_session
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit


def enter(begun: NewWebSession, return_to: str) -> Response:
    """Let a browser in, and end the web session that it had."""
    earlier = find_web_session()
    if earlier is not None:
        portal().sign_outs.sign_out(earlier, visit=current_visit())
    keep_token(begun.token)
    return drop_form_secret(see_other(return_to))
