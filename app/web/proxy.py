"""Sign in through the proxy that the portal stands behind: its proof is in the request itself."""

from typing import Final

from flask import Blueprint, Response, request, url_for

from app.domain.challenges import Purpose
from app.domain.local_paths import return_to_or_home
from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable, SignInNotBegunHere
from app.domain.vouching import PersonDisabled
from app.web.cookies import find_begun, keep_begun
from app.web.entering import enter_vouched
from app.web.guard import find_web_session, public
from app.web.navigation import require_navigation
from app.web.redirects import see_other
from app.web.sign_in import turned_away
from app.web.site import portal
from app.web.visits import carried, current_visit

bp = Blueprint("proxy", __name__)
_BEGUN: Final[Purpose] = "proxy-sign-in"


@bp.get("/sign-in/proxy/<name>")
@public
def begin(name: str) -> Response:
    """Go on to the proof, if this browser keeps a cookie: one that does not would come here again and again."""
    require_navigation()
    way = portal().proxy_sign_ins.require_way(name)
    keep_begun(_BEGUN, way.name)
    return_to = return_to_or_home(request.args.get("return_to"))
    return see_other(url_for("proxy.complete", name=name, return_to=return_to))


@bp.get("/sign-in/proxy/<name>/proof")
@public
def complete(name: str) -> Response:
    """Begin a web session for whom the proxy vouches, and end the one that this browser had."""
    require_navigation()
    return_to = return_to_or_home(request.args.get("return_to"))
    portal().proxy_sign_ins.require_way(name)
    try:
        if find_begun(_BEGUN) != name:
            raise SignInNotBegunHere
        begun = portal().proxy_sign_ins.complete(name, carried(), visit=current_visit(), earlier=find_web_session())
    except (NotVouchedFor, PersonDisabled, ProviderUnavailable) as refusal:
        return turned_away(refusal, return_to)
    return enter_vouched(begun, return_to)
