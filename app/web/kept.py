"""What a page between keeps of a POST: its fields, and its files as hidden fields, until the same POST comes again."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Set as ReadOnlySet
from io import BytesIO
from typing import Final

from flask import request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict

from app.domain.words import _
from app.web.forms import MalformedForm

_FILE: Final = "kept_file_"


def everything_sent(*, without: ReadOnlySet[str]) -> list[tuple[str, str]]:
    """Return every field of this request but for some, and its files as fields that `put_back` reads."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in without]
    files = [(_FILE + name, urlsafe_b64encode(file.read()).decode()) for name, file in request.files.items() if file]
    return fields + files


def put_back(*, without: ReadOnlySet[str]) -> None:
    """Give this request the files that a page between has kept, and take its own fields away: no view knows of them.

    Raises MalformedForm.
    """
    files = {name.removeprefix(_FILE): text for name, text in request.form.items() if name.startswith(_FILE)}
    if files:
        restored = {name: FileStorage(BytesIO(_read(text)), filename="kept", name=name) for name, text in files.items()}
        request.files = ImmutableMultiDict(restored)
    ours = without | {_FILE + name for name in files}
    request.form = ImmutableMultiDict(
        (name, value) for name, value in request.form.items(multi=True) if name not in ours
    )


def _read(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text)
    except (binascii.Error, ValueError) as error:
        raise MalformedForm(reason=_("a file was damaged on its way")) from error
