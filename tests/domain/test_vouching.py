"""A group is known by the id that its provider gave it, to the letter; only the name that people read is tidied."""

import pytest

from app.domain.vouching import LONGEST_GROUP_ID, MalformedGroupId, VouchedGroup


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("admins", "admins"),
        (" admins", "admins"),
        ("admins\u200b", "admins"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("Caf\u00e9", "Caf\u00e9"),
        ("\u200b", "?"),
        ("g" * LONGEST_GROUP_ID, "g" * 127 + "…"),
    ],
)
def test_an_id_is_taken_to_the_letter(id_: str, name: str) -> None:
    assert VouchedGroup.parse(id_) == VouchedGroup(id_, name)


def test_a_name_may_be_told_beside_the_id() -> None:
    assert VouchedGroup.parse("8d1f", " Night shift ") == VouchedGroup("8d1f", "Night shift")
    assert VouchedGroup.parse("8d1f", "\t") == VouchedGroup("8d1f", "8d1f")


@pytest.mark.parametrize("id_", ["", "  ", "a\x00b", "a\nb", "a\ud800", "a\u2028b", "g" * (LONGEST_GROUP_ID + 1)])
def test_what_cannot_be_kept_is_refused(id_: str) -> None:
    with pytest.raises(MalformedGroupId):
        VouchedGroup.parse(id_)
