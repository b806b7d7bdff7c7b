"""Add an authenticator app, and remove it."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.factors import ProofRefused, ShownTotp
from app.services.local_accounts.own_factors import TotpNotBegun
from app.web.cookies import find_begun, forget_begun, keep_begun
from app.web.errors import answered
from app.web.forms import require_plain
from app.web.guard import current_web_session, renew
from app.web.profile.recovery_codes import page_of
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("profile_totp", __name__)


@bp.post("/profile/totp")
def begin() -> Response:
    """Make a secret for an app, which counts once the app has shown a right code."""
    keep_begun("totp-enrolment", portal().local_people.own_factors.begin_totp(current_web_session()))
    return see_other(url_for("profile_totp.show"))


@bp.get("/profile/totp/new")
def show() -> Response:
    """Show what to scan, and ask for the code that the app then shows."""
    return _page()


@bp.get("/profile/totp/image.svg")
def draw() -> Response:
    """Show the picture to scan."""
    return Response(_shown().image, mimetype="image/svg+xml")


@bp.post("/profile/totp/confirmation")
def confirm() -> Response:
    """Add the app; with the first factor come recovery codes."""
    require_plain(request.form)
    try:
        changed = portal().local_people.own_factors.confirm_totp(
            current_web_session(), _token(), request.form.get("code", ""), visit=current_visit()
        )
    except ProofRefused as refusal:
        return answered(refusal, _page(refusal))
    forget_begun("totp-enrolment")
    renew(changed.renewed)
    return page_of(changed.recovery_codes) if changed.recovery_codes else see_other(url_for("profile.show"))


@bp.post("/profile/totp/removal")
def remove() -> Response:
    """Remove the app, and end every other web session."""
    changed = portal().local_people.own_factors.remove_totp(current_web_session(), visit=current_visit())
    renew(changed.renewed)
    return see_other(url_for("profile.show"))


def _shown() -> ShownTotp:
    return portal().local_people.own_factors.show_totp(current_web_session(), _token())


def _token() -> str:
    """Return the token of what this browser has begun; raises TotpNotBegun."""
    token = find_begun("totp-enrolment")
    if token is None:
        raise TotpNotBegun
    return token


def _page(refusal: ProofRefused | None = None) -> Response:
    secret = _shown().secret
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    said = translated(refusal) if refusal else None
    error = f"{said.sentence} {said.remedy}" if said else ""
    return make_response(render_template("profile/totp.html", secret=secret, grouped=grouped, error=error))
