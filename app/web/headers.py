"""The headers of every answer: what a browser may do with it, and who may keep it."""

from typing import Final

from flask import Response

from app.web.site import Site, site

_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # `no-referrer` would make browsers send `Origin: null` with our own forms.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex, nofollow"),
    (
        "Permissions-Policy",
        "publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self), "
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
)
_TWO_YEARS: Final = 63_072_000


def policy_for(site: Site) -> str:
    """Return the content security policy: nothing inline, nothing from elsewhere, nobody may frame us.

    Chromium checks each hop of the redirect after a form's POST against `form-action`, so every host that a click
    may pass on its way to the console is named.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            " ".join(("form-action 'self'", *site.redirect_sources)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def add(response: Response) -> Response:
    """Put them on an answer; what a view has said about caching stays."""
    for name, value in _ALWAYS:
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = policy_for(site())
    if site().is_https:
        response.headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
