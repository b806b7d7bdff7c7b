"""Conditions: read strictly, and what is not known is met for a deny and not met for an allow."""

import json
from datetime import UTC, datetime

import pytest

from app.domain.conditions import (
    LONGEST_SESSION_POLICY,
    Circumstances,
    Conditions,
    Hindrance,
    MalformedNetwork,
    MalformedSessionPolicy,
    SessionPolicy,
    parse_networks,
)
from app.domain.reasons import LONGEST_ADVICE, AdviceTooLong, MalformedTicketPattern, ReasonRule

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
OFFICE = Conditions(networks=parse_networks("192.0.2.0/24, 2001:db8::/32"))
MFA = Conditions(needs_mfa=True)
POLICY_ARN = "arn:aws:iam::aws:policy/ReadOnlyAccess"
SMALLEST = '{"Statement":[],"x":""}'


def at(address: str | None = None, *, used_mfa: bool | None = None) -> Circumstances:
    return Circumstances(now=NOW, address=address, used_mfa=used_mfa)


def policy_of(length: int) -> str:
    """A document of so many characters."""
    return json.dumps({"Statement": [], "x": "a" * (length - len(SMALLEST))}, separators=(",", ":"))


@pytest.mark.parametrize(
    "address", ["192.0.2.0", "192.0.2.255", "2001:db8::1", "::ffff:192.0.2.7", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"]
)
def test_an_address_inside_meets_the_condition_of_both_effects(address: str) -> None:
    assert OFFICE.hindrances_to_allowing(at(address)) == ()
    assert OFFICE.hindrances_to_denying(at(address)) == ()


@pytest.mark.parametrize("address", ["192.0.3.0", "198.51.100.1", "2001:db9::", "::ffff:198.51.100.1", "::192.0.2.7"])
def test_an_address_outside_meets_the_condition_of_neither(address: str) -> None:
    assert OFFICE.hindrances_to_allowing(at(address)) == (Hindrance.NETWORK,)
    assert OFFICE.hindrances_to_denying(at(address)) == (Hindrance.NETWORK,)


@pytest.mark.parametrize("address", [None, "", "unknown", "192.0.2.7:443", "192.0.2.007", "unix:"])
def test_an_address_that_is_not_known_lets_nobody_in_and_keeps_a_deny(address: str | None) -> None:
    assert OFFICE.hindrances_to_allowing(at(address)) == (Hindrance.NETWORK,)
    assert OFFICE.hindrances_to_denying(at(address)) == ()


@pytest.mark.parametrize(
    ("used_mfa", "to_allowing", "to_denying"),
    [(True, (), ()), (False, (Hindrance.MFA,), (Hindrance.MFA,)), (None, (Hindrance.MFA,), ())],
)
def test_mfa_that_is_not_known_lets_nobody_in_and_keeps_a_deny(
    used_mfa: bool | None, to_allowing: tuple[Hindrance, ...], to_denying: tuple[Hindrance, ...]
) -> None:
    assert MFA.hindrances_to_allowing(at(used_mfa=used_mfa)) == to_allowing
    assert MFA.hindrances_to_denying(at(used_mfa=used_mfa)) == to_denying


def test_a_condition_of_a_newer_version_lets_nobody_in_and_keeps_a_deny() -> None:
    newer = Conditions(unknown=frozenset({"weekday"}))

    assert newer.hindrances_to_allowing(at("192.0.2.7", used_mfa=True)) == (Hindrance.UNKNOWN_CONDITION,)
    assert newer.hindrances_to_denying(at("192.0.2.7", used_mfa=True)) == ()


def test_every_condition_that_is_not_met_is_named() -> None:
    both = Conditions(networks=OFFICE.networks, needs_mfa=True, unknown=frozenset({"weekday"}))

    told = both.hindrances_to_allowing(at("198.51.100.1", used_mfa=False))

    assert told == (Hindrance.NETWORK, Hindrance.MFA, Hindrance.UNKNOWN_CONDITION)


@pytest.mark.parametrize(
    "text", ["192.0.2.1/24", "192.0.2.0/33", "office", "192.0.2", "2001:db8::1/32", "10.0.0.0/8/8"]
)
def test_what_is_no_network_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(MalformedNetwork) as refusal:
        parse_networks(f"198.51.100.0/24\n{text}")

    assert text in str(refusal.value)


def test_networks_are_separated_by_blanks_lines_or_commas_and_count_once() -> None:
    assert [str(each) for each in parse_networks(" 10.0.0.0/8,\n192.0.2.1\t10.0.0.0/8 ")] == [
        "10.0.0.0/8",
        "192.0.2.1/32",
    ]


def test_a_session_policy_may_have_2048_characters_and_not_one_more() -> None:
    longest = SessionPolicy.parse(policy_of(LONGEST_SESSION_POLICY))

    assert longest.document is not None
    assert len(longest.document) == 2_048
    with pytest.raises(MalformedSessionPolicy):
        SessionPolicy.parse(policy_of(LONGEST_SESSION_POLICY + 1))


def test_the_arns_of_managed_policies_count_among_the_2048_characters() -> None:
    room = LONGEST_SESSION_POLICY - len(POLICY_ARN)

    assert SessionPolicy.parse(policy_of(room), (POLICY_ARN,)).policy_arns == (POLICY_ARN,)
    with pytest.raises(MalformedSessionPolicy):
        SessionPolicy.parse(policy_of(room + 1), (POLICY_ARN,))


def test_blanks_between_the_words_of_a_policy_do_not_count() -> None:
    spread = json.dumps(json.loads(policy_of(LONGEST_SESSION_POLICY)), indent=4)

    assert SessionPolicy.parse(spread) == SessionPolicy.parse(policy_of(LONGEST_SESSION_POLICY))


@pytest.mark.parametrize(
    "document",
    ["", "{", "[]", "null", '"Statement"', '{"Version":"2012-10-17"}', '{"Statement":[],"x":"☃"}', "[" * 100_000],
    ids=range(8),
)
def test_what_is_no_session_policy_is_refused(document: str) -> None:
    with pytest.raises(MalformedSessionPolicy):
        SessionPolicy.parse(document)


@pytest.mark.parametrize(
    "arns",
    [
        (),
        ("ReadOnlyAccess",),
        ("arn:aws:iam::aws:role/ReadOnlyAccess",),
        ("arn:aws:iam::12345678901:policy/mine",),
        (f"{POLICY_ARN}\n",),
        (POLICY_ARN, POLICY_ARN),
        tuple(f"arn:aws:iam::aws:policy/P{number}" for number in range(11)),
    ],
    ids=range(7),
)
def test_arns_that_aws_would_not_take_are_refused(arns: tuple[str, ...]) -> None:
    with pytest.raises(MalformedSessionPolicy):
        SessionPolicy.parse(None, arns)


def test_ten_managed_policies_are_taken() -> None:
    arns = tuple(f"arn:aws:iam::123456789012:policy/team/P{number}" for number in range(10))

    assert SessionPolicy.parse(None, arns).policy_arns == arns


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("OPS-#", "OPS-1"),
        ("OPS-#", "see OPS-4711, please"),
        ("@-#", "INC-7: down"),
        ("#", "7"),
        ("##", "7"),
        ("a.b", "a.b"),
    ],
)
def test_a_reason_names_its_ticket_anywhere(pattern: str, reason: str) -> None:
    assert ReasonRule.parse(pattern).is_met_by(reason)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("OPS-#", "OPS-"),
        ("OPS-#", "ops-1"),
        ("OPS-#", "DEVOPS-1"),
        ("OPS-#", "OPS-1a"),
        ("@-#", "-7"),
        ("a.b", "axb"),
        ("OPS-#", ""),
        (None, ""),
        (None, " \t\n"),
        (None, None),
    ],
)
def test_a_reason_without_its_ticket_is_none(pattern: str | None, reason: str | None) -> None:
    assert not ReasonRule.parse(pattern).is_met_by(reason)


@pytest.mark.parametrize("pattern", ["", "OPS #", "(a+)+", "a|b", "[0-9]", "x" * 65, "#\n", "a*"])
def test_what_is_no_ticket_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(MalformedTicketPattern):
        ReasonRule.parse(pattern)


def test_a_hostile_reason_is_read_in_no_time() -> None:
    assert not ReasonRule.parse("@#@#@#@#@#x").is_met_by("a1" * 5_000)


def test_long_advice_is_refused_and_not_cut() -> None:
    assert ReasonRule.parse(None, "a" * LONGEST_ADVICE).advice == "a" * LONGEST_ADVICE
    with pytest.raises(AdviceTooLong, match="201 characters"):
        ReasonRule.parse(None, "a" * (LONGEST_ADVICE + 1))
