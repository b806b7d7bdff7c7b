"""What a browser gets when a web session has begun, in whichever way."""

from flask import Response

from app.domain.challenges import Purpose
from app.services.kept_clicks import PURPOSE as KEPT_CLICK
from app.services.new_web_sessions import NewWebSession
from app.services.provider_visits import Arrived
from app.web.cookies import drop_form_secret, find_begun, keep_begun, keep_token
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


def enter_vouched(begun: NewWebSession, return_to: str) -> Response:
    """Let a browser in for which a provider vouches; a click that waits for it goes on to wait."""
    kept_click = find_begun(KEPT_CLICK)
    response = enter(begun, return_to)
    if kept_click is not None:
        keep_begun(KEPT_CLICK, kept_click)
    return response


def arrive(arrived: Arrived, *, begun_for: Purpose, browser_token: str | None) -> Response:
    """Let a browser in that comes back from a provider."""
    response = enter_vouched(arrived.begun, arrived.return_to)
    if browser_token is not None:
        # What else this browser has begun can still be completed, and what is over says so.
        keep_begun(begun_for, browser_token)
    return response
