"""Reads a text of YAML or of JSON, whichever it is."""

from app.domain.interchange import Flaw
from app.files.json_located import read_json
from app.files.located import Located
from app.files.yaml_located import read_yaml


def read_located(text: str, flaws: list[Flaw]) -> Located:
    """Read one document; a key that is there twice becomes a flaw, and the first one counts. Raises Unreadable.

    JSON is nearly YAML, but not where it spells a character with two escapes: so what begins like JSON is JSON.
    """
    read = read_json if text.lstrip().startswith(("{", "[")) else read_yaml
    return read(text, flaws)
