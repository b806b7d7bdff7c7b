"""The circumstances of a request: its reference, its time, and where it comes from."""

import time
from typing import Final

import structlog
from flask import Response, g, request

from app.domain.clicks import Visit
from app.domain.proxies import Carried
from app.web.site import portal, site

REFERENCE_HEADER: Final = "X-Request-Id"
log: Final = structlog.stdlib.get_logger(__name__)


def begin() -> None:
    """Give the request its reference, before anything can go wrong."""
    # At the start: a thread serves many requests, and one that broke off may have left its context behind.
    structlog.contextvars.clear_contextvars()
    visit = Visit(
        id=portal().new_id(),
        address=site().trusted_proxies.client_address(request.remote_addr, request.headers.getlist("X-Forwarded-For")),
        user_agent=request.headers.get("User-Agent"),
    )
    g.visit = visit
    g.begun = time.perf_counter()
    structlog.contextvars.bind_contextvars(request_id=str(visit.id))


def carried() -> Carried:
    """What this request carries of a proxy: the peer is the socket's, whatever X-Forwarded-For says."""
    return Carried(request.remote_addr, request.headers.get)


def end(response: Response) -> Response:
    """Tell the reference, and log the answer: the route and never the query, which may hold what people typed."""
    response.headers[REFERENCE_HEADER] = str(current_visit().id)
    log.info(
        "request.answered",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.begun) * 1000, 1),
        address=current_visit().address,
    )
    return response


def current_visit() -> Visit:
    """The visit of this request."""
    visit: Visit = g.visit
    return visit
