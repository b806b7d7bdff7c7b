"""Conditions as admins type them: what looks like one thing never means another, and nothing typed is slow to judge."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conditions import (
    Circumstances,
    Conditions,
    Hindrance,
    MalformedSessionPolicy,
    SessionPolicy,
    parse_networks,
)
from app.domain.reasons import ReasonRule

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
SECONDS = 1.0


@pytest.mark.parametrize(
    ("pattern", "reason", "is_met"),
    [
        ("OPS-#", "see OPS-17, please", True),
        ("OPS-#", "see OPS-", False),
        ("OPS-#", "DEVOPS-17", False),
        ("OPS-#", "OPS-17b", False),
        ("@-#", "because of ab-1", True),
        ("##", "number 7", True),
        ("#1", "12345 and 51", True),
        ("#/#", "1//2 and 10/20", True),
        ("INC", "INC", True),
    ],
)
def test_a_ticket_stands_by_itself(pattern: str, reason: str, is_met: bool) -> None:
    assert ReasonRule.parse(pattern).is_met_by(reason) is is_met


def test_no_ticket_pattern_makes_a_long_reason_slow() -> None:
    rule = ReasonRule.parse("#1" * 32)
    began = time.monotonic()

    assert rule.is_met_by("1" * 499 + "a") is False
    assert time.monotonic() - began < SECONDS


@given(st.from_regex(r"[A-Z]{1,4}-[0-9]{1,5}", fullmatch=True), st.text(alphabet=" ,.;é", max_size=9))
def test_a_ticket_is_found_wherever_it_stands(ticket: str, around: str) -> None:
    assert ReasonRule.parse("@-#").is_met_by(around + ticket + around)


@pytest.mark.parametrize(
    "document",
    [
        '{"Statement": [], "Statement": [{"Effect": "Allow"}]}',
        '{"Statement": [{"Effect": "Deny", "Effect": "Allow"}]}',
        '{"Statement": [NaN]}',
        '{"Statement": [1e999]}',
    ],
)
def test_a_policy_that_two_readers_read_differently_is_refused(document: str) -> None:
    with pytest.raises(MalformedSessionPolicy):
        SessionPolicy.parse(document)


def test_a_managed_policy_has_the_digits_that_aws_knows() -> None:
    with pytest.raises(MalformedSessionPolicy):
        SessionPolicy.parse(None, ("arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:policy/ReadOnly",))


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3"])
def test_a_network_in_its_ipv6_form_is_the_same_network(address: str) -> None:
    denied = Conditions(networks=parse_networks("::ffff:10.0.0.0/104"))

    assert denied.hindrances_to_denying(Circumstances(now=NOW, address=address)) == ()
    assert denied.hindrances_to_denying(Circumstances(now=NOW, address="11.1.2.3")) == (Hindrance.NETWORK,)
