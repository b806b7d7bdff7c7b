"""Role ARNs and account IDs are read to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.arns import AccountId, MalformedAccountId, MalformedRoleArn, RoleArn

PLAIN = "arn:aws:iam::123456789012:role/reader"


@pytest.mark.parametrize(
    ("text", "partition", "name"),
    [
        (PLAIN, "aws", "reader"),
        ("arn:aws-us-gov:iam::000000000001:role/team/data/reader", "aws-us-gov", "reader"),
        ("arn:aws-cn:iam::123456789012:role/a=b,c.d@e_f+g-h", "aws-cn", "a=b,c.d@e_f+g-h"),
        ("arn:aws-eusc:iam::123456789012:role/" + "n" * 64, "aws-eusc", "n" * 64),
    ],
)
def test_a_role_arn_tells_partition_account_and_name(text: str, partition: str, name: str) -> None:
    role_arn = RoleArn.parse(text)

    assert (role_arn.text, role_arn.partition, role_arn.name) == (text, partition, name)
    assert role_arn.account_id == AccountId(text.split(":")[4])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "reader",
        PLAIN + "\n",
        " " + PLAIN,
        PLAIN.replace("arn", "ARN"),
        PLAIN.replace("aws", "aws-moon"),
        PLAIN.replace("aws", "aws-iso"),
        PLAIN.replace("iam", "sts"),
        PLAIN.replace("::", ":eu-west-1:"),
        PLAIN.replace("123456789012", "12345678901"),
        PLAIN.replace("123456789012", "١٢٣٤٥٦٧٨٩٠١٢"),
        PLAIN.replace("role/", "user/"),
        PLAIN.replace("role/", "role"),
        PLAIN + "/",
        PLAIN.replace("reader", ""),
        PLAIN.replace("reader", "lés-art"),
        PLAIN.replace("reader", "a b"),
        PLAIN.replace("reader", "n" * 65),
        PLAIN.replace("role/", "role//"),
        PLAIN.replace("role/", "role/" + "p" * 2048 + "/"),
    ],
)
def test_what_is_no_role_arn_is_refused(text: str) -> None:
    with pytest.raises(MalformedRoleArn) as caught:
        RoleArn.parse(text)

    assert caught.value.code == "malformed-role-arn"


@given(st.text() | st.from_regex(r"arn:aws:iam::[0-9]{11,13}:role/[\w/]{0,70}", fullmatch=True))
def test_any_text_is_read_whole_or_refused(text: str) -> None:
    assert _read_or_refused(text) in (text, None)


@pytest.mark.parametrize("text", ["", "1" * 11, "1" * 13, "12345678901a", "123456789012\n", "１２３４５６７８９０１２"])
def test_an_account_id_has_twelve_ascii_digits(text: str) -> None:
    with pytest.raises(MalformedAccountId):
        AccountId.parse(text)


def test_leading_zeros_of_an_account_id_are_kept() -> None:
    assert str(AccountId.parse("000000000042")) == "000000000042"


def _read_or_refused(text: str) -> str | None:
    try:
        return RoleArn.parse(text).text
    except MalformedRoleArn:
        return None
