"""Names that people give to things: accounts and groups."""

import unicodedata
from typing import Final

from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.words import _

_LONGEST: Final = 128
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class MalformedName(Malformed):
    code = "malformed-name"
    sentence = _("“%(text)s” cannot be a name.")
    remedy = _("A name has 1 to 128 characters, none of them a control character, and no blank at its ends.")
    who = AN_ADMIN


def is_legible(text: str, *, longest: int = _LONGEST) -> bool:
    """Say whether people can read and tell apart a name: not empty, no unseen characters, no blank at its ends."""
    unseen = any(unicodedata.category(character) in _UNSEEN for character in text)
    return not unseen and text == text.strip() and 1 <= len(text) <= longest


def shown(text: str, *, longest: int = 40) -> str:
    """Return the beginning of a text for an error message, without what would disturb it."""
    return "".join(character if character.isprintable() else "?" for character in text[:longest])


def legible_from(text: str) -> str:
    """Make a name of a text that another system calls something: in normal form C, cut, without what nobody sees.

    Nothing may be left of it. Two texts may become one name, so nothing is known by it.
    """
    normal = unicodedata.normalize("NFC", text)
    seen = "".join(character for character in normal if unicodedata.category(character) not in _UNSEEN).strip()
    return seen if len(seen) <= _LONGEST else f"{seen[: _LONGEST - 1]}…"


def parse_name(text: str) -> str:
    """Read a name, in Unicode normal form C; raises MalformedName."""
    normal = unicodedata.normalize("NFC", text)
    if not is_legible(normal):
        raise MalformedName(text=shown(text))
    return normal
