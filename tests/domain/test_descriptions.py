"""What admins write about accounts is read strictly, and a mistake names its line."""

import pytest

from app.domain.descriptions import (
    MOST_TAGS,
    ForeignRegion,
    MalformedAccountTag,
    MalformedText,
    UnknownColour,
    parse_colour,
    parse_line,
    parse_region,
    parse_tags,
)


def test_tags_are_read_line_by_line() -> None:
    assert parse_tags(["env=prod", "", " team = bricks=and=mortar ", "empty="]) == {
        "env": "prod",
        "team": "bricks=and=mortar",
        "empty": "",
    }


@pytest.mark.parametrize("line", ["env", "=prod", "env=a\u202eb", "x" * 129 + "=1", "env=" + "x" * 257])
def test_what_is_no_tag_is_named_with_its_line(line: str) -> None:
    with pytest.raises(MalformedAccountTag, match="Line 3"):
        parse_tags(["team=bricks", "", line])


def test_there_are_fifty_tags_at_most() -> None:
    lines = [f"key{number}=x" for number in range(MOST_TAGS + 1)]

    assert len(parse_tags(lines[:-1])) == MOST_TAGS
    with pytest.raises(MalformedAccountTag, match=f"Line {MOST_TAGS + 1}"):
        parse_tags(lines)


def test_a_line_of_text_may_be_empty() -> None:
    assert parse_line("") == ""
    assert parse_line("Cafe\u0301") == "Café"
    with pytest.raises(MalformedText, match="cannot be kept"):
        parse_line("two\nlines")


def test_colours_and_regions() -> None:
    assert parse_colour("teal") == "teal"
    assert parse_region("us-gov-west-1", partition="aws-us-gov") == "us-gov-west-1"
    with pytest.raises(UnknownColour):
        parse_colour("magenta")
    with pytest.raises(ForeignRegion):
        parse_region("us-gov-west-1", partition="aws")
