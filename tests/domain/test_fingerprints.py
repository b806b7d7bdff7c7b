"""Fingerprints: the same for what does the same, though ids and moments were made anew; another for anything else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions
from app.domain.drafts import Draft, Revision, added, changed, disabled
from app.domain.durations import Duration
from app.domain.fingerprints import fingerprint_of
from app.domain.mappings import Mapping
from app.domain.selectors import AccountSet, RolePattern, Selector

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
DEVELOPERS, EVERYBODY, FIRST, SECOND = (uuid4() for _each in range(4))
READ_ONLY = RoleArn.parse("arn:aws:iam::111122223333:role/ReadOnly")


def an_account() -> Account:
    return Account(uuid4(), "aws", AccountId("111122223333"), "Payments", tags={"env": "prod", "team": "till"})


def a_role(account: Account) -> Role:
    return Role(uuid4(), account, READ_ONLY, Duration(3600))


def a_mapping(accounts: AccountSet) -> Mapping:
    selector = Selector(uuid4(), RolePattern.parse("ReadOnly"), accounts)
    return Mapping(uuid4(), "allow", "group", DEVELOPERS, "selector", str(selector.id), selector=selector)


def an_import() -> Draft:
    """What a file adds: an account, a role in it, and mappings that name both."""
    account = an_account()
    role = a_role(account)
    listed = AccountSet.listed(frozenset({account.id, FIRST, SECOND}))
    to_role = replace(a_mapping(listed), target_kind="role", target_id=str(role.id), selector=None)
    return Draft(tuple(added(one) for one in (account, role, a_mapping(listed), to_role)), "From a file")


def test_reading_the_same_twice_gives_the_same_fingerprint() -> None:
    assert fingerprint_of(an_import()) == fingerprint_of(replace(an_import(), reason="Another reason"))


def test_the_moment_of_disabling_does_not_count_but_the_disabling_does() -> None:
    account = an_account()
    now, later = (Draft((disabled(account, at),), "") for at in (NOW, NOW + timedelta(minutes=3)))

    assert fingerprint_of(now) == fingerprint_of(later)
    assert fingerprint_of(now) != fingerprint_of(Draft((changed(account, account),), ""))


MAPPING = a_mapping(AccountSet("all"))


@pytest.mark.parametrize(
    "other",
    [
        replace(MAPPING, subject_id=EVERYBODY),
        replace(MAPPING, subject_kind="person"),
        replace(MAPPING, effect="deny"),
        replace(MAPPING, valid_until=NOW),
        replace(MAPPING, conditions=Conditions(needs_mfa=True)),
        replace(MAPPING, selector=Selector(uuid4(), RolePattern.parse("*"), AccountSet("all"))),
    ],
    ids=["subject", "kind of subject", "effect", "end", "condition", "pattern"],
)
def test_a_mapping_that_says_something_else_has_another(other: Mapping) -> None:
    assert fingerprint_of(Draft((added(MAPPING),), "")) != fingerprint_of(Draft((added(other),), ""))


def test_another_version_to_begin_from_has_another() -> None:
    account = an_account()
    after = replace(account, name="Pay desk")

    first, second = (Draft((Revision(replace(account, version=each), after),), "") for each in (1, 2))

    assert fingerprint_of(first) != fingerprint_of(second)


def test_the_order_of_accounts_and_tags_does_not_count() -> None:
    one, other = (AccountSet.tagged(dict(pairs)) for pairs in ([("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")]))

    assert fingerprint_of(Draft((added(a_mapping(one)),), "")) == fingerprint_of(Draft((added(a_mapping(other)),), ""))
