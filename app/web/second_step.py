"""The second step of signing in with a local account."""

from flask import Blueprint, Response, make_response, render_template, request

from app.domain.factors import Given, ProofRefused, TooManyProofs
from app.domain.local_paths import return_to_or_home
from app.domain.passkeys import PasskeyAnswer
from app.domain.refusals import Refusal
from app.services.local_accounts.second_steps import AskedSecondStep, SecondStepOver
from app.web.cookies import find_begun
from app.web.csrf import token_before_sign_in
from app.web.entering import enter
from app.web.errors import answered
from app.web.forms import LONGEST_ANSWER, require_plain
from app.web.guard import public
from app.web.redirects import see_other, sign_in_path
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("second_step", __name__)


@bp.get("/sign-in/second-step")
@public
def ask() -> Response:
    """Ask for the second step; whoever has not taken the first is led there."""
    return_to = return_to_or_home(request.args.get("return_to"))
    try:
        return _page(portal().local_people.second_steps.asked(_token()), return_to)
    except SecondStepOver:
        return see_other(sign_in_path(return_to))


@bp.post("/sign-in/second-step")
@public
def complete() -> Response:
    """Begin the web session once the second step is proved."""
    require_plain(request.form, longest=LONGEST_ANSWER)
    steps, return_to = portal().local_people.second_steps, return_to_or_home(request.form.get("return_to"))
    try:
        begun = steps.complete(_token(), _given(), visit=current_visit())
    except (ProofRefused, TooManyProofs) as refusal:
        return answered(refusal, _page(steps.asked(_token()), return_to, refusal))
    return enter(begun, return_to)


def _token() -> str:
    """Return the token of the first step; raises SecondStepOver where this browser has none."""
    token = find_begun("second-step")
    if token is None:
        raise SecondStepOver
    return token


def _given() -> Given:
    text = request.form.get("passkey", "")
    return Given(code=request.form.get("code", ""), passkey=PasskeyAnswer(text, _token()) if text else None)


def _page(asked: AskedSecondStep, return_to: str, refusal: Refusal | None = None) -> Response:
    return make_response(
        render_template(
            "sign_in/second_step.html",
            csrf_token=token_before_sign_in(),
            factors=asked.factors,
            passkey=asked.passkey,
            return_to=return_to,
            said=translated(refusal) if refusal else None,
            reference=str(current_visit().id),
        )
    )
