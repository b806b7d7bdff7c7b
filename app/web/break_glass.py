"""Break glass: the way in for when every other is closed, off the ordinary form."""

from dataclasses import dataclass, field
from typing import Self

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.break_glass import BreakGlassOver, BreakGlassRefused, BreakGlassSealed
from app.domain.drafts import ChangeReasonMissing, ChangeReasonTooLong, parse_reason
from app.domain.factors import TooManyProofs
from app.domain.passkeys import PasskeyAnswer, PasskeysImpossible
from app.domain.refusals import Refusal
from app.services.break_glass.opening import Asked
from app.services.new_web_sessions import NewWebSession
from app.web.cookies import find_begun, keep_begun
from app.web.csrf import token_before_sign_in
from app.web.entering import enter
from app.web.errors import answered
from app.web.forms import LONGEST_ANSWER, Fields, require_plain
from app.web.guard import public
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("break_glass", __name__)


@dataclass(frozen=True, slots=True)
class BreakGlassForm:
    """What is typed: why, and for whoever has no passkey at hand, username, password and code."""

    reason: str
    is_drill: bool
    username: str = ""
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        """Read the form; raises MalformedForm. A password is taken as it is, blanks and all."""
        require_plain(fields)
        typed = {name: fields.get(name, "").strip() for name in ("reason", "username", "code")}
        return cls(is_drill=fields.get("drill") == "yes", password=fields.get("password", ""), **typed)

    @property
    def asked(self) -> Asked:
        """Why the glass is broken; raises ChangeReasonMissing or ChangeReasonTooLong."""
        return Asked(parse_reason(self.reason), self.is_drill)


@bp.get("/sign-in/break-glass")
@public
def ask() -> Response:
    """Show the form."""
    return _page(BreakGlassForm("", is_drill=False))


@bp.post("/sign-in/break-glass")
@public
def complete() -> Response:
    """Let somebody in by password and code."""
    form = BreakGlassForm.parse(request.form)
    try:
        entered = portal().local_people.break_glass.with_password(
            form.username, form.password, form.code, form.asked, visit=current_visit()
        )
    except (ChangeReasonMissing, ChangeReasonTooLong, BreakGlassRefused, BreakGlassSealed, TooManyProofs) as refusal:
        return answered(refusal, _page(form, refusal))
    return _entered(entered)


@bp.post("/sign-in/break-glass/passkey")
@public
def begin_with_passkey() -> Response:
    """Begin to ask for a passkey, in this browser; why the glass is broken is kept with it."""
    form = BreakGlassForm.parse(request.form)
    try:
        asked = portal().local_people.break_glass.begin_with_passkey(form.asked)
    except (ChangeReasonMissing, ChangeReasonTooLong, PasskeysImpossible) as refusal:
        return answered(refusal, _page(form, refusal))
    keep_begun("break-glass", asked.token)
    return see_other(url_for("break_glass.ask_for_passkey"))


@bp.get("/sign-in/break-glass/passkey")
@public
def ask_for_passkey() -> Response:
    """Let the browser ask for the passkey; whoever has not begun is led to the beginning."""
    try:
        asked = portal().local_people.break_glass.asked_passkey(_token())
    except BreakGlassOver:
        return see_other(url_for("break_glass.ask"))
    page = render_template("sign_in/break_glass_passkey.html", csrf_token=token_before_sign_in(), options=asked.options)
    return make_response(page)


@bp.post("/sign-in/break-glass/passkey/answer")
@public
def complete_with_passkey() -> Response:
    """Let somebody in by a passkey."""
    require_plain(request.form, longest=LONGEST_ANSWER)
    answer = PasskeyAnswer(request.form.get("passkey", ""), _token())
    try:
        entered = portal().local_people.break_glass.with_passkey(answer, visit=current_visit())
    except (BreakGlassOver, BreakGlassRefused, BreakGlassSealed, TooManyProofs) as refusal:
        return answered(refusal, _page(BreakGlassForm("", is_drill=False), refusal))
    return _entered(entered)


@bp.get("/sign-in/break-glass/drilled")
@public
def drilled() -> str:
    """Say that the drill went well."""
    return render_template("sign_in/break_glass_drilled.html")


def _token() -> str:
    """Return the token of what this browser has begun; raises BreakGlassOver."""
    token = find_begun("break-glass")
    if token is None:
        raise BreakGlassOver
    return token


def _entered(begun: NewWebSession | None) -> Response:
    if begun is None:
        return see_other(url_for("break_glass.drilled"))
    return enter(begun, "/")


def _page(form: BreakGlassForm, refusal: Refusal | None = None) -> Response:
    return make_response(
        render_template(
            "sign_in/break_glass.html",
            csrf_token=token_before_sign_in(),
            form=form,
            said=translated(refusal) if refusal else None,
            reference=str(current_visit().id),
        )
    )
