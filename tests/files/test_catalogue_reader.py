"""Doorstep's own file: what it says, and every line of it that cannot be used."""

import pytest

from app.files.catalogue_reader import read_catalogue
from app.files.located import Unreadable, require_few

HEAD = "doorstep: 1\n"
ACCOUNT = HEAD + "accounts:\n- account_id: '123456789012'\n  name: x\n"
ROLE = HEAD + "roles:\n- role_arn: arn:aws:iam::123456789012:role/x\n"
LARGE = 7_000


def test_what_is_left_out_is_as_it_would_be_anyway() -> None:
    written = read_catalogue(HEAD + 'accounts:\n- account_id: 012345678901\n  name: "no"\n')

    (account,) = (one.account for one in written.accounts)
    assert (account.account_id.text, account.name, account.partition) == ("012345678901", "no", "aws")
    assert written.flaws == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("doorstep: 2", 1, "cannot be “2”"),
        ("", 1, "has to be a record"),
        ("- a", 1, "has to be a record"),
        ("doorstep: [", 2, "neither YAML nor JSON"),
        ("doorstep: 1\n---\ndoorstep: 1", 2, "second document"),
        ("doorstep: &a 1", 1, "Anchors"),
        ("doorstep: 1\naccounts: *a", 2, "Anchors"),
        ("doorstep: !!python/name:os.system 1", 1, "Tags"),
        ("doorstep: 1\n? [a]\n: 1", 2, "A key is no text"),
        ("doorstep: 1\naccounts: " + "[" * 100 + "]" * 100, 2, "too deeply"),
        ("doorstep: 1\nroles: []\nroles: []", 3, "“roles” is there twice"),
        ("doorstep: 1\npeople: []", 2, "“people” is not a field here"),
        ("doorstep: 1\naccounts: 7", 2, "“accounts” has to be a list"),
        ("doorstep: 1\naccounts:\n- name: x", 3, "“account_id” is missing"),
        ("doorstep: 1\naccounts:\n- account_id: 12\n  name: x", 3, "not an AWS account ID"),
        ("doorstep: 1\nroles:\n- role_arn: arn:aws:iam::123456789012:role/x\n  session_tags: yes", 4, "true or false"),
        (f"{ACCOUNT}  description: {'x' * 501}", 5, "This text cannot be kept"),
        (f"{ACCOUNT}  environment: {'x' * 33}", 5, "This text cannot be kept"),
        (f'{ACCOUNT}  description: "two\\nlines"', 5, "This text cannot be kept"),
        (f"{ACCOUNT}  colour: beige", 5, "cannot be “beige”"),
        (f"{ACCOUNT}  default_region: eu-cental", 5, "eu-cental"),
        (f"{ACCOUNT}  default_region: cn-north-1", 5, "not a region of the partition aws"),
        (f"{ACCOUNT}  tags: {{a=b: c}}", 5, "“a=b=c” is not a tag"),
        (f"{ACCOUNT}  tags: {{{', '.join(f't{number}: x' for number in range(51))}}}", 5, "“t50=x” is not a tag"),
        (f"{ACCOUNT}  proof_minutes: 0", 5, "“0” is not how old a proof may be"),
        (f"{ROLE}  groups_hold_hours: 13", 4, "“13” is not how long groups hold"),
        (f"{ROLE}  description: {'x' * 501}", 4, "This text cannot be kept"),
        ("doorstep: 1\nmappings:\n- person: a\n  group: b\n  portal: admin", 3, "for a person or for a group"),
        ("doorstep: 1\nmappings:\n- person: a", 3, "one target"),
        ("doorstep: 1\nmappings:\n- person: a\n  portal: admin\n  valid_until: tomorrow", 5, "cannot be read"),
        ('{"doorstep": 1,\n"accounts": ' + "1" * 5_000 + "}", 2, "too long"),
        ('{"doorstep": 1,\n"accounts": [1 2]}', 2, "This is no JSON: , is missing"),
        ('\n{"doorstep": 1}\nroles: []', 3, "This is no JSON: Something follows"),
        (
            "doorstep: 1\nmappings:\n- person: a\n  portal: admin\n  valid_from: 0001-01-01T00:00:00+23:59",
            5,
            "cannot be read",
        ),
        ("doorstep: 1\nmappings:\n- person: a\n  portal: admin\n  networks: [10.0.0.1/8]", 5, "not a network"),
        ("doorstep: 1\nmappings:\n- person: a\n  roles: {pattern: x}", 4, "which accounts"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: str, line: int, words: str) -> None:
    (flaw,) = read_catalogue(text).flaws

    assert flaw.line == line
    assert words in flaw.what


def test_more_values_than_any_file_needs_are_not_read() -> None:
    with pytest.raises(Unreadable, match="more than a million values") as refused:
        require_few(7, 1_000_001)

    assert refused.value.flaw.line == 7


def test_ten_bad_lines_of_fifty_thousand_are_all_named() -> None:
    records = [
        f"- role_arn: arn:aws:iam::123456789012:role/r{number}\n"
        + "  description: x\n" * (number % 700 == 0)
        + "  description: plain\n  max_console_duration: 3600\n  source_identity: true\n"
        "  session_tags: false\n  disabled: false\n  external_id: ab\n"
        for number in range(1, LARGE + 1)
    ]

    written = read_catalogue(HEAD + "roles:\n" + "".join(records))

    assert len(written.flaws) == 10
    assert {flaw.what for flaw in written.flaws} == {"“description” is there twice."}
    assert written.flaws[-1].line > 49_000
