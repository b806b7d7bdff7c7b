"""Sign in with a local account, and sign out."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.local_paths import return_to_or_home
from app.domain.provider_refusals import LocalSignInOff
from app.domain.refusals import Refusal, TooMany
from app.services.local_accounts.second_steps import SecondStep
from app.services.sign_in import SignInRefused
from app.web.cookies import forget_token, keep_begun
from app.web.csrf import token_before_sign_in
from app.web.entering import enter
from app.web.errors import answered
from app.web.guard import current_web_session, find_web_session, public
from app.web.password_form import PasswordForm
from app.web.redirects import begin_path, see_other
from app.web.site import portal, site
from app.web.visits import carried, current_visit
from app.web.words import translated

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
@public
def ask() -> Response:
    """Show the sign-in form; somebody who is signed in goes on, and so does whom a proxy vouches for."""
    return_to = return_to_or_home(request.args.get("return_to"))
    if find_web_session() is not None:
        return see_other(return_to)
    at_hand = portal().proxy_sign_ins.find_way_at_hand(carried())
    if at_hand is not None and request.args.get("choose") != "yes":
        return see_other(begin_path(at_hand, return_to))
    if not site().takes_passwords and len(ways := portal().provider_ways.all) == 1 and ways[0].kind == "ldap":
        # Its form is a page of ours: nothing would stand on this one but a link to it.
        return see_other(begin_path(ways[0], return_to))
    return sign_in_page(return_to=return_to)


@bp.post("/sign-in/local")
@public
def sign_in_locally() -> Response:
    """Begin a web session with a password, or lead on to the second step."""
    form = PasswordForm.parse(request.form)
    if not site().takes_passwords:
        raise LocalSignInOff
    try:
        begun = portal().sign_ins.with_password(form.username, form.password, visit=current_visit())
    except (SignInRefused, TooMany) as refusal:
        return answered(refusal, sign_in_page(return_to=form.return_to, username=form.username, refusal=refusal))
    if isinstance(begun, SecondStep):
        keep_begun("second-step", begun.token)
        return see_other(url_for("second_step.ask", return_to=form.return_to))
    return enter(begun, form.return_to)


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the web session, for every process at once."""
    web_session = current_web_session()
    portal().sign_outs.sign_out(web_session, visit=current_visit())
    forget_token()
    # No further: the hosts behind a provider's logout are not among those that a form of ours may lead to.
    return see_other(f"/signed-out?from={web_session.source}" if web_session.source else "/signed-out")


@bp.get("/signed-out")
@public
def signed_out() -> Response:
    """Say that it is done, and what it does not do; lead on to the provider's logout where there is one."""
    way_out = portal().provider_ways.find_way_out(request.args.get("from", ""), visit=current_visit())
    leads_straight_in = bool(portal().proxy_sign_ins.ways)
    page = render_template("sign_in/signed_out.html", way_out=way_out, leads_straight_in=leads_straight_in)
    response = make_response(page)
    for name in way_out.cookies if way_out else ():
        response.delete_cookie(name, secure=True, httponly=True)
    return response


def sign_in_page(*, return_to: str, username: str = "", refusal: Refusal | None = None) -> Response:
    """Show every way in; what was refused stands above them."""
    ways = portal().provider_ways.all
    return make_response(
        render_template(
            "sign_in/form.html",
            csrf_token=token_before_sign_in() if site().takes_passwords else None,
            ways=ways,
            return_to=return_to,
            elsewhere=None,
            unfolded=not ways or username != "",
            username=username,
            passkeys=portal().local_people.own_passkeys.are_possible,
            said=translated(refusal) if refusal else None,
            reference=str(current_visit().id),
        )
    )


def turned_away(refusal: Refusal, return_to: str = "/") -> Response:
    """Answer whom a provider did not vouch for with the sign-in page: all other ways in are there."""
    return answered(refusal, sign_in_page(return_to=return_to, refusal=refusal))


def ways_page(refusal: Refusal) -> Response:
    """Show what was refused and the ways through providers: a page that sets no cookie, for whoever has sent none."""
    return make_response(
        render_template(
            "sign_in/form.html",
            csrf_token=None,
            ways=portal().provider_ways.all,
            return_to="/",
            elsewhere=url_for("sign_in.ask"),
            said=translated(refusal),
            reference=str(current_visit().id),
        )
    )
