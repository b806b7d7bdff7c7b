"""CSV files that stream, and that a spreadsheet opens without running anything.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break gets a single quote before it, which spreadsheets take
for "this is text"; blanks before it change nothing. Where the list separator is a semicolon, a spreadsheet begins a new
cell after each one, whatever quotes stand around it, and so it is after a tab: what follows counts as a beginning. Who
reads the file with a program removes that quote. Source: OWASP, CSV Injection.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flask import Response

# The last four are the wide forms that some spreadsheets take for the same.
_FORMULA: Final = re.compile("(\\A|[;\t\r\n])(?=[^\\S\t\r\n]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_BREAKS: Final = ("\t", "\r", "\n")
_ROWS_AT_ONCE: Final = 50
Cell = str | int | None


def csv_response(rows: Iterable[Sequence[Cell]], *, filename: str) -> Response:
    """Answer with a file to keep, written while it is sent; the first row holds the names of the columns."""
    return download(_written(rows), filename=filename, mimetype="text/csv")


def download(chunks: Iterable[str], *, filename: str, mimetype: str) -> Response:
    """Answer with a file to keep, chunk by chunk; `filename` is ours, and plain."""
    response = Response((chunk.encode() for chunk in chunks), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def harmless(cell: Cell) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = _FORMULA.sub(r"\1'", "" if cell is None else str(cell))
    return f"'{text}" if text.startswith(_BREAKS) else text


def _written(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Write rows some at a time, and an empty one at once: it only says that there is more to come."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    for count, row in enumerate(rows, 1):
        writer.writerow([harmless(cell) for cell in row])
        if not row or count % _ROWS_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    if left := buffer.getvalue():
        yield left
