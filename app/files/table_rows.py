"""Takes a CSV file apart into records that know their lines, whatever spreadsheet wrote it."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.interchange import Flaw
from app.domain.names import shown
from app.files.located import Located, Unreadable

_SEPARATORS: Final = (",", ";", "\t")
# What our own downloads put a single quote before, so that no spreadsheet takes it for a formula.
_QUOTED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\n")


def rows_in(
    text: str, *, known: Sequence[str], needed: Sequence[str], flaws: list[Flaw], left_out: list[Flaw]
) -> Iterator[Located]:
    """Give a record for every row, empty cells as null; raises Unreadable where the columns or the quotes are wrong."""
    rows = _rows(text)
    line, head = next(rows, (1, []))
    columns = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in head]
    _require_columns(line, columns, known, needed)
    strangers = [shown(name) for name, column in zip(head, columns, strict=True) if column not in known]
    left_out += [
        Flaw(line, f"The column “{name}” is not known.", f"Known are: {', '.join(known)}.") for name in strangers
    ]
    for line, cells in rows:
        if len(cells) > len(columns):
            flaws.append(Flaw(line, "There are more cells than columns.", "Put a cell with a separator in quotes."))
            continue
        given = {column: Located(line, cell or None) for column, cell in zip(columns, cells, strict=False)}
        yield Located(line, {column: cell for column, cell in given.items() if column in known})


def _require_columns(line: int, columns: list[str], known: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in columns]
    if missing:
        what = f"The first row names no column {' and no column '.join(missing)}."
        raise Unreadable(line, what, f"The columns are: {', '.join(known)}.")
    twice = sorted({column for column in columns if column in known and columns.count(column) > 1})
    if twice:
        raise Unreadable(line, f"There are two columns {', '.join(twice)}.", "Keep one of them.")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give every row that is not empty, with the line that it begins in."""
    first, _break, rest = text.partition("\n")
    named = first.lower().startswith("sep=") and len(first) == len("sep=") + 1
    separator, before = (first[-1], 1) if named else (_separator(first), 0)
    reader = csv.reader(io.StringIO(rest if named else text, newline=""), delimiter=separator, strict=True)
    line = before + 1
    try:
        for cells in reader:
            plain = [_plain(cell) for cell in cells]
            if any(plain):
                yield line, plain
            line = before + reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(line, f"This row cannot be read: {error}.", "Look at its quotes.") from error


def _separator(head: str) -> str:
    return max(_SEPARATORS, key=head.count)


def _plain(cell: str) -> str:
    plain = cell.strip()
    return plain[1:] if plain.startswith(_QUOTED) else plain
