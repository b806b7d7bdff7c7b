"""Paths of our own to go back to after sign-in; anything else would be an open redirect."""

import re
from typing import Final

_LONGEST: Final = 4096
# One slash, then no second slash or backslash: `//host` and `/\\host` lead browsers to other hosts.
# Nor dot segments, which a proxy may fold away: `/.//host` would become `//host`.
_LOCAL_PATH: Final = re.compile(r"/(?![/\\])(?![^?#]*/\.{0,2}/)(?!\.{1,2}/)[\x21-\x5b\x5d-\x7e]*")


def return_to_or_home(text: str | None) -> str:
    """Return the path if it is one of our own, else the portal page."""
    if text and len(text) <= _LONGEST and _LOCAL_PATH.fullmatch(text):
        return text
    return "/"
