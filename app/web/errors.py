"""Every refusal is a page: what happened, what to do, who can do it, and a reference; never an exception's text."""

import logging
import traceback
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.domain.aws_failures import AwsFailure
from app.domain.federation import Attempt
from app.domain.provider_refusals import NotVouchedFor
from app.domain.refusals import (
    Conflict,
    Malformed,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Refusal,
    TooMany,
    Unavailable,
)
from app.web.error_words import explanation_of
from app.web.forms import largest_body
from app.web.redirects import path_back, see_other, sign_in_path
from app.web.visits import current_visit
from app.web.words import Said, translated

log: Final = structlog.stdlib.get_logger(__name__)

STATUS_OF_KIND: Final[Mapping[type[Refusal], int]] = MappingProxyType(
    {
        Malformed: 400,
        NotSignedIn: 401,
        NotPermitted: 403,
        NotFound: 404,
        Conflict: 409,
        TooMany: 429,
        Unavailable: 503,
        # Of no kind: nobody has said yet whose fault it is.
        Refusal: 500,
    }
)
# What AWS refuses is a bad answer from upstream for the person, who asked for nothing wrong. Credentials that AWS
# does not take make the portal itself unable to serve, whatever anybody asks: 503, which monitoring notices.
STATUS_OF_WAY: Final[Mapping[str, int]] = MappingProxyType(
    {"refused": 502, "unreachable": 502, "too slow": 504, "throttled": 503, "not usable": 503}
)
_WORTH_ANOTHER_TRY: Final = (AwsFailure, Unavailable, TooMany)


def register(app: Flask) -> None:
    """Answer everything that goes wrong in this application."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, answer_http_exception)
    app.register_error_handler(Exception, answer_anything)
    app.logger.addFilter(leave_to_us)


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal: by the way AWS failed, or by the kind of refusal."""
    if isinstance(refusal, AwsFailure):
        return STATUS_OF_WAY[refusal.way]
    return next(STATUS_OF_KIND[kind] for kind in type(refusal).__mro__ if kind in STATUS_OF_KIND)


def answered(refusal: Refusal, response: Response) -> Response:
    """Give a page about a refusal its status and, where it says when to come back, Retry-After."""
    response.status_code = status_of(refusal)
    log.info("request.refused", code=refusal.code, status=response.status_code)
    if isinstance(refusal, TooMany | Unavailable) or (isinstance(refusal, AwsFailure) and refusal.way == "throttled"):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def answer_refusal(refusal: Refusal) -> Response:
    """Answer a refusal with its own page; somebody who only has to sign in first is led there and back.

    Whom a proxy does not vouch for stays here: signing in would have the same request refused again, and so on.
    """
    only_signs_in = isinstance(refusal, NotSignedIn) and not isinstance(refusal, NotVouchedFor)
    if only_signs_in and request.method in {"GET", "HEAD"} and not wants_json():
        return see_other(sign_in_path(path_back()))
    if wants_json():
        return answered(refusal, _in_json(refusal.code, translated(refusal)))
    return answered(refusal, make_response(_page_of_refusal(refusal)))


def answer_http_exception(error: HTTPException) -> Response:
    """Answer what Flask itself refuses, such as an unknown address, in words."""
    status = error.code or 500
    said = explanation_of(status, takes_files=largest_body() is not None)
    response = make_response(_in_json(f"http-{status}", said) if wants_json() else _page(said), status)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def answer_anything(error: Exception) -> Response:
    """Answer a mistake of ours; the log gets the places in the code, and no text or value, which may be secrets."""
    log_without_values(error)
    said = explanation_of(500)
    return make_response(_in_json("http-500", said) if wants_json() else _page(said), 500)


def log_without_values(error: BaseException) -> None:
    """Log what kind of exception came from where."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    causes = [type(cause).__qualname__ for cause in (error.__cause__, error.__context__) if cause is not None]
    log.error("request.failed", error=type(error).__qualname__, causes=causes, frames=frames)


def leave_to_us(record: logging.LogRecord) -> bool:
    """Take an exception out of Flask's own log, which would tell its text, and log it as we do."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        log_without_values(error)
    return error is None


def wants_json() -> bool:
    """Say whether a program asks an admin page: one that takes JSON and no page."""
    accepted = request.accept_mimetypes
    is_admin = f"{request.path}/".startswith("/admin/")
    return is_admin and accepted.accept_json and not accepted.accept_html


def _in_json(code: str, said: Said) -> Response:
    return jsonify(
        code=code, sentence=said.sentence, remedy=said.remedy, who=said.who, reference=str(current_visit().id)
    )


def _page_of_refusal(refusal: Refusal) -> str:
    aws_failure = refusal if isinstance(refusal, AwsFailure) else None
    return _page(
        translated(refusal),
        sign_in=sign_in_path(path_back()) if isinstance(refusal, NotSignedIn) else None,
        try_again=path_back() if isinstance(refusal, _WORTH_ANOTHER_TRY) else None,
        statement=aws_failure.statement if aws_failure else None,
        attempts=tuple(_row(attempt) for attempt in aws_failure.attempts) if aws_failure else (),
    )


def _page(
    said: Said,
    *,
    sign_in: str | None = None,
    try_again: str | None = None,
    statement: str | None = None,
    attempts: tuple[tuple[str, ...], ...] = (),
) -> str:
    return render_template(
        "errors/refusal.html",
        said=said,
        reference=str(current_visit().id),
        sign_in=sign_in,
        try_again=try_again,
        statement=statement,
        attempts=attempts,
    )


def _row(attempt: Attempt) -> tuple[str, ...]:
    return attempt.service, attempt.region, attempt.result, attempt.request_id or "–"
