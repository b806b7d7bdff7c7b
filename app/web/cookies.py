"""The cookies: one holds a web session's token, and one, before sign-in, what a form's token is derived from."""

import hashlib
import secrets
from typing import Final

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from app.domain.challenges import Purpose
from app.domain.web_sessions import ABSOLUTE_LIMIT
from app.web.site import Site, site

# Where flask-login looks for whom to load. Beside it are the tokens of what this browser has begun, by their purposes.
_TOKEN: Final = "_user_id"  # noqa: S105 - the name of a field, not a token
# Nobody's pages: they are the same for all, and a cookie in their `Vary` would keep browsers from keeping them.
_WITHOUT_COOKIES: Final = ("/static/", "/healthz", "/readyz")
_FORM_COOKIE_SECONDS: Final = 12 * 60 * 60


class SignedCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, with SHA-256 instead of SHA-1."""

    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie, but for the answers that are nobody's."""
        return None if request.path.startswith(_WITHOUT_COOKIES) else super().open_session(app, request)


def settings_for(site: Site) -> dict[str, object]:
    """Return Flask's settings of the web session's cookie."""
    return {
        "SECRET_KEY": site.secret_key,
        "SECRET_KEY_FALLBACKS": list(site.secret_key_fallbacks),
        "SESSION_COOKIE_NAME": _name_of("doorstep", site),
        "SESSION_COOKIE_SECURE": site.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": ABSOLUTE_LIMIT,
    }


def keep_token(token: str) -> None:
    """Put a web session's token into this browser's cookie, in place of everything that was in it."""
    session.clear()
    session[_TOKEN] = token


def renew_token(token: str) -> None:
    """Put a web session's new token in the place of its earlier one; what this browser has begun stays."""
    session[_TOKEN] = token


def keep_begun(purpose: Purpose, token: str) -> None:
    """Put the token of something that this browser has begun into its cookie."""
    session[purpose] = token


def find_begun(purpose: Purpose) -> str | None:
    """Return the token of what this browser has begun, if there is any."""
    token: str | None = session.get(purpose)
    return token


def forget_begun(purpose: Purpose) -> None:
    """Take the token of what is done out of this browser's cookie."""
    session.pop(purpose, None)


def forget_token() -> None:
    """Empty this browser's cookie."""
    session.clear()


def find_form_secret() -> str | None:
    """Return what this browser's form tokens are derived from before sign-in."""
    return request.cookies.get(_name_of("doorstep-form", site()))


def form_secret() -> str:
    """Return the same, and give this browser one if it has none."""
    g.form_secret = find_form_secret() or g.get("form_secret") or secrets.token_urlsafe(32)
    secret: str = g.form_secret
    return secret


def send_form_secret(response: Response) -> Response:
    """Set the cookie on an answer whose page has a form for somebody who is not signed in."""
    if "form_secret" in g:
        _set_form_cookie(response, g.form_secret, _FORM_COOKIE_SECONDS)
    return response


def drop_form_secret(response: Response) -> Response:
    """Take the cookie away: after sign-in, forms are bound to the web session."""
    _set_form_cookie(response, "", 0)
    return response


def _set_form_cookie(response: Response, value: str, seconds: int) -> None:
    response.set_cookie(
        _name_of("doorstep-form", site()),
        value,
        max_age=seconds,
        path="/",
        secure=site().is_https,
        httponly=True,
        samesite="Lax",
    )


def _name_of(name: str, site: Site) -> str:
    """Browsers take `__Host-` cookies from this very host only, over https, for the path `/`.

    On plain http, which is for loopback, some browsers refuse such a cookie.
    """
    return f"__Host-{name}" if site.is_https else name
