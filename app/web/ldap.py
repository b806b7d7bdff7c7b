"""Sign in with the username and password of a directory: a form of ours, on a page of its own."""

from flask import Blueprint, Response, make_response, render_template, request

from app.domain.local_paths import return_to_or_home
from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.refusals import Refusal, TooMany
from app.domain.vouching import PersonDisabled
from app.web.csrf import token_before_sign_in
from app.web.entering import enter_vouched
from app.web.errors import answered
from app.web.guard import find_web_session, public
from app.web.password_form import PasswordForm
from app.web.site import portal, site
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("ldap", __name__)


@bp.get("/sign-in/ldap/<name>")
@public
def begin(name: str) -> Response:
    """Show the form, to somebody who is signed in as well: they may have to prove that it is them."""
    return _page(name, return_to=return_to_or_home(request.args.get("return_to")))


@bp.post("/sign-in/ldap/<name>")
@public
def complete(name: str) -> Response:
    """Begin a web session for whom the directory vouches, and end the one that this browser had."""
    form = PasswordForm.parse(request.form)
    try:
        begun = portal().ldap_sign_ins.with_password(
            name, form.username, form.password, visit=current_visit(), earlier=find_web_session()
        )
    except (NotVouchedFor, PersonDisabled, ProviderUnavailable, TooMany) as refusal:
        return answered(refusal, _page(name, return_to=form.return_to, username=form.username, refusal=refusal))
    return enter_vouched(begun, form.return_to)


def _page(name: str, *, return_to: str, username: str = "", refusal: Refusal | None = None) -> Response:
    way = portal().ldap_sign_ins.way(name)
    return make_response(
        render_template(
            "sign_in/directory.html",
            csrf_token=token_before_sign_in(),
            way=way,
            is_only_way=not site().takes_passwords and len(portal().provider_ways.all) == 1,
            return_to=return_to,
            username=username,
            said=translated(refusal) if refusal else None,
            reference=str(current_visit().id),
        )
    )
