"""The fields of forms and queries, read strictly before anybody gives them a meaning."""

from typing import Final

from flask import request
from werkzeug.datastructures import MultiDict

from app.domain.refusals import Malformed
from app.domain.words import _

Fields = MultiDict[str, str]
_LONGEST_FIELD: Final = 4096


class MalformedForm(Malformed):
    code = "malformed-form"
    sentence = _("The request cannot be read: %(reason)s.")
    remedy = _("Go back to the page you came from, reload it and try again.")


def read_body() -> None:
    """Read the form now, so that one that is too large is refused before anybody asks whose it is.

    Raises RequestEntityTooLarge.
    """
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
