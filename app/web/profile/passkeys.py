"""Add a passkey, and remove it."""

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.factors import PasskeyRefused
from app.domain.passkeys import LONGEST_PASSKEY_NAME, MalformedPasskeyName, PasskeyAnswer
from app.domain.refusals import Refusal
from app.services.local_accounts.own_passkeys import PasskeyNotBegun
from app.web.cookies import find_begun, forget_begun, keep_begun
from app.web.errors import answered
from app.web.forms import LONGEST_ANSWER, require_plain
from app.web.guard import current_web_session, renew
from app.web.profile.recovery_codes import page_of
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("profile_passkeys", __name__)


@bp.post("/profile/passkeys")
def begin() -> Response:
    """Begin to add a passkey, which counts once the browser has made it."""
    keep_begun("passkey-enrolment", portal().local_people.own_passkeys.begin(current_web_session()))
    return see_other(url_for("profile_passkeys.show"))


@bp.get("/profile/passkeys/new")
def show() -> Response:
    """Ask for its name, and let the browser make it."""
    return _page()


@bp.post("/profile/passkeys/confirmation")
def confirm() -> Response:
    """Add the passkey; with the first factor come recovery codes."""
    require_plain(request.form, longest=LONGEST_ANSWER)
    answer, name = PasskeyAnswer(request.form.get("passkey", ""), _token()), request.form.get("name", "")
    try:
        changed = portal().local_people.own_passkeys.add(current_web_session(), answer, name, visit=current_visit())
    except (MalformedPasskeyName, PasskeyRefused) as refusal:
        return answered(refusal, _page(name, refusal))
    forget_begun("passkey-enrolment")
    renew(changed.renewed)
    return page_of(changed.recovery_codes) if changed.recovery_codes else see_other(url_for("profile.show"))


@bp.post("/profile/passkeys/<uuid:passkey_id>/removal")
def remove(passkey_id: UUID) -> Response:
    """Remove the passkey, and end every other web session."""
    changed = portal().local_people.own_passkeys.remove(current_web_session(), passkey_id, visit=current_visit())
    renew(changed.renewed)
    return see_other(url_for("profile.show"))


def _token() -> str:
    """Return the token of what this browser has begun; raises PasskeyNotBegun."""
    token = find_begun("passkey-enrolment")
    if token is None:
        raise PasskeyNotBegun
    return token


def _page(name: str = "", refusal: Refusal | None = None) -> Response:
    options = portal().local_people.own_passkeys.options(current_web_session(), _token())
    said = translated(refusal) if refusal else None
    misnamed = said is not None and isinstance(refusal, MalformedPasskeyName)
    return make_response(
        render_template(
            "profile/passkey.html",
            options=options,
            name=name,
            longest=LONGEST_PASSKEY_NAME,
            error=f"{said.sentence} {said.remedy}" if said and misnamed else "",
            said=None if misnamed else said,
            reference=str(current_visit().id),
        )
    )
