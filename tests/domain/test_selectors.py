"""Selectors: a pattern fits whole names, to the letter, and quickly; account sets hold what they say."""

import re
import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.durations import Duration
from app.domain.selectors import AccountSet, EmptyAccountSet, MalformedRolePattern, RolePattern, Selector

ACCOUNT = Account(UUID(int=1), "aws", AccountId("123456789012"), "Web shop", tags={"env": "prod", "team": "shop"})
ROLE = Role(UUID(int=2), ACCOUNT, RoleArn.parse("arn:aws:iam::123456789012:role/path/ReadOnly"), Duration(3600))

# Of few characters, so that names and patterns often meet.
names = st.text("aAb.", min_size=1, max_size=10)
patterns = st.text("aAb.*", min_size=1, max_size=10)


@given(patterns, names)
def test_a_pattern_fits_what_the_regular_expression_fits(pattern: str, name: str) -> None:
    expression = ".*".join(re.escape(piece) for piece in pattern.split("*"))

    assert RolePattern.parse(pattern).fits(name) == bool(re.fullmatch(expression, name))


@given(names)
def test_a_name_is_the_pattern_of_itself_alone(name: str) -> None:
    pattern = RolePattern.parse(name)

    assert pattern.fits(name)
    assert not pattern.fits(name + "a")
    assert not pattern.fits("a" + name)
    assert not pattern.fits(name[:-1])


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("readonly", "ReadOnly"),
        ("Read", "ReadOnly"),
        ("Only", "ReadOnly"),
        ("Read*only", "ReadOnly"),
        ("aa*aa", "aaa"),
        ("a*b*a", "aba-b"),
        ("Read.nly", "ReadOnly"),
    ],
)
def test_a_pattern_never_fits_a_part_or_another_case(pattern: str, name: str) -> None:
    assert not RolePattern.parse(pattern).fits(name)


def test_a_hostile_pattern_takes_no_longer_than_any_other() -> None:
    pattern = RolePattern.parse("*a" * 32)
    begun = time.perf_counter()

    assert not pattern.fits("a" * 31 + "b" * 100_000)
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize("text", ["", "Read Only", "a/b", "a?", "[ab]", "a\n", "ä", "x" * 65, "%", "a*\0"])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(MalformedRolePattern):
        RolePattern.parse(text)


def test_stars_side_by_side_are_one() -> None:
    assert RolePattern.parse("a**b***") == RolePattern.parse("a*b*")


def test_the_path_of_a_role_is_not_part_of_its_name() -> None:
    everywhere = AccountSet("all")

    assert Selector(UUID(int=3), RolePattern.parse("ReadOnly"), everywhere).selects(ROLE)
    assert not Selector(UUID(int=3), RolePattern.parse("path*"), everywhere).selects(ROLE)


@pytest.mark.parametrize(
    "accounts",
    [
        AccountSet("all"),
        AccountSet.listed(frozenset({ACCOUNT.id, UUID(int=9)})),
        AccountSet.tagged({"env": "prod"}),
        AccountSet.tagged({"env": "prod", "team": "shop"}),
    ],
)
def test_an_account_set_holds_the_accounts_it_names(accounts: AccountSet) -> None:
    assert accounts.holds(ACCOUNT)
    assert Selector(UUID(int=3), RolePattern.parse("*"), accounts).selects(ROLE)


@pytest.mark.parametrize(
    "accounts",
    [
        AccountSet.listed(frozenset({UUID(int=9)})),
        AccountSet.tagged({"env": "Prod"}),
        AccountSet.tagged({"env": "pro"}),
        AccountSet.tagged({"Env": "prod"}),
        AccountSet.tagged({"env": "prod", "team": "other"}),
        AccountSet.tagged({"env": "prod", "cost": ""}),
        AccountSet("tagged"),
        AccountSet("listed"),
    ],
)
def test_an_account_set_holds_no_other(accounts: AccountSet) -> None:
    assert not accounts.holds(ACCOUNT)
    assert not Selector(UUID(int=3), RolePattern.parse("*"), accounts).selects(ROLE)


def test_an_empty_account_set_is_refused() -> None:
    with pytest.raises(EmptyAccountSet):
        AccountSet.listed(frozenset())
    with pytest.raises(EmptyAccountSet):
        AccountSet.tagged({})


def test_tags_that_change_afterwards_change_no_selector() -> None:
    tags = {"env": "prod"}
    accounts = AccountSet.tagged(tags)
    tags["env"] = "dev"

    assert accounts.holds(ACCOUNT)
