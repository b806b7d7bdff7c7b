"""Lists: what is looked for, and after which row the page begins, as the query says it."""

import base64
import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.forms import Fields, id_in, require_plain, text_of

_LONGEST_SEARCH: Final = 200
_LONGEST_CURSOR: Final = 1_000
Cursor = tuple[str, ...]


class MalformedCursor(Malformed):
    code = "malformed-cursor"
    sentence = _("This page of the list cannot be found.")
    remedy = _("Go back to the first page of the list.")


class SearchTooLong(Malformed):
    code = "search-too-long"
    sentence = _("The search is longer than %(longest)s characters.")
    remedy = _("Search for less.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: `after` are the sort keys of the last row of the page before, None for the first."""

    search: str
    after: Cursor | None
    filters: dict[str, str]

    def after_id(self) -> UUID | None:
        """Return the id of the last row of the page before, where that is its only key; raises MalformedCursor."""
        if self.after is None:
            return None
        if len(self.after) != 1:
            raise MalformedCursor
        return require_id(self.after[0])

    def page_after(self, keys: Cursor) -> str:
        """Return the address of the page after a row with these sort keys."""
        query = {**self.filters, "q": self.search, "after": cursor_of(keys)}
        return f"{request.path}?{urlencode({name: value for name, value in query.items() if value})}"

    @property
    def first_page(self) -> str:
        """The address of the first page of the same list."""
        query = {**self.filters, "q": self.search}
        told = urlencode({name: value for name, value in query.items() if value})
        return f"{request.path}?{told}" if told else request.path


def asked_for(*filters: str) -> Asked:
    """Read the query of a list; raises MalformedForm, MalformedCursor or SearchTooLong."""
    query: Fields = request.args
    require_plain(query)
    search = text_of(query, "q") or ""
    if len(search) > _LONGEST_SEARCH:
        raise SearchTooLong(longest=_LONGEST_SEARCH)
    found = {name: text_of(query, name) or "" for name in filters}
    return Asked(search, _cursor_in(text_of(query, "after")), found)


def require_id(text: str) -> UUID:
    """Return the id in a cursor; raises MalformedCursor."""
    id_ = id_in(text)
    if id_ is None:
        raise MalformedCursor
    return id_


def cursor_of(keys: Cursor) -> str:
    """Write sort keys as one opaque word."""
    return base64.urlsafe_b64encode(json.dumps(keys, ensure_ascii=False).encode()).decode().rstrip("=")


def _cursor_in(text: str | None) -> Cursor | None:
    if text is None:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError) as error:
        raise MalformedCursor from error
    if len(text) > _LONGEST_CURSOR or not isinstance(keys, list) or not all(map(_is_key, keys)):
        raise MalformedCursor
    return tuple(keys)


def _is_key(key: object) -> bool:
    """Say whether it may be one: no database keeps a NUL or half of a surrogate pair in a text."""
    return isinstance(key, str) and "\0" not in key and not any("\ud800" <= each <= "\udfff" for each in key)
