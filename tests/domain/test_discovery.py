"""Discovery's order and its steps: what an admin types, what is left out, and what each failure makes of it."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.arns import MalformedRoleArn, RoleArn
from app.domain.aws_failures import AwsThrottled, AwsUnreachable
from app.domain.discovery import (
    Discovery,
    DiscoverySettings,
    ForeignOrganizationRole,
    MalformedReadRole,
    Scan,
    parse_organization_role,
    parse_read_role,
)
from app.domain.discovery_steps import (
    MOST_TRIES,
    SHORTEST_WAIT,
    after_failed_listing,
    after_failed_scan,
    after_listing,
    after_scan,
    resumed,
    scanned_again,
    with_roles,
    with_tags,
)
from app.domain.federation import Attempt
from app.domain.ledger import Actor
from app.domain.read_role import organization_policy, portal_policy_for, read_role_template, read_role_trust
from tests.domain.found import NOW, NUMBER, SETTINGS, account, arn, role

THROTTLED = AwsThrottled(attempt=Attempt("IAM", "eu-central-1", "Throttling"))
UNREACHABLE = AwsUnreachable(attempt=Attempt("IAM", "eu-central-1", "EndpointConnectionError"))
ORGANIZATION_ROLE = RoleArn.parse("arn:aws:iam::999999999999:role/Lister")


@pytest.fixture
def order() -> Discovery:
    return Discovery(id=UUID(int=1), at=NOW, actor=Actor("person", str(UUID(int=2))), settings=SETTINGS)


@pytest.mark.parametrize(
    ("text", "read_role"),
    [
        ("DoorstepReadOnly", "DoorstepReadOnly"),
        ("tools/DoorstepReadOnly", "tools/DoorstepReadOnly"),
        ("/tools/DoorstepReadOnly", "tools/DoorstepReadOnly"),
        ("arn:aws-cn:iam::123456789012:role/tools/DoorstepReadOnly", "tools/DoorstepReadOnly"),
    ],
)
def test_a_read_only_role_is_a_name_or_an_arn_of_it_in_any_account(text: str, read_role: str) -> None:
    assert parse_read_role(text) == read_role


@pytest.mark.parametrize("text", ["two words", "a" * 65, "x/", "*", "arn:aws:iam::123456789012:user/x"])
def test_what_is_no_name_of_a_role_is_said(text: str) -> None:
    with pytest.raises(MalformedReadRole):
        parse_read_role(text)


def test_the_role_that_lists_accounts_is_one_of_the_partition() -> None:
    assert parse_organization_role(ORGANIZATION_ROLE.text, partition="aws") == ORGANIZATION_ROLE
    with pytest.raises(ForeignOrganizationRole):
        parse_organization_role(ORGANIZATION_ROLE.text, partition="aws-cn")
    with pytest.raises(MalformedRoleArn):
        parse_organization_role("Lister", partition="aws")


@pytest.mark.parametrize(
    ("name", "leaves_out", "leaves_out_when_wanted"),
    [
        ("aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS", True, True),
        ("aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_View_1", True, False),
        ("DoorstepReadOnly", True, True),
        ("Developer", False, False),
        ("mine/aws-service-role/x/Developer", False, False),
    ],
)
def test_roles_that_are_not_for_people_are_left_out(name: str, leaves_out: bool, leaves_out_when_wanted: bool) -> None:
    wanting = replace(SETTINGS, identity_center_roles=True)

    assert (SETTINGS.leaves_out(arn(name)), wanting.leaves_out(arn(name))) == (leaves_out, leaves_out_when_wanted)


def test_an_external_id_stays_out_of_what_is_printed() -> None:
    assert "shop-17" not in repr(DiscoverySettings(partition="aws", external_id="shop-17"))


def test_a_scan_goes_on_where_it_stopped_and_is_complete_with_its_last_tags() -> None:
    first = with_roles(Scan(), [role("Developer", tags=None)], left_out=2, marker="next")
    second = with_roles(first, [role("ReadOnly", tags=None)], left_out=1, marker=None)
    third = with_tags(second, second.roles[0], {"team": "shop"})
    whole = with_tags(third, third.roles[1], {})

    assert (first.marker, first.is_listed, second.left_out) == ("next", False, 3)
    assert [scan.is_complete for scan in (first, second, third, whole)] == [False, False, False, True]
    assert whole.roles[0].tags == {"team": "shop"}


def test_an_account_waits_while_its_scan_is_not_complete() -> None:
    waiting = after_scan(account(), with_roles(Scan(), [role("Developer", tags=None)], left_out=0, marker=None))

    assert waiting.state == "waiting"
    assert after_scan(waiting, Scan(is_listed=True)).state == "done"


def test_where_aws_wants_it_slower_an_account_waits_longer_each_time_and_fails_in_the_end() -> None:
    first = after_failed_scan(account(), Scan(marker="next"), THROTTLED, NOW)
    second = after_failed_scan(first, first.scan, THROTTLED, NOW)
    last = after_failed_scan(replace(first, tries=MOST_TRIES), first.scan, THROTTLED, NOW)

    assert (first.not_before, second.not_before) == (NOW + SHORTEST_WAIT, NOW + 2 * SHORTEST_WAIT)
    assert first.scan.marker == "next"
    assert (last.state, last.not_before) == ("failed", None)


def test_any_other_failure_ends_the_scan_with_its_words_and_it_begins_anew_when_tried_again() -> None:
    failed = after_failed_scan(account(role("Developer")), Scan(marker="next"), UNREACHABLE, NOW)
    again = scanned_again(failed)

    assert failed.trouble is not None
    assert (failed.state, failed.trouble.code) == ("failed", "aws-unreachable")
    assert (again.state, again.scan, again.trouble) == ("waiting", Scan(), None)


def test_accounts_are_listed_page_by_page_then_scanned(order: Discovery) -> None:
    half = after_listing(order, next_token="more", portal_identity="arn:x")  # noqa: S106 - AWS's word for a place in a list
    whole = after_listing(half, next_token=None, portal_identity="arn:x")

    assert (half.state, half.next_token, whole.state) == ("listing", "more", "scanning")


def test_a_list_that_failed_goes_on_where_it_stopped(order: Discovery) -> None:
    put_off = after_failed_listing(replace(order, next_token="more"), THROTTLED, NOW)  # noqa: S106 - as above
    failed = after_failed_listing(put_off, UNREACHABLE, NOW)

    assert (put_off.state, put_off.not_before) == ("listing", NOW + SHORTEST_WAIT)
    assert (failed.state, failed.is_under_way) == ("failed", False)
    assert (resumed(failed).state, resumed(failed).next_token) == ("listing", "more")
    assert resumed(replace(order, state="ended")).state == "scanning"


def test_what_to_paste_is_no_more_than_is_needed() -> None:
    with_role = replace(SETTINGS, organization_role=ORGANIZATION_ROLE, external_id="shop-17")

    listing, entering = portal_policy_for(SETTINGS)["Statement"], portal_policy_for(with_role)["Statement"]
    trust = read_role_trust(with_role, "arn:aws:iam::111122223333:user/doorstep")

    assert "organizations:ListAccounts" in json.dumps(listing)
    assert "organizations" not in json.dumps(entering)
    assert "arn:aws:iam::*:role/DoorstepReadOnly" in json.dumps(entering)
    assert ORGANIZATION_ROLE.text in json.dumps(entering)
    assert "shop-17" in json.dumps(trust)
    assert "iam" not in json.dumps(organization_policy())


def test_the_template_names_the_role_with_its_path() -> None:
    template = read_role_template(replace(SETTINGS, read_role="tools/DoorstepReadOnly"), "arn:x")

    assert 'RoleName: "DoorstepReadOnly"' in template
    assert 'Path: "/tools/"' in template
    assert read_role_template(DiscoverySettings(partition="aws"), "arn:x") == ""
    assert SETTINGS.read_role_in(NUMBER) == arn("DoorstepReadOnly")
