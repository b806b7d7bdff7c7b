"""The laws of the decision hold with selectors, denies, conditions and circumstances; clocks cut consoles short."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import Decision, ReasonNotGiven, TooLittleTimeLeft, decide, require_grant, require_reason
from app.domain.conditions import Circumstances, Conditions, SessionPolicy, parse_networks
from app.domain.durations import Duration
from app.domain.mappings import Mapping
from app.domain.reasons import ReasonRule
from app.domain.selectors import AccountSet, RolePattern, Selector
from tests.domain.test_access import ALICE, ALLOW, BOB, DEVELOPERS, HERE, HOUR, NOW, PRINCIPAL, ROLE, ROLE_ID, SUBJECTS

POLICY = SessionPolicy.parse(None, ("arn:aws:iam::aws:policy/ReadOnlyAccess",))
MINUTE = timedelta(minutes=1)

selectors = st.builds(
    Selector,
    id=st.uuids(version=4),
    pattern=st.sampled_from(["*", "read*", "reader", "Reader", "reade", "eader"]).map(RolePattern.parse),
    accounts=st.sampled_from(
        [AccountSet("all"), AccountSet.listed(frozenset({ROLE.account.id})), AccountSet.tagged({"env": "prod"})]
    ),
)
conditions = st.builds(
    Conditions,
    max_console_duration=st.sampled_from([None, Duration(900)]),
    networks=st.sampled_from([(), parse_networks("192.0.2.0/24")]),
    needs_mfa=st.booleans(),
    session_policy=st.sampled_from([None, POLICY]),
    unknown=st.sampled_from([frozenset(), frozenset({"weekday"})]),
)
to_roles = st.builds(
    Mapping,
    id=st.uuids(version=4),
    effect=st.sampled_from(["allow", "allow", "deny"]),
    subject_kind=st.sampled_from(["person", "group"]),
    subject_id=st.sampled_from([ALICE, BOB, DEVELOPERS]),
    target_kind=st.just("role"),
    target_id=st.just(str(ROLE_ID)),
    conditions=conditions,
    valid_from=st.sampled_from([None, NOW, NOW + HOUR]),
    valid_until=st.sampled_from([None, NOW, NOW + HOUR]),
    disabled_at=st.sampled_from([None, None, NOW]),
)
to_selectors = st.builds(
    lambda mapping, selector: replace(mapping, target_kind="selector", target_id=str(selector.id), selector=selector),
    to_roles,
    selectors,
)
each = st.one_of(to_roles, to_selectors)
many = st.lists(each, max_size=10, unique_by=lambda mapping: mapping.id)
somewhere = st.builds(
    Circumstances,
    now=st.just(NOW),
    address=st.sampled_from([None, "192.0.2.7", "198.51.100.1", "nonsense"]),
    used_mfa=st.sampled_from([None, True, False]),
    web_session_ends=st.sampled_from([None, NOW + HOUR]),
)


def weighed(mappings: list[Mapping], circumstances: Circumstances) -> Decision:
    return decide(SUBJECTS, ROLE, mappings, circumstances=circumstances)


@given(many, somewhere)
def test_a_deny_without_conditions_wins_everywhere(mappings: list[Mapping], circumstances: Circumstances) -> None:
    assert not weighed([*mappings, replace(ALLOW, effect="deny")], circumstances).admits


@given(many, somewhere, st.integers())
def test_order_does_not_matter_anywhere(mappings: list[Mapping], circumstances: Circumstances, seed: int) -> None:
    shuffled = Random(seed).sample(mappings, len(mappings))  # noqa: S311 - an order, nothing secret

    assert weighed(shuffled, circumstances) == weighed(mappings, circumstances)


@given(many, each, somewhere)
def test_one_more_mapping_moves_access_only_the_way_of_its_effect(
    mappings: list[Mapping], one: Mapping, circumstances: Circumstances
) -> None:
    before = weighed(mappings, circumstances).admits

    assert weighed([*mappings, replace(one, effect="allow")], circumstances).admits >= before
    assert weighed([*mappings, replace(one, effect="deny")], circumstances).admits <= before


@given(many, somewhere)
def test_what_has_ended_or_is_disabled_is_as_if_it_were_not_there(
    mappings: list[Mapping], circumstances: Circumstances
) -> None:
    in_force = [one for one in mappings if one.disabled_at is None and one.valid_until in (None, NOW + HOUR)]

    told, wanted = weighed(mappings, circumstances), weighed(in_force, circumstances)

    assert (told.admits, told.offers, told.denials) == (wanted.admits, wanted.offers, wanted.denials)


@given(many, somewhere)
def test_learning_more_never_takes_an_offer_away_nor_adds_a_denial(
    mappings: list[Mapping], circumstances: Circumstances
) -> None:
    in_the_dark = weighed(mappings, Circumstances(now=NOW, web_session_ends=circumstances.web_session_ends))
    in_the_light = weighed(mappings, circumstances)

    assert set(in_the_dark.offers) <= set(in_the_light.offers)
    assert set(in_the_light.denials) <= set(in_the_dark.denials)


@given(many, somewhere)
def test_offers_come_without_policy_first_then_the_longest_then_the_lowest_id(
    mappings: list[Mapping], circumstances: Circumstances
) -> None:
    offers = weighed(mappings, circumstances).offers
    keys = [
        (one.conditions.session_policy is not None, -one.seconds_left(ROLE, circumstances), one.id) for one in offers
    ]

    assert keys == sorted(keys)


@given(many, somewhere)
def test_every_voice_is_told_once_and_counts_or_says_why_not(
    mappings: list[Mapping], circumstances: Circumstances
) -> None:
    decision = weighed(mappings, circumstances)
    counting = {voice.mapping.id for voice in decision.voices if voice.counts}

    assert [voice.mapping.id for voice in decision.voices] == sorted({voice.mapping.id for voice in decision.voices})
    assert counting == {mapping.id for mapping in (*decision.offers, *decision.denials)}


@pytest.mark.parametrize(
    ("mapping_ends", "web_session_ends", "seconds"),
    [
        (None, None, 14_400),
        (NOW + HOUR, None, 3_600),
        (None, NOW + HOUR, 3_600),
        (NOW + HOUR, NOW + HOUR / 2, 1_800),
        (NOW + 29 * MINUTE, None, 900),
        (None, NOW + 15 * MINUTE, 900),
    ],
)
def test_no_console_runs_past_the_end_of_the_mapping_or_of_the_web_session(
    mapping_ends: None, web_session_ends: None, seconds: int
) -> None:
    here = replace(HERE, web_session_ends=web_session_ends)

    grant = require_grant(PRINCIPAL, SUBJECTS, ROLE, [replace(ALLOW, valid_until=mapping_ends)], circumstances=here)

    assert grant.seconds_left == seconds


@pytest.mark.parametrize("ends", [NOW, NOW + 15 * MINUTE - timedelta(microseconds=1), NOW - HOUR])
def test_with_less_than_15_minutes_of_the_web_session_left_it_is_refused(ends: None) -> None:
    with pytest.raises(TooLittleTimeLeft):
        require_grant(PRINCIPAL, SUBJECTS, ROLE, [ALLOW], circumstances=replace(HERE, web_session_ends=ends))


def test_with_less_than_15_minutes_of_the_mapping_left_it_is_refused() -> None:
    with pytest.raises(TooLittleTimeLeft):
        require_grant(PRINCIPAL, SUBJECTS, ROLE, [replace(ALLOW, valid_until=NOW + 14 * MINUTE)], circumstances=HERE)


def test_a_chosen_offer_brings_its_own_policy_and_reason_and_none_of_the_others() -> None:
    rule = ReasonRule.parse("OPS-#", "Name the ticket.")
    narrow = replace(ALLOW, id=UUID(int=0x99), conditions=Conditions(session_policy=POLICY, reason=rule))

    first = require_grant(PRINCIPAL, SUBJECTS, ROLE, [narrow, ALLOW], circumstances=HERE)
    chosen = require_grant(PRINCIPAL, SUBJECTS, ROLE, [narrow, ALLOW], circumstances=HERE, chosen=narrow.id)

    assert (first.mapping_id, first.session_policy, first.reason_rule) == (ALLOW.id, None, None)
    assert (chosen.mapping_id, chosen.session_policy, chosen.reason_rule) == (narrow.id, POLICY, rule)


def test_a_reason_without_its_ticket_is_refused_with_the_advice_of_the_mapping() -> None:
    rule = ReasonRule.parse("OPS-#", "Name the ticket.")
    mapping = replace(ALLOW, conditions=Conditions(reason=rule))
    grant = require_grant(PRINCIPAL, SUBJECTS, ROLE, [mapping], circumstances=HERE)

    with pytest.raises(ReasonNotGiven) as refusal:
        require_reason(grant, "because")

    assert "Name the ticket." in str(refusal.value)
    require_reason(grant, "OPS-7, because")


@pytest.mark.parametrize(
    ("pattern", "example"), [("OPS-#", "OPS-123"), ("@-#", "ABC-123"), ("@@-##", "ABC-123"), ("CHG", "CHG")]
)
def test_a_reason_without_its_ticket_is_told_one_that_would_do(pattern: str, example: str) -> None:
    mapping = replace(ALLOW, conditions=Conditions(reason=ReasonRule.parse(pattern)))
    grant = require_grant(PRINCIPAL, SUBJECTS, ROLE, [mapping], circumstances=HERE)

    with pytest.raises(ReasonNotGiven) as refusal:
        require_reason(grant, "because")

    assert f"such as {example}." in str(refusal.value)
    require_reason(grant, example)
