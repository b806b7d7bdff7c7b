"""What only a person who goes to a page may begin: no picture, script or frame of another site, and no prefetch."""

from types import MappingProxyType
from typing import Final

from flask import request

from app.domain.refusals import NotPermitted
from app.domain.words import _

_A_PERSON_GOES: Final = MappingProxyType({"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"})


class NotANavigation(NotPermitted):
    code = "not-a-navigation"
    sentence = _("A sign-in begins and ends as a page of its own, and this was asked for as a part of another.")
    remedy = _("Open the portal at its own address, and sign in there. If you did, a browser extension or a proxy may "
               "be changing the Sec-Fetch headers.")  # fmt: skip


def require_navigation() -> None:
    """Raise NotANavigation where the browser says that nobody goes to this page; old browsers say nothing.

    Pages of other sites may lead here, as a wiki's link to a role does, but can ask for only one page at a time so.
    Source: W3C, Fetch Metadata Request Headers; WHATWG, HTML, "Sec-Purpose".
    """
    told = request.headers
    if any(told.get(name, expected) != expected for name, expected in _A_PERSON_GOES.items()):
        raise NotANavigation
    if "prefetch" in told.get("Sec-Purpose", ""):
        raise NotANavigation
