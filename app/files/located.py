"""Values of a file that know their lines, and what reads them."""

import re
from dataclasses import dataclass
from typing import Final

from app.domain.interchange import Flaw
from app.domain.names import shown

# AWS nests the trust policies in the instance profiles of roles thirteen levels deep.
DEEPEST: Final = 20
# More than any file of 8 MiB needs: a reader of nothing but commas would hold a thread for half a minute.
MOST_VALUES: Final = 1_000_000
# What no database takes: the character zero, and halves of characters, which JSON can spell.
_NOT_STORABLE: Final = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Located:
    """A value and its line. Text is as it was written: whether 0123 is a number, its reader knows. None: no value."""

    line: int
    value: "str | list[Located] | dict[str, Located] | None"


class Unreadable(Exception):
    """The text as a whole cannot be read; `flaw` says where it went wrong."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        self.flaw = Flaw(line, what, remedy)
        super().__init__(what)


def require_few(line: int, count: int) -> None:
    """Raise Unreadable where a file has more values than are read."""
    if count > MOST_VALUES:
        raise Unreadable(line, "The file has more than a million values.", "Split it.")


def add_field(fields: dict[str, Located], line: int, key: str, value: Located, flaws: list[Flaw]) -> None:
    """Add a field to a record; one that is there twice becomes a flaw, and the first one counts."""
    if key in fields:
        flaws.append(Flaw(line, f"“{shown(key)}” is there twice.", "Keep one of them."))
    fields.setdefault(key, value)


def require_storable(line: int, text: str) -> None:
    """Raise Unreadable for a text with a character that cannot be stored."""
    if _NOT_STORABLE.search(text):
        raise Unreadable(line, "Here is a character that cannot be stored.", "Take it out.")
