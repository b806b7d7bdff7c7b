"""Reads YAML into values that know their lines; what could surprise anybody is refused."""

from collections.abc import Iterator
from typing import Any, Final  # Any: PyYAML types its events so

import yaml

from app.domain.interchange import Flaw
from app.files.located import DEEPEST, Located, Unreadable, add_field, require_few, require_storable

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, flaws: list[Flaw]) -> Located:
    """Read one document; raises Unreadable."""
    try:
        return _document(_events(text), flaws)
    except yaml.MarkedYAMLError as error:
        line = _line_of(error.problem_mark)
        raise Unreadable(line, f"This is neither YAML nor JSON: {error.problem}.", "Look at this line.") from error
    except yaml.YAMLError as error:
        raise Unreadable(1, "The file holds characters that YAML forbids.", "Save it as UTF-8 text.") from error


def _events(text: str) -> Iterator[Any]:
    for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        require_few(_line_of(event.start_mark), number)
        yield event


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
    if depth > DEEPEST:
        raise Unreadable(line, "Values are nested too deeply.", "Nothing in this format is nested like this.")
    if isinstance(event, yaml.ScalarEvent):
        require_storable(line, event.value)
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
        add_field(fields, key.line, key.value, value, flaws)
    return fields
