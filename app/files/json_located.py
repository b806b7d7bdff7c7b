"""Reads JSON into values that know their lines. Values of one kind look like YAML's: a number is the text of it."""

import re
from bisect import bisect_left
from json import JSONDecodeError, JSONDecoder
from typing import Final

from app.domain.interchange import Flaw
from app.files.located import DEEPEST, Located, Unreadable, add_field, require_few, require_storable

_BLANK: Final = re.compile(r"[ \t\n\r]*")


def read_json(text: str, flaws: list[Flaw]) -> Located:
    """Read one document; raises Unreadable."""
    reading = _Reading(text, flaws)
    try:
        found, end = reading.value(reading.skip(0), 0)
        rest = reading.skip(end)
        if rest != len(text):
            raise JSONDecodeError("Something follows on the end", text, rest)
    except JSONDecodeError as error:
        raise Unreadable(error.lineno, f"This is no JSON: {error.msg}.", "Look at this line.") from error
    return found


class _Reading:
    """One walk through a text: each step takes a place and returns the next."""

    def __init__(self, text: str, flaws: list[Flaw]) -> None:
        self._text = text
        self._flaws = flaws
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._decoder = JSONDecoder()
        self._count = 0

    def skip(self, place: int) -> int:
        """Pass over blanks."""
        found = _BLANK.match(self._text, place)
        return found.end() if found else place

    def value(self, place: int, depth: int) -> tuple[Located, int]:
        """Read a value."""
        line, opening = bisect_left(self._breaks, place) + 1, self._text[place : place + 1]
        self._count += 1
        require_few(line, self._count)
        if depth > DEEPEST:
            raise Unreadable(line, "Values are nested too deeply.", "Nothing in this format is nested like this.")
        if opening == "{":
            fields, end = self._record(place + 1, depth)
            return Located(line, fields), end
        if opening == "[":
            items, end = self._list(place + 1, depth)
            return Located(line, items), end
        read, end = self._scalar(line, place)
        if isinstance(read, str):
            require_storable(line, read)
            return Located(line, read), end
        return Located(line, None if read is None else self._text[place:end]), end

    def _scalar(self, line: int, place: int) -> tuple[object, int]:
        try:
            return self._decoder.raw_decode(self._text, place)
        except JSONDecodeError:
            raise
        except ValueError as error:
            # Python reads no number of thousands of digits: it would take too long.
            raise Unreadable(line, "A number is too long.", "Nothing in this format is such a number.") from error

    def _record(self, place: int, depth: int) -> tuple[dict[str, Located], int]:
        fields: dict[str, Located] = {}
        place, is_over = self._begun("}", place)
        while not is_over:
            self._expect('"', place)
            key, place = self.value(place, depth + 1)
            self._expect(":", place := self.skip(place))
            value, place = self.value(self.skip(place + 1), depth + 1)
            add_field(fields, key.line, str(key.value), value, self._flaws)
            place, is_over = self._continued("}", place)
        return fields, place

    def _list(self, place: int, depth: int) -> tuple[list[Located], int]:
        items: list[Located] = []
        place, is_over = self._begun("]", place)
        while not is_over:
            item, place = self.value(place, depth + 1)
            items.append(item)
            place, is_over = self._continued("]", place)
        return items, place

    def _begun(self, closing: str, place: int) -> tuple[int, bool]:
        """Go to the first thing inside, or past an end that comes at once."""
        place = self.skip(place)
        is_over = self._text.startswith(closing, place)
        return place + is_over, is_over

    def _continued(self, closing: str, place: int) -> tuple[int, bool]:
        """Go past a comma to the next thing, or past the end."""
        place = self.skip(place)
        if self._text.startswith(closing, place):
            return place + 1, True
        self._expect(",", place)
        return self.skip(place + 1), False

    def _expect(self, character: str, place: int) -> None:
        if not self._text.startswith(character, place):
            raise JSONDecodeError(f"{character} is missing", self._text, place)
