"""The fields of forms and queries, read strictly before anybody gives them a meaning."""

from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar
from uuid import UUID

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from app.domain.refusals import Malformed
from app.domain.words import _

Fields = MultiDict[str, str]
_LONGEST_FIELD: Final = 4096
# Of a form with the answer of a passkey: JSON around a key and its signature.
LONGEST_ANSWER: Final = 16 * 1024
_LENGTH_OF_AN_ID: Final = 36
_LARGEST_BODY: Final = "largest_body"
P = ParamSpec("P")
R = TypeVar("R")


class MalformedForm(Malformed):
    code = "malformed-form"
    sentence = _("The request cannot be read: %(reason)s.")
    remedy = _("Go back to the page you came from, reload it and try again.")


def takes_files(largest_body: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view take bodies of so many bytes. They are read once it is known that their sender may use it."""

    def taking_files(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, _LARGEST_BODY, largest_body)
        return view

    return taking_files


def largest_body() -> int | None:
    """Return how many bytes the view of this request takes, None where it takes no files."""
    view = current_app.view_functions.get(request.endpoint or "")
    found: int | None = getattr(view, _LARGEST_BODY, None)
    return found


def read_body() -> None:
    """Read the form now, so that one that is too large is refused before anybody asks whose it is.

    Raises RequestEntityTooLarge.
    """
    if largest_body() is None:
        request.get_data(parse_form_data=True)


def read_file() -> None:
    """Read the form of a view that takes files; raises RequestEntityTooLarge."""
    largest = largest_body()
    if largest is not None:
        request.max_content_length = request.max_form_memory_size = largest
        request.get_data(parse_form_data=True)


def require_plain(fields: Fields, *, longest: int = _LONGEST_FIELD) -> None:
    """Raise MalformedForm where a field comes twice, is longer than any of ours, or holds a NUL."""
    for values in fields.listvalues():
        if len(values) > 1:
            raise MalformedForm(reason=_("a field appears more than once"))
        if len(values[0]) > longest:
            raise MalformedForm(reason=_("a field is too long"))
        if "\0" in values[0]:
            raise MalformedForm(reason=_("a field contains an invalid character"))


def text_of(fields: Fields, name: str) -> str | None:
    """Return a field without the white space around it; None if it is empty or missing."""
    return fields.get(name, "").strip() or None


def id_in(text: str) -> UUID | None:
    """Return the id that a text is, in the way that ids are written here; None if it is something else."""
    try:
        return UUID(text) if len(text) == _LENGTH_OF_AN_ID else None
    except ValueError:
        return None
