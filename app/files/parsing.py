"""Reads a text of YAML or of JSON, whichever it is."""

from json import JSONDecodeError

from app.domain.interchange import Flaw
from app.files.json_located import read_json
from app.files.located import Located
from app.files.yaml_located import read_yaml


def read_located(text: str, flaws: list[Flaw]) -> Located:
    """Read one document; a key that is there twice becomes a flaw, and the first one counts. Raises Unreadable.

    JSON is nearly YAML, but not where it spells a character with two escapes: so what is JSON is read as JSON.
    """
    found: list[Flaw] = []
    try:
        document = read_json(text, found)
    except JSONDecodeError:
        return read_yaml(text, flaws)
    flaws += found
    return document
