"""Fresh proof: asks for it where something needs it, keeps everything typed, and takes it with the same POST."""

from typing import Final

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request

from app.domain.factors import Factors, Given, NotLocal, ProofRefused, TooManyProofs
from app.domain.local_paths import return_to_or_home
from app.domain.passkeys import AskedPasskey, PasskeyAnswer
from app.domain.proofs import FreshProofNeeded
from app.domain.provider_ways import ProviderWay
from app.domain.refusals import Refusal
from app.domain.step_up import StrongProofNeeded
from app.web.csrf import FIELD
from app.web.errors import answer_refusal, answered, wants_json
from app.web.forms import require_plain
from app.web.guard import current_web_session, is_public, renew
from app.web.kept import everything_sent, put_back
from app.web.redirects import path_back, see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("proofs", __name__)

_CODE: Final = "proof_code"
_PASSKEY: Final = "proof_passkey"
_TOKEN: Final = "proof_token"  # noqa: S105 - the name of a field, not a token
_PASSWORD: Final = "proof_password"  # noqa: S105 - the name of a field, not a password
_WAYS: Final = "proof_ways"
# The one secret that a form of ours carries beside a proof: no page may hold it.
_NEW_PASSWORD: Final = "password"  # noqa: S105 - the name of a field, not a password
_OURS: Final = frozenset({_CODE, _PASSWORD, _PASSKEY, _TOKEN, _WAYS})
_TYPED: Final = frozenset({"password", "recovery-code"})


def register(app: Flask) -> None:
    """Ask for a fresh proof wherever this application needs one."""
    app.register_error_handler(FreshProofNeeded, ask)


def take() -> Response | None:
    """Take the proof that a POST brings along; one that is refused is asked for again, with everything typed."""
    if request.method != "POST" or request.endpoint is None or is_public(current_app, request.endpoint):
        return None
    given, ways = _given(), frozenset(request.form.get(_WAYS, "").split())
    put_back(without=_OURS)
    if not given.is_there:
        return None
    try:
        proved = portal().local_people.step_ups.prove(current_web_session(), given, ways=ways, visit=current_visit())
    except (ProofRefused, TooManyProofs) as refusal:
        return _page(refusal, ways)
    renew(proved)
    return None


def ask(refusal: FreshProofNeeded) -> Response:
    """Answer what needs a fresh proof with a page that takes it and goes on."""
    return answer_refusal(refusal) if wants_json() else _page(refusal, refusal.demand.ways)


@bp.post("/proof")
def go_on() -> Response:
    """Go back to the page that asked for a proof, which has been taken by now."""
    require_plain(request.form)
    return see_other(return_to_or_home(request.form.get("return_to")))


@bp.get("/proof")
def done() -> str:
    """Say that a proof which was given in a tab of its own counts, and where to go on."""
    return render_template("proofs/done.html")


def _given() -> Given:
    text, token = request.form.get(_PASSKEY, ""), request.form.get(_TOKEN, "")
    return Given(
        password=request.form.get(_PASSWORD, ""),
        code=request.form.get(_CODE, ""),
        passkey=PasskeyAnswer(text, token) if text else None,
    )


def _page(refusal: Refusal, ways: frozenset[str]) -> Response:
    is_post = request.method == "POST"
    factors = _factors() or Factors()
    page = render_template(
        "proofs/ask.html",
        action=request.full_path.removesuffix("?") if is_post else "/proof",
        kept=everything_sent(without={FIELD, _NEW_PASSWORD}) if is_post else [("return_to", path_back())],
        asks_password_anew=is_post and _NEW_PASSWORD in request.form,
        ways=ways,
        factors=factors,
        passkey=_asked(factors, ways),
        takes_text=factors.totp is not None or not ways.isdisjoint(_TYPED),
        provider=_provider_in(ways),
        why=translated(refusal).sentence if isinstance(refusal, StrongProofNeeded) else None,
        said=None if isinstance(refusal, FreshProofNeeded) else translated(refusal),
        reference=str(current_visit().id),
    )
    return answered(refusal, make_response(page))


def _asked(factors: Factors, ways: frozenset[str]) -> AskedPasskey | None:
    """Ask for a passkey of theirs, where that would be enough."""
    if "passkey" not in ways:
        return None
    return portal().local_people.step_ups.ask_for_passkey(current_web_session(), factors)


def _factors() -> Factors | None:
    """Return what the person has, None where the portal does not keep it."""
    try:
        return portal().local_people.step_ups.factors_of(current_web_session())
    except NotLocal:
        return None


def _provider_in(ways: frozenset[str]) -> ProviderWay | None:
    """Return the provider whose word would be enough, None where it is not a provider's."""
    return next((way for way in portal().provider_ways.all if way.source in ways), None)
