"""Only our own pages may change something: a gate on where a request comes from, and a token in every form."""

import hashlib
import hmac
from typing import Final

from flask import current_app, request

from app.domain.refusals import NotPermitted
from app.domain.web_sessions import WebSession
from app.domain.words import _
from app.web.cookies import find_form_secret, form_secret
from app.web.guard import current_web_session, is_public
from app.web.site import site

FIELD: Final = "csrf_token"
# Endpoints that take a POST from elsewhere and without a token. Each needs another proof of its own;
# tests/test_routes.py counts them.
EXEMPT: Final[frozenset[str]] = frozenset({"oidc.log_out_as_told", "saml.receive", "scim.answer"})
_READS: Final = frozenset({"GET", "HEAD"})


class CrossSiteRequest(NotPermitted):
    code = "cross-site-request"
    sentence = _("This request did not come from a page of this portal.")
    remedy = _("Open the portal at its own address and try again there. If you did, a browser extension or a proxy "
               "may be removing the Sec-Fetch-Site and Origin headers.")  # fmt: skip


class FormTooOld(NotPermitted):
    code = "form-too-old"
    sentence = _("This form is no longer valid.")
    remedy = _("It dates from before your last sign-in, or your browser did not keep the portal's cookie. "
               "Open the page again and retry.")  # fmt: skip


def require_same_origin() -> None:
    """Raise CrossSiteRequest for a change that is asked for by another site, or by nobody knows whom.

    Browsers send `Sec-Fetch-Site` to https and loopback, and `Origin` with every POST; what sends neither is no
    browser with a person before it. Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, Fetch Metadata.
    """
    if request.method in _READS or request.endpoint in EXEMPT:
        return
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is None:
        ours = request.headers.get("Origin") == site().origin
    else:
        ours = fetch_site in {"same-origin", "none"}
    if not ours:
        raise CrossSiteRequest


def require_token() -> None:
    """Raise FormTooOld where a form does not carry the token that its page was given."""
    if request.method in _READS or request.endpoint is None or request.endpoint in EXEMPT:
        return
    secret = find_form_secret() if is_public(current_app, request.endpoint) else current_web_session().csrf_secret
    sent = request.form.getlist(FIELD)
    if not secret or len(sent) != 1 or not hmac.compare_digest(sent[0].encode(), _derived(secret).encode()):
        raise FormTooOld


def token_for(web_session: WebSession) -> str:
    """Return the token of every form in a web session."""
    return _derived(web_session.csrf_secret)


def token_before_sign_in() -> str:
    """Return the token of a form that is shown to somebody who is not signed in."""
    return _derived(form_secret())


def _derived(secret: str) -> str:
    # Not from the secret key: its rotation must break no open form. Not the secret itself: pages show no secret.
    return hmac.new(secret.encode(), b"doorstep form token", hashlib.sha256).hexdigest()
