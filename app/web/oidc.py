"""Sign in through an OpenID Connect provider, and take its word when it signs somebody out."""

from flask import Blueprint, Response, jsonify, make_response, request

from app.domain.local_paths import return_to_or_home
from app.domain.oidc import ProviderAnswer
from app.domain.oidc_refusals import LogoutTokenReplayed
from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.refusals import Refusal, TooMany
from app.services.oidc_sign_in import PURPOSE
from app.services.provider_visits import SignInStopped
from app.web.cookies import find_begun, keep_begun
from app.web.entering import arrive
from app.web.errors import answered
from app.web.forms import MalformedForm, require_plain
from app.web.guard import find_web_session, public
from app.web.navigation import require_navigation
from app.web.redirects import see_other
from app.web.sign_in import turned_away
from app.web.site import portal
from app.web.visits import current_visit

bp = Blueprint("oidc", __name__)


@bp.get("/sign-in/oidc/<name>")
@public
def begin(name: str) -> Response:
    """Send the browser to the provider, with a token that it has to bring back."""
    require_navigation()
    return_to = return_to_or_home(request.args.get("return_to"))
    try:
        departure = portal().oidc_sign_ins.begin(
            name,
            return_to=return_to,
            browser_token=find_begun(PURPOSE),
            visit=current_visit(),
            anew=request.args.get("anew") == "yes",
        )
    except (ProviderUnavailable, TooMany) as refusal:
        return turned_away(refusal, return_to)
    keep_begun(PURPOSE, departure.browser_token)
    return see_other(departure.url)


@bp.get("/sign-in/oidc/<name>/callback")
@public
def complete(name: str) -> Response:
    """Begin a web session for whom the provider vouches, and end the one that this browser had."""
    require_navigation()
    require_plain(request.args)
    browser_token = find_begun(PURPOSE)
    answer = ProviderAnswer(
        code=request.args.get("code"), error=request.args.get("error"), issuer=request.args.get("iss")
    )
    try:
        arrived = portal().oidc_sign_ins.complete(
            name,
            answer,
            state=request.args.get("state", ""),
            browser_token=browser_token,
            visit=current_visit(),
            earlier=find_web_session(),
        )
    except SignInStopped as stopped:
        return turned_away(stopped.refusal, stopped.return_to)
    except (NotVouchedFor, TooMany) as refusal:
        return turned_away(refusal)
    return arrive(arrived, begun_for=PURPOSE, browser_token=browser_token)


@bp.post("/sign-in/oidc/<name>/back-channel-logout")
@public
def log_out_as_told(name: str) -> Response:
    """End web sessions because the provider, which signs its message, says so.

    Source: OpenID Connect Back-Channel Logout 1.0, sections 2.5 and 2.8: 200, or 400 with an error in JSON.
    RFC 6585, section 4: 429.
    """
    tokens = request.form.getlist("logout_token")
    try:
        if len(tokens) != 1:
            raise MalformedForm(reason="there is not one logout_token")
        portal().oidc_logouts.end_as_told(name, tokens[0], visit=current_visit())
    except (NotVouchedFor, LogoutTokenReplayed, MalformedForm) as refusal:
        response = _told(refusal)
        response.status_code = 400
        return response
    except TooMany as refusal:
        return _told(refusal)
    return make_response("", 200)


def _told(refusal: Refusal) -> Response:
    return answered(refusal, jsonify(error="invalid_request", error_description=refusal.code))
