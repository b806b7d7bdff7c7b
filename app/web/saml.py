"""Sign in through a SAML provider: a link there, the provider's POST back, and a GET that brings the cookie along."""

from typing import Final

from flask import Blueprint, Response, make_response, request, url_for

from app.domain.local_paths import return_to_or_home
from app.domain.provider_refusals import NotVouchedFor
from app.domain.refusals import TooMany
from app.services.provider_visits import SignInStopped
from app.services.saml_sign_in import PURPOSE
from app.web.cookies import find_begun, keep_begun
from app.web.entering import arrive
from app.web.errors import answered
from app.web.forms import require_plain, takes_files
from app.web.guard import find_web_session, public
from app.web.navigation import require_navigation
from app.web.redirects import see_other
from app.web.sign_in import turned_away, ways_page
from app.web.site import portal
from app.web.visits import current_visit

bp = Blueprint("saml", __name__)

# An answer is refused in words from a quarter of this on; what is larger is not read.
_LARGEST_ANSWER: Final = 1024 * 1024


@bp.get("/sign-in/saml/<name>")
@public
def begin(name: str) -> Response:
    """Send the browser to the provider with a signed request, and with a token that it has to bring back."""
    require_navigation()
    return_to = return_to_or_home(request.args.get("return_to"))
    try:
        departure = portal().saml_sign_ins.begin(
            name,
            return_to=return_to,
            browser_token=find_begun(PURPOSE),
            visit=current_visit(),
            anew=request.args.get("anew") == "yes",
        )
    except TooMany as refusal:
        return turned_away(refusal, return_to)
    keep_begun(PURPOSE, departure.browser_token)
    return see_other(departure.url)


@bp.post("/sign-in/saml/<name>/acs")
@public
@takes_files(_LARGEST_ANSWER)
def receive(name: str) -> Response:
    """Verify the provider's answer. It is posted by the provider's page, so that no cookie of ours comes with it."""
    require_navigation()
    require_plain(request.form, longest=_LARGEST_ANSWER)
    try:
        token = portal().saml_sign_ins.receive(name, request.form.get("SAMLResponse", ""), visit=current_visit())
    except (NotVouchedFor, TooMany) as refusal:
        # Without the form for local accounts: its cookie would replace the one of a form that is open elsewhere.
        return answered(refusal, ways_page(refusal))
    return see_other(url_for("saml.complete", name=name, arrival=token))


@bp.get("/sign-in/saml/<name>/arrival")
@public
def complete(name: str) -> Response:
    """Begin a web session for whom the provider has vouched, and end the one that this browser had."""
    require_navigation()
    require_plain(request.args)
    browser_token = find_begun(PURPOSE)
    try:
        arrived = portal().saml_sign_ins.complete(
            name,
            request.args.get("arrival", ""),
            browser_token=browser_token,
            visit=current_visit(),
            earlier=find_web_session(),
        )
    except SignInStopped as stopped:
        return turned_away(stopped.refusal, stopped.return_to)
    except (NotVouchedFor, TooMany) as refusal:
        return turned_away(refusal)
    return arrive(arrived, begun_for=PURPOSE, browser_token=browser_token)


@bp.get("/sign-in/saml/<name>/metadata")
@public
def tell(name: str) -> Response:
    """Tell the provider about this portal. Source: Metadata for SAML 2.0, appendix A."""
    response = make_response(portal().saml_sign_ins.metadata(name))
    response.mimetype = "application/samlmetadata+xml"
    return response
