"""Texts that are nearly right, and values that are nothing of the kind."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final  # Any: JSON

Change = Callable[[Random, str], str]

_CHANGES: Final[Sequence[Change]] = (
    lambda random, text: _at(random, text, lambda old: chr((ord(old) + random.randint(1, 5)) % 0x7F or 33)),
    lambda random, text: _at(random, text, lambda old: old + old),
    lambda random, text: _at(random, text, lambda _old: ""),
    lambda random, text: _at(random, text, lambda old: old + random.choice("\x00\u200b\u202e%/.# é\n")),
    lambda random, text: text + random.choice(("/", ".", " ", "\x00", "%00", "'--", "é", "\ud83d\ude80")),
    lambda random, text: random.choice((" ", "\ufeff", "x", "//")) + text,
    lambda _random, text: text.swapcase(),
    lambda _random, text: text * 40,
    lambda _random, text: text[: len(text) // 2],
    lambda _random, _text: "",
)


def garbled(random: Random, text: str) -> str:
    """Return a text that is like another, and is not it."""
    while True:
        changed = random.choice(_CHANGES)(random, text)
        if changed != text:
            return changed


def junk(random: Random) -> Any:
    """Return a value that is neither a text nor a number that could be meant, and not false."""
    return random.choice(
        (True, -1, -0.5, [[]], [None], ["x"], {"a": 1}, {"": {"": []}}, [{"value": "x"}], [1, "x"], {"en": "x"})
    )


def _at(random: Random, text: str, change: Callable[[str], str]) -> str:
    place = random.randrange(len(text)) if text else 0
    return text[:place] + change(text[place : place + 1] or "x") + text[place + 1 :]
