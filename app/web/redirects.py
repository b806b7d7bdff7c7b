"""Redirects after a change, and the way to sign-in and back."""

from urllib.parse import quote, urlencode

from flask import Response, request, url_for

from app.domain.local_paths import return_to_or_home
from app.domain.provider_ways import ProviderWay
from app.web.console_form import bookmark_of


def see_other(location: str) -> Response:
    """Answer 303. The address is in the header only: a body may be kept, and a login URL is a secret."""
    response = Response("See other\n", status=303, mimetype="text/plain")
    response.headers["Location"] = location
    return response


def sign_in_path(return_to: str) -> str:
    """Return the path of the sign-in page that leads back to one of our own paths afterwards."""
    path = return_to_or_home(return_to)
    return "/sign-in" if path == "/" else f"/sign-in?{urlencode({'return_to': path})}"


def begin_path(way: ProviderWay, return_to: str, *, anew: bool = False) -> str:
    """Return the path that leads to a provider and back to one of our own; `anew` if it has to see the person again."""
    return url_for(f"{way.kind}.begin", name=way.name, return_to=return_to, anew="yes" if anew else None)


def path_back() -> str:
    """Return the path of the page that this request is about: of a form that opens a console, the page that asks."""
    if request.method == "POST":
        return bookmark_of(request.form) if request.path == "/console" else "/"
    query = request.query_string.decode("latin-1")
    return quote(request.path) + (f"?{query}" if query else "")
