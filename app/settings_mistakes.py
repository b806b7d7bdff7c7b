"""What is said of settings that cannot be used: which one it is and why, never its value."""

import difflib
from typing import Any, Final  # Any: see below

PREFIX: Final = "DOORSTEP_"
# Between the parts of a setting that lies in a table: DOORSTEP_OIDC__ACME__CLIENT_SECRET.
NESTED: Final = "__"


def stranger(name: str, known: set[str]) -> str:
    """Say that a setting is not known, and which one it may be."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"{name}: there is no such setting" + (f"; did you mean {near[0]}?" if near else "")


def line_of(error: dict[str, Any]) -> str:  # Any: pydantic's error details are untyped.
    """Return one line about what pydantic found."""
    name = _named(tuple(error["loc"]))
    if error["type"] == "missing":
        return f"{name}it is missing"
    if error["type"] == "extra_forbidden":
        return f"{name}there is no such setting"
    return name + str(error["msg"]).removeprefix("Value error, ")


def _named(place: tuple[str | int, ...]) -> str:
    """Name a setting by its variable: the file has the same words in small letters, a table for each but the last."""
    words = [str(part) for part in place if isinstance(part, str)]
    if not words:
        return ""
    name = NESTED.join(words)
    return (name if name.isupper() else PREFIX + name.upper()) + ": "
