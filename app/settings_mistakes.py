"""What is said of settings that cannot be used: which one it is and why, never its value."""

import difflib
from collections.abc import Mapping
from typing import Any, Final  # Any: see below

PREFIX: Final = "DOORSTEP_"
# Between the parts of a setting that lies in a table: DOORSTEP_OIDC__ACME__CLIENT_SECRET.
NESTED: Final = "__"


def stranger(name: str, known: set[str]) -> str:
    """Say that a setting is not known, and which one it may be."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"{name}: there is no such setting" + (f"; did you mean {near[0]}?" if near else "")


def line_of(
    error: dict[str, Any], tables: Mapping[str, frozenset[str]]
) -> str:  # Any: pydantic's error details are untyped.
    """Return one line about what pydantic found; `tables` has what can be set in the tables of each kind."""
    place = tuple(str(part) for part in error["loc"])
    name = _named(place)
    if error["type"] == "missing":
        return f"{name}it is missing"
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(place[-1], sorted(tables.get(place[0], ())), n=1)
        return f"{name}there is no such setting" + (f"; did you mean {near[0]}?" if near else "")
    if error["type"] == "model_type" and len(place) > 1:
        return f"{name}it belongs into a table [{place[0]}.NAME], where NAME is what you call that one"
    return name + str(error["msg"]).removeprefix("Value error, ")


def _named(place: tuple[str, ...]) -> str:
    """Name a setting by its variable: the file has the same words in small letters, a table for each but the last."""
    words = [part for part in place if not part.isdecimal()]
    if not words:
        return ""
    name = NESTED.join(words)
    return (name if name.isupper() else PREFIX + name.upper()) + ": "
