"""Between the query of a list and the store that reads it: the search, the place to go on from, the next page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final  # Any: a page of whatever
from urllib.parse import urlencode

from flask import request

from app.domain.pages import Page, Place, Search
from app.domain.words import _
from app.web.admin.listing import Asked, MalformedCursor, require_id
from app.web.words import gettext

_STATES: Final = (("", _("All")), ("enabled", _("Enabled")), ("disabled", _("Disabled")))


@dataclass(frozen=True, slots=True)
class StateLink:
    """A way to the same list in one state, or in all."""

    label: str
    href: str
    is_here: bool


def search_in(asked: Asked) -> Search:
    """Return what is looked for; a state that nobody knows means all."""
    state = asked.filters.get("state")
    if state == "enabled":
        return Search(asked.search, "enabled")
    return Search(asked.search, "disabled" if state == "disabled" else None)


def place_in(asked: Asked) -> Place | None:
    """Return the end of the page before; raises MalformedCursor."""
    if asked.after is None:
        return None
    if len(asked.after) != 2:
        raise MalformedCursor
    words, id_ = asked.after
    return Place(words, require_id(id_))


def next_page(asked: Asked, page: Page[Any]) -> str | None:
    """Return the address of the page that follows, if one does."""
    return asked.page_after((page.ends_at.words, str(page.ends_at.id))) if page.ends_at else None


def state_links(asked: Asked) -> tuple[StateLink, ...]:
    """Return the ways to what is enabled, to what is disabled, and to both."""
    return links_of("state", _STATES, asked, here=search_in(asked).state or "")


def links_of(name: str, ways: Iterable[tuple[str, str]], asked: Asked, *, here: str) -> tuple[StateLink, ...]:
    """Return the ways to the same list with a filter of that name at each of its values, pairs with marked words."""
    return tuple(StateLink(gettext(label), _with(asked, name, value), value == here) for value, label in ways)


def _with(asked: Asked, name: str, value: str) -> str:
    query = {**asked.filters, name: value, "q": asked.search}
    told = urlencode({name: value for name, value in query.items() if value})
    return f"{request.path}?{told}" if told else request.path
