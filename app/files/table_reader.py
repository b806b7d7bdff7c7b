"""Reads a CSV file of mappings, one a row, as spreadsheets write it; every row that cannot be used is named."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, cast, get_args

from app.domain.conditions import Conditions, parse_networks
from app.domain.durations import Duration
from app.domain.interchange import Flaw, SubjectName, Written, WrittenMapping
from app.domain.mappings import Effect, SubjectKind
from app.domain.reasons import ReasonRule
from app.files.fields import Fields, Flawed, moment
from app.files.located import Located, Unreadable
from app.files.table_rows import rows_in

_NEEDED: Final = ("subject", "role_arn")
_COLUMNS: Final = (
    "subject_kind",
    *_NEEDED,
    "effect",
    "valid_from",
    "valid_until",
    "max_console_duration",
    "networks",
    "needs_mfa",
    "reason_required",
    "ticket_pattern",
    "advice",
)
_YES: Final = frozenset({"yes", "true", "1"})
_NO: Final = frozenset({"no", "false", "0"})


def read_table(text: str) -> Written:
    """Read a file; columns that are not known are among what is left out."""
    flaws: list[Flaw] = []
    left_out: list[Flaw] = []
    mappings: list[WrittenMapping] = []
    try:
        rows = rows_in(text, known=_COLUMNS, needed=_NEEDED, flaws=flaws, left_out=left_out)
        mappings += _mappings(rows, flaws)
    except Unreadable as error:
        flaws.append(error.flaw)
    return Written(kind="csv", mappings=tuple(mappings), flaws=tuple(sorted(flaws)), left_out=tuple(left_out))


def _mappings(rows: Iterator[Located], flaws: list[Flaw]) -> Iterator[WrittenMapping]:
    for row in rows:
        try:
            yield _mapping(Fields(row, flaws, _COLUMNS))
        except Flawed:
            continue


def _mapping(row: Fields) -> WrittenMapping:
    kind = row.choice("subject_kind", get_args(SubjectKind)) if row.has("subject_kind") else None
    return WrittenMapping(
        line=row.line,
        id=None,
        effect=cast("Effect", row.choice("effect", get_args(Effect), "allow")),
        subject=SubjectName(kind=cast("SubjectKind | None", kind), name=row.text("subject")),
        target=row.role_arn("role_arn"),
        conditions=Conditions(
            max_console_duration=row.optional("max_console_duration", Duration.parse),
            networks=row.judged("networks", lambda: parse_networks(row.text("networks", ""))),
            needs_mfa=_flag(row, "needs_mfa"),
            reason=_reason(row),
        ),
        valid_from=_moment(row, "valid_from"),
        valid_until=_moment(row, "valid_until"),
    )


def _reason(row: Fields) -> ReasonRule | None:
    """Return the rule; a pattern or an advice without it would have no meaning, and somebody meant something by it."""
    ticket, advice = row.text("ticket_pattern", "") or None, row.text("advice", "") or None
    if _flag(row, "reason_required"):
        return row.judged("ticket_pattern", lambda: ReasonRule.parse(ticket, advice))
    if ticket or advice:
        raise row.flaw(row.line, "A ticket pattern or an advice needs reason_required.", "Write yes there.")
    return None


def _flag(row: Fields, name: str) -> bool:
    text = row.text(name, "no").lower()
    if text not in _YES | _NO:
        raise row.flaw(row.line, f"“{name}” has to be yes or no.", "Write yes or no.")
    return text in _YES


def _moment(row: Fields, name: str) -> datetime | None:
    """Read a moment with its offset, or a day: it begins at midnight UTC."""
    if not row.has(name):
        return None
    text = row.text(name)
    try:
        return moment(f"{text}T00:00:00Z" if len(text) == len("2026-01-31") else text)
    except ValueError:
        remedy = "Write a day such as 2026-01-31 (from midnight UTC) or a moment such as 2026-01-31T18:00:00+01:00."
        raise row.flaw(row.line, f"“{name}” cannot be read.", remedy) from None
