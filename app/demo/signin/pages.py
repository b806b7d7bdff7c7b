"""What the two origins, sign-in and console, have in common: templates, style, and strict headers."""

import secrets
from collections.abc import Mapping
from typing import Final

from flask import Flask, Response, render_template, request

from app.assets import static_folder, templates_folder

# Nothing inline, nothing from elsewhere, no forms at all.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def make_origin(name: str) -> Flask:
    """A small Flask application with the demo's templates and style."""
    app = Flask(name, template_folder=str(templates_folder()), static_folder=str(static_folder()))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # AWS's pages stay in English; the marks keep every template of the repository alike.
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    app.after_request(_harden)
    return app


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def page(template: str, status: int = 200, values: Mapping[str, object] | None = None) -> Response:
    return Response(render_template(f"demo/{template}.html", **(values or {})), status)


def browser_of(cookie: str) -> str:
    """The browser's own random name at this origin; a new one where it brings none."""
    brought = request.cookies.get(cookie, "")
    return brought if len(brought) >= 32 else secrets.token_urlsafe(32)


def remember(response: Response, cookie: str, value: str) -> Response:
    """Set a cookie. Ports do not separate cookies: its name must be unlike the portal's and the other origin's."""
    response.set_cookie(cookie, value, httponly=True, samesite="Lax", path="/")
    return response
