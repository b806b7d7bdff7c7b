"""CSV files of mappings, as people and spreadsheets write them."""

from datetime import UTC, datetime

import pytest

from app.domain.reasons import ReasonRule
from app.files.reading import read_file
from app.files.table_reader import read_table

ROLE = "arn:aws:iam::123456789012:role/ReadOnly"
HEAD = "subject,role_arn"


def test_a_row_needs_no_more_than_a_subject_and_a_role() -> None:
    (mapping,) = read_table(f"{HEAD}\nalice,{ROLE}\n").mappings

    assert (mapping.line, mapping.subject.name, mapping.subject.kind, mapping.effect) == (2, "alice", None, "allow")


def test_every_column_is_read() -> None:
    (mapping,) = read_table(
        "subject_kind,subject,role_arn,effect,valid_from,valid_until,max_console_duration,networks,needs_mfa,"
        "reason_required,ticket_pattern,advice\n"
        f"group,developers,{ROLE},deny,2026-01-31,2026-12-31T18:00:00+01:00,900,10.0.0.0/8 192.0.2.0/24,yes,"
        'TRUE,OPS-#,"Name a ticket,\nsuch as OPS-1."\n'
    ).mappings

    conditions = mapping.conditions
    assert (mapping.subject.kind, mapping.effect, conditions.needs_mfa) == ("group", "deny", True)
    assert mapping.valid_from == datetime(2026, 1, 31, tzinfo=UTC)
    assert mapping.valid_until == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert [str(network) for network in conditions.networks] == ["10.0.0.0/8", "192.0.2.0/24"]
    assert conditions.reason == ReasonRule("OPS-#", "Name a ticket,\nsuch as OPS-1.")


@pytest.mark.parametrize(
    "data",
    [
        f"\ufeffSubject;Role ARN\r\nalice;{ROLE}\r\n",
        f"sep=;\nsubject;role_arn\nalice;{ROLE}",
        f"subject\trole-arn\nalice\t{ROLE}\n",
        f'"subject","role_arn"\r"alice","{ROLE}"\r',
        f"{HEAD}\n,\n\n alice , {ROLE}\n",
    ],
)
def test_what_spreadsheets_write_is_read(data: str) -> None:
    written = read_file(data.encode(), "csv")

    assert [one.subject.name for one in written.mappings] == ["alice"]
    assert (written.flaws, written.left_out) == ((), ())


def test_lines_are_counted_through_line_breaks_in_quotes() -> None:
    text = f'{HEAD},advice,reason_required\nalice,{ROLE},"one\ntwo\nthree",yes\nbob,{ROLE},,\nx,y,,\n'

    written = read_table(text)

    assert [one.line for one in written.mappings] == [2, 5]
    assert [flaw.line for flaw in written.flaws] == [6]


def test_the_quote_before_what_looks_like_a_formula_is_taken_off() -> None:
    (mapping,) = read_table(f"{HEAD}\n'@team,{ROLE}\n").mappings

    assert mapping.subject.name == "@team"


def test_unknown_columns_are_named_and_left_out() -> None:
    written = read_table(f"{HEAD},Cost centre\nalice,{ROLE},7\n")

    assert len(written.mappings) == 1
    (remark,) = written.left_out
    assert remark.what == "The column “Cost centre” is not known."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "no column subject and no column role_arn"),
        ("subject,role_arn,subject\n", 1, "two columns subject"),
        (f"{HEAD}\n,{ROLE}\n", 2, "“subject” is missing"),
        (f"{HEAD}\nalice,{ROLE},x\n", 2, "more cells than columns"),
        (f"{HEAD}\nalice,{ROLE}*\n", 2, "not the ARN of an IAM role"),
        (f'{HEAD}\nalice,"{ROLE}\nbob\n', 2, "row cannot be read"),
        (f"{HEAD},effect\nalice,{ROLE},maybe\n", 2, "“effect” cannot be “maybe”"),
        (f"{HEAD},needs_mfa\nalice,{ROLE},maybe\n", 2, "has to be yes or no"),
        (f"{HEAD},advice\nalice,{ROLE},Why?\n", 2, "needs reason_required"),
        (f"{HEAD},valid_until\nalice,{ROLE},31.12.2026\n", 2, "“valid_until” cannot be read"),
        (f"{HEAD},valid_until\nalice,{ROLE},2026-12-31T18:00\n", 2, "“valid_until” cannot be read"),
        (f"{HEAD},networks\nalice,{ROLE},10.0.0.1/8\n", 2, "is not a network"),
        (f"{HEAD},subject_kind\nalice,{ROLE},user\n", 2, "“subject_kind” cannot be “user”"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: str, line: int, words: str) -> None:
    (flaw,) = read_table(text).flaws

    assert (flaw.line, words in flaw.what) == (line, True)


def test_ten_bad_rows_of_fifty_thousand_are_all_named() -> None:
    rows = [f"alice,{ROLE}{'!' * (line % 5_000 == 0)}{line}\n" for line in range(2, 50_001)]

    written = read_table(f"{HEAD}\n{''.join(rows)}")

    assert [flaw.line for flaw in written.flaws] == list(range(5_000, 50_001, 5_000))
    assert len(written.mappings) == 49_989


@pytest.mark.parametrize("kind", ["doorstep", "consoleme", "csv"])
def test_a_character_that_cannot_be_stored_is_refused_with_its_line(kind: str) -> None:
    (flaw,) = read_file(b"doorstep: 1\n\0", kind).flaws  # type: ignore[arg-type]  # the kinds are spelt out above

    assert str(flaw) == "line 2: Here is a character that cannot be stored. Take it out."
