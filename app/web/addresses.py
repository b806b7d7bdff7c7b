"""The addresses that the site answers at: only its own, whatever a `Host` header says."""

from typing import Final

from flask import request

from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.site import site

# Load balancers ask for a server's health by its address.
_ANY_HOST: Final = frozenset({"/healthz", "/readyz"})


class UnknownHost(Malformed):
    code = "unknown-host"
    sentence = _("This portal does not answer at that address.")
    remedy = _("Open it at %(public_url)s.")


def require_own_host() -> None:
    """Raise UnknownHost where the request names another host than the public address does."""
    if request.path not in _ANY_HOST and not site().is_addressed_by(request.headers.get("Host")):
        raise UnknownHost(public_url=site().public_url)
