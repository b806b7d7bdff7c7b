"""Reads the bytes of a file of any kind that can be imported."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Final

from app.domain.interchange import LARGEST_FILE, FileKind, Flaw, Written
from app.files.catalogue_reader import read_catalogue
from app.files.consoleme import read_consoleme
from app.files.table_reader import read_table

_READERS: Final[ReadOnly[FileKind, Callable[[str], Written]]] = MappingProxyType(
    {"doorstep": read_catalogue, "consoleme": read_consoleme, "csv": read_table}
)


def read_file(data: bytes, kind: FileKind) -> Written:
    """Read a file; whatever cannot be used is among the flaws, and a file that is too large is not read at all."""
    if len(data) > LARGEST_FILE:
        # Never read the beginning alone: with prune the rest would be disabled.
        return _unusable(kind, Flaw(1, "The file is larger than 8 MiB.", "Split it."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _unusable(kind, Flaw(line, "This is no text in UTF-8.", "Save the file as UTF-8."))
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return _unusable(kind, Flaw(line, "Here is a character that cannot be stored.", "Take it out."))
    # Browsers send other line ends than the file has; they must not tell a preview from what is saved.
    return _READERS[kind](text.replace("\r\n", "\n").replace("\r", "\n"))


def _unusable(kind: FileKind, flaw: Flaw) -> Written:
    return Written(kind=kind, flaws=(flaw,))
