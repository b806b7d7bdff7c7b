"""Takes calls by SCIM over HTTP: with a bearer token and nothing else, whatever cookie comes along."""

from collections.abc import Mapping
from typing import Final

import structlog
from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException, NotFound

from app.domain.provisioning import ScimAnswer, ScimCall, ScimClient
from app.domain.refusals import NotSignedIn, Refusal, Unavailable
from app.domain.scim_refusals import TooManyCalls
from app.services.portal import Scim
from app.web.error_words import explanation_of
from app.web.errors import log_without_values, status_of
from app.web.forms import takes_files
from app.web.guard import public
from app.web.site import portal, site
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("scim", __name__, url_prefix="/scim/v2")

# In bytes: a group of five thousand.
LARGEST_BODY: Final = 1024 * 1024
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
ENDPOINTS: Final = frozenset({"scim.answer"})
_ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
_BEARER: Final = "bearer"


def require_token() -> None:
    """Raise TokenNotKnown or TooManyCalls for a call by SCIM that brings no token of a directory, before it is read."""
    if request.endpoint in ENDPOINTS:
        client: ScimClient = _scim().clients.require(_token(), visit=current_visit())
        structlog.contextvars.bind_contextvars(directory=client.source)
        g.scim_client = client


@bp.route("", methods=METHODS)
@bp.route("/", methods=METHODS)
@bp.route("/<path:path>", methods=METHODS)
@public
@takes_files(LARGEST_BODY)
def answer(path: str = "") -> Response:
    """Hand a call on to what speaks SCIM, and its answer back."""
    client: ScimClient = g.scim_client
    call = ScimCall(
        method="GET" if request.method == "HEAD" else request.method,
        base_url=f"{site().public_url}{bp.url_prefix}",
        path=f"/{path}",
        query=request.args.to_dict(),
        headers=dict(request.headers.items()),
        body=request.get_data(),
    )
    return _response(_scim().server.answer(call, client))


@bp.errorhandler(Refusal)
def answer_refusal(refusal: Refusal) -> Response:
    """Answer a refusal as RFC 7644, section 3.12, has errors."""
    said = translated(refusal)
    headers = {"WWW-Authenticate": 'Bearer realm="SCIM"'} if isinstance(refusal, NotSignedIn) else {}
    if isinstance(refusal, TooManyCalls | Unavailable):
        headers["Retry-After"] = str(refusal.retry_after)
    return _error(status_of(refusal), f"{said.sentence} {said.remedy}", headers)


@bp.errorhandler(HTTPException)
def answer_http_exception(error: HTTPException) -> Response:
    """Answer likewise what Flask itself refuses."""
    return _error(error.code or 500, error.description or error.name, {})


@bp.errorhandler(Exception)
def answer_anything(error: Exception) -> Response:
    """Answer likewise a mistake of ours."""
    log_without_values(error)
    return _error(500, explanation_of(500).sentence, {})


def _token() -> str | None:
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == _BEARER else None


def _scim() -> Scim:
    served = portal().scim
    if served is None:
        raise NotFound
    return served


def _error(status: int, detail: str, headers: Mapping[str, str]) -> Response:
    body = {"schemas": [_ERROR], "status": str(status), "detail": detail}
    return _response(ScimAnswer(status, body, {"Content-Type": "application/scim+json", **headers}))


def _response(said: ScimAnswer) -> Response:
    response = jsonify(said.body) if said.body is not None else Response()
    response.status_code = said.status
    response.headers.update(said.headers)
    return response
