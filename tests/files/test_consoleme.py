"""ConsoleMe's dynamic configuration and its role tags: what is carried over, and every line that is not."""

import pytest

from app.domain.arns import RoleArn
from app.domain.interchange import Written, WrittenMapping
from app.files.consoleme import read_consoleme
from tests.architecture.sources import ROOT

SAMPLES = ROOT / "tests/files/samples"
ACCOUNT = "arn:aws:iam::123456789012:role"
ENTRY = "group_mapping:\n  a@example.com:\n"


def carried(written: Written) -> list[tuple[int, str, str]]:
    """Line, name and role of every mapping."""
    return [(one.line, one.subject.name, _role_of(one).removeprefix(ACCOUNT)) for one in written.mappings]


def remarks(written: Written) -> dict[int, str]:
    """What is not carried over, by line."""
    return {one.line: one.what for one in written.left_out}


def _role_of(mapping: WrittenMapping) -> str:
    assert isinstance(mapping.target, RoleArn)
    return mapping.target.text


def test_the_group_mapping_of_the_dynamic_configuration_is_carried_over() -> None:
    written = read_consoleme((SAMPLES / "consoleme-dynamic-configuration.yaml").read_text())

    assert carried(written) == [
        (4, "groupa@example.com", "/roleA"),
        (5, "groupa@example.com", "/roleB"),
        (8, "group1@example.com", "/rolename"),
        (16, "someuser@example.com", "/userrolename"),
    ]
    assert {one.subject.kind for one in written.mappings} == {None}
    assert written.flaws == ()


def test_every_line_that_is_not_carried_over_is_named() -> None:
    written = read_consoleme((SAMPLES / "consoleme-dynamic-configuration.yaml").read_text())

    said = remarks(written)
    assert list(said) == [10, 13, 17, 18, 20, 24, 26, 28]
    assert "rolename2 is for ConsoleMe's command line only for “group1@example.com”" in said[10]
    assert "already, in line 16" in said[17]
    assert "“arn:aws:iam::*:role/ReadOnly” of “someuser@example.com” is not the ARN" in said[18]
    assert "“contractors@example.com” is switched off" in said[20]
    assert "“owner” of “groupb@example.com” has no counterpart" in said[24]
    assert "“groupc@example.com” names no roles" in said[26]
    assert "“permission_templates” has nothing to do" in said[28]


def test_a_static_configuration_holds_it_under_dynamic_config() -> None:
    written = read_consoleme(f"url: x\ndynamic_config:\n  group_mapping:\n    a: {{roles: ['{ACCOUNT}/x']}}\n")

    assert carried(written) == [(4, "a", "/x")]
    assert list(remarks(written)) == [1]


def test_role_tags_are_carried_over_from_what_aws_prints() -> None:
    written = read_consoleme((SAMPLES / "account-authorization-details.json").read_text())

    assert carried(written) == [(53, "consoleme_admins", "/roleA"), (53, "consoleme_users", "/roleA")]
    assert [(one.line, "usera@example.com" in one.what) for one in written.left_out] == [(54, True), (54, False)]
    assert written.flaws == ()


def test_where_no_role_has_a_tag_of_consoleme_that_is_said() -> None:
    written = read_consoleme(f'{{"RoleDetailList": [{{"Arn": "{ACCOUNT}/x", "Tags": []}}]}}')

    assert remarks(written) == {1: "No role has the tag consoleme-authorized."}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "neither group_mapping nor RoleDetailList"),
        ("a: 1\nb: 2\n", 1, "neither group_mapping nor RoleDetailList"),
        ("group_mapping: [a]\n", 1, "holds no names"),
        ("dynamic_config: 7\n", 1, "holds no group_mapping"),
        ("RoleDetailList: 7\n", 1, "is no list"),
        ("RoleDetailList:\n- 7\n", 2, "a role or a tag"),
        ("RoleDetailList:\n- {Path: /}\n", 2, "“Arn” is missing"),
        (f"{ENTRY}    roles: [\n", 4, "neither YAML nor JSON"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    (flaw,) = read_consoleme(text).flaws

    assert (flaw.line, words in flaw.what) == (line, True)


def test_what_is_no_list_of_roles_is_named() -> None:
    written = read_consoleme(
        f"{ENTRY}    roles:\n    - [x]\n  b:\n    roles: '{ACCOUNT}/x'\n    cli_only_roles: [[y]]\n"
    )

    assert carried(written) == [(6, "b", "/x")]
    assert list(remarks(written)) == [4, 7]
