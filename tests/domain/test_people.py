"""Usernames, and the role session names derived from them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people import MalformedUsername, Username, role_session_name_for

VALID_AT_STS = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")


def _is_username(text: str) -> bool:
    try:
        Username.parse(text)
    except MalformedUsername:
        return False
    return True


usernames = st.text(min_size=1, max_size=128).filter(_is_username).map(Username.parse)


@pytest.mark.parametrize("text", ["alice", "alice.cooper@example.com", "a" * 64, "team+alice=x,y_z-0"])
def test_a_username_that_sts_takes_is_the_role_session_name(text: str) -> None:
    assert role_session_name_for(Username.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("jörg", "j_rg-"),
        ("a", "a-"),
        ("o'neill", "o_neill-"),
        ("dependabot[bot]", "dependabot_bot-"),
        ("DOMAIN\\alice", "DOMAIN_alice-"),
        ("i-0123456789", "person-"),
        ("i", "person-"),
        ("大", "person-"),
        ("x" * 100, "x" * 47 + "-"),
        ("alice-0123456789abcdef", "alice-0123456789abcdef-"),
    ],
)
def test_any_other_username_is_cut_and_hashed(text: str, beginning: str) -> None:
    name = role_session_name_for(Username.parse(text))

    assert re.fullmatch(re.escape(beginning) + "[0-9a-f]{16}", name)
    assert VALID_AT_STS.fullmatch(name)


@given(usernames, usernames)
def test_different_people_have_different_role_session_names_that_sts_takes(one: Username, other: Username) -> None:
    names = (role_session_name_for(one), role_session_name_for(other))

    assert (names[0] == names[1]) == (one == other)
    assert all(VALID_AT_STS.fullmatch(name) and not name.startswith("i-") for name in names)


def test_nobody_can_choose_a_username_that_looks_like_a_derived_name() -> None:
    derived = role_session_name_for(Username.parse("jörg"))

    assert role_session_name_for(Username.parse(derived)) != derived


@pytest.mark.parametrize(
    "text", ["", " alice", "alice ", "a\nb", "a\x00b", "a\u200bb", "a\u202eb", "\ud800", "x" * 129]
)
def test_what_cannot_be_a_username_is_refused_without_its_control_characters(text: str) -> None:
    with pytest.raises(MalformedUsername) as caught:
        Username.parse(text)

    assert str(caught.value).isprintable()


def test_two_spellings_of_one_username_are_one() -> None:
    assert Username.parse("jo\u0308rg") == Username.parse("j\u00f6rg")
    assert Username.parse("Alice").local_subject == Username.parse("alice").local_subject
