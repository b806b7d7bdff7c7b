"""What a discovery offers: laws that hold whatever AWS and the portal have, and what each difference looks like."""

import pytest
from hypothesis import given

from app.domain.accounts import Account, Role
from app.domain.discovery import AccountState, DiscoverySettings, FoundAccount
from app.domain.discovery_offers import Held
from app.domain.durations import Duration
from app.domain.trust_readings import Admission
from tests.domain.found import (
    NOW,
    SETTINGS,
    TRUSTED,
    account,
    compared,
    found_accounts,
    held_account,
    held_accounts,
    held_role,
    role,
    taken,
)


@given(found_accounts, held_accounts)
def test_once_every_offer_is_taken_nothing_is_offered_any_more(found: FoundAccount, held: Held) -> None:
    comparison = compared(found, held)

    again = compared(found, taken(held, comparison))

    assert again.offers == ()


@given(found_accounts, held_accounts)
def test_only_a_complete_scan_makes_a_role_gone(found: FoundAccount, held: Held) -> None:
    gone = [one for one in compared(found, held).offers if one.revision.kind == "disabled"]

    assert gone == [] or found.state == "done"


@given(found_accounts, held_accounts)
def test_what_is_disabled_in_the_portal_is_never_offered(found: FoundAccount, held: Held) -> None:
    befores = [one.revision.before for one in compared(found, held).offers]

    assert [before for before in befores if before is not None and before.disabled_at is not None] == []


@given(found_accounts, held_accounts)
def test_suggested_are_new_things_only_and_a_role_never_without_its_account(found: FoundAccount, held: Held) -> None:
    comparison = compared(found, held)

    revisions = comparison.revisions([one for one in comparison.offers if comparison.suggests(one)])

    assert [one for one in revisions if one.before is not None] == []
    assert held.account is not None or not revisions or isinstance(revisions[0].after, Account)


@given(found_accounts, held_accounts)
def test_every_offer_has_a_key_of_its_own(found: FoundAccount, held: Held) -> None:
    keys = [one.key for one in compared(found, held).offers]

    assert len(set(keys)) == len(keys)


def test_a_new_account_comes_along_with_the_first_role_that_is_taken() -> None:
    comparison = compared(account(role("ReadOnly"), tags={"env": "prod"}), Held(None))

    revisions = comparison.revisions(comparison.offers[1:])

    first, second = (one.after for one in revisions)
    assert isinstance(first, Account)
    assert isinstance(second, Role)
    assert (first.name, dict(first.tags), second.account) == ("Web shop", {"env": "prod"}, first)


def test_a_new_role_is_judged_by_the_tags_that_its_account_will_have() -> None:
    found, held = account(role("ReadOnly"), tags={"env": "prod"}), Held(held_account(tags={"env": "dev"}))
    comparison = compared(found, held)

    (_account, with_both), (alone,) = (
        comparison.revisions(comparison.offers),
        comparison.revisions(comparison.offers[1:]),
    )

    assert isinstance(with_both.after, Role)
    assert isinstance(alone.after, Role)
    assert dict(with_both.after.account.tags) == {"env": "prod"}
    assert dict(alone.after.account.tags) == {"env": "dev"}


def test_a_new_role_says_what_its_trust_policy_wants_to_be_told() -> None:
    admission = Admission(names_portal=True, source_identity=False, external_id="shop-17")
    found = account(
        role("ReadOnly", admission=admission, max_session_duration=5000, description="Look,\n do not touch")
    )

    (offer,) = compared(found, Held(held_account())).offers

    after = offer.revision.after
    assert isinstance(after, Role)
    assert (after.external_id, after.source_identity, after.session_tags) == ("shop-17", False, False)
    assert (after.max_console_duration, after.description) == (Duration(4500), "Look, do not touch")
    assert offer.is_suggested


def test_an_external_id_that_sts_would_not_take_is_left_out() -> None:
    found = account(role("ReadOnly", admission=Admission(names_portal=True, external_id="${aws:username}")))

    (offer,) = compared(found, Held(held_account())).offers

    assert isinstance(offer.revision.after, Role)
    assert offer.revision.after.external_id is None


def test_aws_is_asked_for_names_tags_durations_and_missing_descriptions_only() -> None:
    held = Held(
        held_account(description="Ours", environment="prod", sensitive=True),
        (held_role("Developer", description="Ours", source_identity=False), held_role("ReadOnly")),
    )
    found = account(
        role("Developer", description="Theirs", max_session_duration=7200, admission=TRUSTED),
        role("ReadOnly", description="Theirs"),
        name="Shop",
        tags={"env": "prod"},
    )

    its, developer, reader = (one.revision.after for one in compared(found, held).offers)

    assert isinstance(its, Account)
    assert isinstance(developer, Role)
    assert isinstance(reader, Role)
    assert (its.name, dict(its.tags), its.description, its.sensitive) == ("Shop", {"env": "prod"}, "Ours", True)
    assert (developer.max_console_duration, developer.description) == (Duration(7200), "Ours")
    assert developer.source_identity is False
    assert reader.description == "Theirs"


def test_a_role_that_is_not_in_aws_any_more_is_offered_to_be_disabled() -> None:
    held = Held(held_account(), (held_role("Gone"),))

    (offer,) = compared(account(), held).offers

    assert (offer.revision.kind, offer.revision.after.disabled_at) == ("disabled", NOW)
    assert not offer.is_suggested


@pytest.mark.parametrize("state", ["waiting", "failed", "skipped"])
def test_an_account_that_was_not_read_makes_nothing_gone(state: AccountState) -> None:
    held = Held(held_account(), (held_role("Gone"),))

    assert compared(account(state=state), held).offers == ()


def test_without_a_read_only_role_nothing_is_gone() -> None:
    held = Held(held_account(), (held_role("Gone"),))

    assert compared(account(), held, DiscoverySettings(partition="aws")).offers == ()


@pytest.mark.parametrize(
    "name",
    ["aws-service-role/x.amazonaws.com/A", "aws-reserved/sso.amazonaws.com/AWSReservedSSO_A_1", "DoorstepReadOnly"],
)
def test_a_role_that_no_discovery_looks_at_is_never_gone(name: str) -> None:
    held = Held(held_account(), (held_role(name),))

    assert compared(account(), held).offers == ()


def test_tags_that_the_form_of_an_account_could_not_write_are_left_out() -> None:
    found = account(tags={"env": "prod", "a=b": "c", "blank ": "x", "empty": ""})

    (offer,) = compared(found, Held(held_account())).offers

    assert isinstance(offer.revision.after, Account)
    assert dict(offer.revision.after.tags) == {"env": "prod", "empty": ""}


def test_an_account_without_a_name_goes_by_its_number() -> None:
    (offer,) = compared(account(name="\n"), Held(None)).offers

    assert isinstance(offer.revision.after, Account)
    assert offer.revision.after.name == "123456789012"


def test_nothing_is_offered_of_an_account_that_is_disabled_in_the_portal() -> None:
    comparison = compared(account(role("ReadOnly")), Held(held_account(disabled_at=NOW), (held_role("Gone"),)))

    assert (comparison.offers, comparison.disabled_here) == ((), 1)


def test_what_is_the_same_is_counted() -> None:
    held = Held(held_account(), (held_role("ReadOnly"), held_role("Developer", disabled_at=NOW)))

    comparison = compared(account(role("ReadOnly"), role("Developer")), held, SETTINGS)

    assert (comparison.offers, comparison.same, comparison.disabled_here) == ((), 2, 1)
