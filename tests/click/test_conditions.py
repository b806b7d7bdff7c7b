"""The conditions of a mapping, from the click to what AWS hears: session policies, reasons, the choice of a mapping."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.demo.aws import EmbeddedAws
from app.domain.conditions import Conditions, SessionPolicy
from app.domain.durations import Duration
from app.domain.reasons import ReasonRule
from tests.click.joined import DEVELOPER, READER, Joined
from tests.click.mapped import calls, let_web_sessions_end_in, map_to, policy_heard
from tests.web.pages import Page

PAGE = "https://eu-central-1.console.aws.amazon.com/s3/home?region=eu-central-1#buckets"
INLINE = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}'
MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TICKET = Conditions(reason=ReasonRule.parse("OPS-#", "Name the ticket of your on-call shift."))
SHORT = timedelta(minutes=20)


@pytest.mark.parametrize(
    ("document", "arns"), [(INLINE, ()), (None, (MANAGED,)), (INLINE, (MANAGED,))], ids=["inline", "managed", "both"]
)
def test_aws_hears_the_session_policy_of_the_mapping(
    portal: Joined, aws: EmbeddedAws, document: str | None, arns: tuple[str, ...]
) -> None:
    policy = SessionPolicy.parse(document, arns)
    map_to(portal, "charlie", DEVELOPER, Conditions(session_policy=policy))

    answer = portal.signed_in("charlie").open(DEVELOPER)

    assume_role = calls(aws)[0].parameters
    heard = [value for name, value in sorted(assume_role.items()) if name.startswith("PolicyArns")]
    assert answer.status_code == 303
    assert ("Policy" in assume_role) == (document is not None)
    assert tuple(heard) == arns


def test_the_inline_policy_arrives_as_the_admin_wrote_it(portal: Joined, aws: EmbeddedAws) -> None:
    map_to(portal, "charlie", DEVELOPER, Conditions(session_policy=SessionPolicy.parse(INLINE)))

    portal.signed_in("charlie").open(DEVELOPER)

    assert policy_heard(calls(aws)[0])["Statement"] == [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]


def test_a_mapping_without_a_session_policy_sends_none(portal: Joined, aws: EmbeddedAws) -> None:
    portal.signed_in("alice").open(READER)

    assert [name for name in calls(aws)[0].parameters if name.startswith("Policy")] == []


@pytest.mark.parametrize("reason", ["", "because", "OPS-", "XOPS-17"])
def test_without_the_ticket_that_is_asked_for_the_mapping_says_what_it_wants(
    portal: Joined, aws: EmbeddedAws, reason: str
) -> None:
    map_to(portal, "charlie", READER, TICKET)

    answer = portal.signed_in("charlie").open(READER, reason=reason)

    requested, refused = portal.click_entries(answer)
    assert answer.status_code == 400
    assert "This role is opened with a reason. Name the ticket of your on-call shift." in Page(answer.text).words
    assert (requested.action, refused.action) == ("console:requested", "console:refused")
    assert refused.parsed_body()["code"] == "reason-not-given"
    assert calls(aws) == []


def test_what_was_chosen_and_typed_comes_back_with_the_refusal(portal: Joined) -> None:
    map_to(portal, "charlie", DEVELOPER, Conditions(Duration(7200)))
    second = map_to(portal, "charlie", DEVELOPER, replace(TICKET, max_console_duration=Duration(3600)))
    typed = {"mapping": str(second.id), "duration": "1800", "destination": PAGE, "reason": "=the queue is <stuck>"}

    page = Page(portal.signed_in("charlie").open(DEVELOPER, **typed).text)

    form = page.form_to("/console")
    assert {name: form.fields[name] for name in ("role_arn", *typed)} == {"role_arn": DEVELOPER, **typed}
    assert "Open this console?" in page.headings


def test_a_reason_that_is_given_is_in_the_ledger(portal: Joined, aws: EmbeddedAws) -> None:
    map_to(portal, "charlie", READER, TICKET)

    answer = portal.signed_in("charlie").open(READER, reason="  The queue is stuck, see OPS-17. ")

    requested, opened = portal.click_entries(answer)
    assert answer.status_code == 303
    assert opened.action == "console:opened"
    assert requested.parsed_body()["reason"] == "The queue is stuck, see OPS-17."


def test_a_rule_without_a_pattern_takes_any_reason_and_says_so(portal: Joined) -> None:
    map_to(portal, "charlie", READER, Conditions(reason=ReasonRule.parse(None)))
    charlie = portal.signed_in("charlie")

    assert "Say why you open it." in Page(charlie.open(READER).text).words
    assert charlie.open(READER, reason="to look").status_code == 303


def test_another_offer_than_the_first_may_be_chosen(portal: Joined, aws: EmbeddedAws) -> None:
    first = map_to(portal, "charlie", DEVELOPER, Conditions(Duration(7200)))
    narrow = Conditions(Duration(3600), session_policy=SessionPolicy.parse(INLINE))
    second = map_to(portal, "charlie", DEVELOPER, narrow)
    charlie = portal.signed_in("charlie")

    unasked, chosen = charlie.open(DEVELOPER), charlie.open(DEVELOPER, mapping=str(second.id))

    used = [(entry.mapping_id, entry.mapping_version) for entry in portal.click_entries(unasked)]
    assert used == [(first.id, 1), (first.id, 1)]
    used = [(entry.mapping_id, entry.mapping_version) for entry in portal.click_entries(chosen)]
    assert used == [(second.id, 1), (second.id, 1)]
    assert portal.click_entries(chosen)[-1].parsed_body()["granted_duration"] == 3600
    assert ["Policy" in call.parameters for call in calls(aws) if call.action == "AssumeRole"] == [False, True]


def test_the_offers_are_never_merged(portal: Joined) -> None:
    map_to(portal, "charlie", READER, TICKET)
    map_to(portal, "charlie", READER, Conditions(Duration(900)))

    answer = portal.signed_in("charlie").open(READER)

    assert answer.status_code == 400


def test_an_offer_of_somebody_else_is_refused(portal: Joined, aws: EmbeddedAws) -> None:
    map_to(portal, "charlie", DEVELOPER)
    others = map_to(portal, "erin", DEVELOPER)

    answer = portal.signed_in("charlie").open(DEVELOPER, mapping=str(others.id))

    assert answer.status_code == 403
    assert "The role mapping that you chose does not let you open this role now." in Page(answer.text).words
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "mapping-not-offered"
    assert calls(aws) == []


def test_an_offer_of_another_role_is_refused(portal: Joined, aws: EmbeddedAws) -> None:
    map_to(portal, "charlie", DEVELOPER)
    others = map_to(portal, "charlie", READER)

    assert portal.signed_in("charlie").open(DEVELOPER, mapping=str(others.id)).status_code == 403
    assert calls(aws) == []


def test_the_console_ends_with_the_mapping(portal: Joined, aws: EmbeddedAws) -> None:
    map_to(portal, "charlie", DEVELOPER, ends_in=timedelta(hours=2, minutes=5))

    answer = portal.signed_in("charlie").open(DEVELOPER)

    assert calls(aws)[1].parameters["SessionDuration"] == "7200"
    assert portal.click_entries(answer)[-1].parsed_body()["granted_duration"] == 7200


def test_the_credentials_do_not_outlive_a_mapping_that_ends_soon(portal: Joined, aws: EmbeddedAws) -> None:
    map_to(portal, "charlie", DEVELOPER, ends_in=SHORT)

    portal.signed_in("charlie").open(DEVELOPER)

    assume_role, exchange = calls(aws)
    assert (assume_role.parameters["DurationSeconds"], exchange.parameters["SessionDuration"]) == ("900", "900")


def test_the_console_ends_with_the_web_session(portal: Joined, aws: EmbeddedAws) -> None:
    alice = portal.signed_in("alice")
    let_web_sessions_end_in(portal, timedelta(hours=1, minutes=20))

    alice.open(DEVELOPER, duration="43200")

    assert calls(aws)[1].parameters["SessionDuration"] == "4500"


@pytest.mark.parametrize("ends", ["mapping", "web session"])
def test_with_less_than_fifteen_minutes_left_nothing_is_opened(portal: Joined, aws: EmbeddedAws, ends: str) -> None:
    left = {"mapping": timedelta(hours=9), "web session": timedelta(hours=9)} | {ends: timedelta(minutes=14)}
    map_to(portal, "charlie", DEVELOPER, ends_in=left["mapping"])
    charlie = portal.signed_in("charlie")
    let_web_sessions_end_in(portal, left["web session"])

    answer = charlie.open(DEVELOPER)

    assert answer.status_code == 403
    assert "Less than 15 minutes are left, and AWS opens no console for less." in Page(answer.text).words
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "too-little-time-left"
    assert calls(aws) == []
