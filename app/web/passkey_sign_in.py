"""Sign in with a passkey and nothing else."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.factors import ProofRefused, TooManyProofs
from app.domain.local_paths import return_to_or_home
from app.domain.passkeys import AskedPasskey, PasskeyAnswer
from app.domain.provider_refusals import LocalSignInOff
from app.domain.refusals import Refusal
from app.services.local_accounts.passkey_sign_ins import PasskeySignInOver
from app.web.cookies import find_begun, keep_begun
from app.web.csrf import token_before_sign_in
from app.web.entering import enter
from app.web.errors import answered
from app.web.forms import LONGEST_ANSWER, require_plain
from app.web.guard import public
from app.web.redirects import see_other, sign_in_path
from app.web.site import portal, site
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("passkey_sign_in", __name__)


@bp.post("/sign-in/passkey")
@public
def begin() -> Response:
    """Begin to ask for a passkey, in this browser."""
    require_plain(request.form)
    _require_local()
    keep_begun("passkey-sign-in", portal().local_people.passkey_sign_ins.begin().token)
    return see_other(url_for("passkey_sign_in.ask", return_to=return_to_or_home(request.form.get("return_to"))))


@bp.get("/sign-in/passkey")
@public
def ask() -> Response:
    """Let the browser ask for the passkey; whoever has not begun is led to the beginning."""
    return_to = return_to_or_home(request.args.get("return_to"))
    try:
        return _page(portal().local_people.passkey_sign_ins.asked(_token()), return_to)
    except PasskeySignInOver:
        return see_other(sign_in_path(return_to))


@bp.post("/sign-in/passkey/answer")
@public
def complete() -> Response:
    """Begin the web session; a passkey that is refused may be followed by another, asked for anew."""
    require_plain(request.form, longest=LONGEST_ANSWER)
    _require_local()
    sign_ins, return_to = portal().local_people.passkey_sign_ins, return_to_or_home(request.form.get("return_to"))
    try:
        begun = sign_ins.complete(PasskeyAnswer(request.form.get("passkey", ""), _token()), visit=current_visit())
    except (ProofRefused, TooManyProofs) as refusal:
        asked = sign_ins.begin()
        keep_begun("passkey-sign-in", asked.token)
        return answered(refusal, _page(asked, return_to, refusal))
    return enter(begun, return_to)


def _require_local() -> None:
    """Raise LocalSignInOff where nobody signs in with a local account."""
    if not site().takes_passwords:
        raise LocalSignInOff


def _token() -> str:
    """Return the token of what this browser has begun; raises PasskeySignInOver."""
    token = find_begun("passkey-sign-in")
    if token is None:
        raise PasskeySignInOver
    return token


def _page(asked: AskedPasskey, return_to: str, refusal: Refusal | None = None) -> Response:
    return make_response(
        render_template(
            "sign_in/passkey.html",
            csrf_token=token_before_sign_in(),
            options=asked.options,
            return_to=return_to,
            said=translated(refusal) if refusal else None,
            reference=str(current_visit().id),
        )
    )
