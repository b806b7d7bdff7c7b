"""Whether this process lives, and whether it can serve: for load balancers, with no detail for strangers."""

from flask import Blueprint, Response

from app.domain.refusals import Refusal
from app.web.guard import public
from app.web.site import portal

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> Response:
    """Answer, and so show that the process lives; nothing else is asked."""
    return Response("alive\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def ready() -> Response:
    """Say whether the database answers and has the schema that this version needs, whatever AWS does."""
    try:
        portal().readiness.require_ready()
    except Refusal:
        return Response("not ready\n", status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
