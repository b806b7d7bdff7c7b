"""Reads YAML, and JSON as a part of it, into values that know their lines; what could surprise anybody is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final  # Any: PyYAML types its events so

import yaml

from app.domain.interchange import Flaw
from app.domain.names import shown

MOST_BYTES: Final = 8 * 1024 * 1024
_DEEPEST: Final = 12
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def read_located(text: str, flaws: list[Flaw]) -> Located:
    """Read one document; a key that is there twice becomes a flaw, and the first one counts. Raises Unreadable."""
    if len(text) > MOST_BYTES:
        raise Unreadable(1, "The file is larger than 8 MiB.", "Split it: what a file does not name is left alone.")
    try:
        events = (event for event in yaml.parse(text, Loader=_LOADER))
        found = _document(events, flaws)
    except yaml.MarkedYAMLError as error:
        line = _line_of(error.problem_mark)
        raise Unreadable(line, f"This is neither YAML nor JSON: {error.problem}.", "Look at this line.") from error
    except yaml.YAMLError as error:
        raise Unreadable(1, "The file holds characters that YAML forbids.", "Save it as UTF-8 text.") from error
    return found


def _line_of(mark: Any) -> int:
    """Return the line of a mark, counted from one: PyYAML counts from nought, and may not know."""
    return 1 if mark is None else int(mark.line) + 1


def _document(events: Iterator[Any], flaws: list[Flaw]) -> Located:
    found: Located | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and found is not None:
            raise Unreadable(_line_of(event.start_mark), "A second document begins.", "Put everything into one.")
        if isinstance(event, yaml.NodeEvent):
            found = _node(event, events, flaws, 0)
    return found or Located(1, None)


def _node(event: Any, events: Iterator[Any], flaws: list[Flaw], depth: int) -> Located:
    line = _line_of(event.start_mark)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise Unreadable(line, "Anchors and aliases are not read.", "Write the value out.")
    if event.tag is not None:
        raise Unreadable(line, "Tags (!) are not read.", "Write the value without its tag.")
    if depth > _DEEPEST:
        raise Unreadable(line, "Values are nested too deeply.", "Nothing in this format is nested like this.")
    if isinstance(event, yaml.ScalarEvent):
        is_none = event.implicit[0] and event.value in {"", "~", "null"}
        return Located(line, None if is_none else event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        return Located(line, list(_items(events, flaws, depth)))
    return Located(line, _fields(events, flaws, depth))


def _items(events: Iterator[Any], flaws: list[Flaw], depth: int) -> Iterator[Located]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _node(event, events, flaws, depth + 1)


def _fields(events: Iterator[Any], flaws: list[Flaw], depth: int) -> dict[str, Located]:
    fields: dict[str, Located] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _node(event, events, flaws, depth + 1)
        value = _node(next(events), events, flaws, depth + 1)
        if not isinstance(key.value, str):
            raise Unreadable(key.line, "A key is no text.", "Write keys as plain words.")
        if key.value in fields:
            flaws.append(Flaw(key.line, f"“{shown(key.value)}” is there twice.", "Keep one of them."))
        fields.setdefault(key.value, value)
    return fields
