"""The JSON Schema of Doorstep's own file, as it is published."""

from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("doorstep-1.schema.json")


def schema_text() -> str:
    """Return the schema."""
    return _FILE.read_text(encoding="utf-8")
