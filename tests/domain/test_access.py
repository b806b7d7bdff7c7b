"""The decision: its laws, and what a grant takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import MappingNotOffered, RoleNotGranted, decide, require_grant
from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Circumstances, Conditions
from app.domain.durations import Duration
from app.domain.mappings import Mapping, Subjects
from app.domain.people import Principal, Username

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
HERE = Circumstances(now=NOW)
HOUR = timedelta(hours=1)
ALICE, BOB, DEVELOPERS, ADMINS = (UUID(int=number) for number in (1, 2, 3, 4))
ROLE_ID, OTHER_ROLE_ID = UUID(int=0x10), UUID(int=0x100)
ROLE = Role(
    id=ROLE_ID,
    account=Account(UUID(int=0x20), "aws", AccountId("123456789012"), "Web shop"),
    role_arn=RoleArn.parse("arn:aws:iam::123456789012:role/reader"),
    max_console_duration=Duration(14_400),
)
PRINCIPAL = Principal(ALICE, UUID(int=0x30), Username("alice"), "Alice", "alice")
SUBJECTS = Subjects(ALICE, frozenset({DEVELOPERS}))
ALLOW = Mapping(UUID(int=0x40), "allow", "person", ALICE, "role", str(ROLE_ID))

moments = st.sampled_from([None, NOW - HOUR, NOW, NOW + HOUR])
mappings = st.builds(
    Mapping,
    id=st.uuids(version=4),
    effect=st.sampled_from(["allow", "deny"]),
    subject_kind=st.sampled_from(["person", "group"]),
    subject_id=st.sampled_from([ALICE, BOB, DEVELOPERS, ADMINS]),
    target_kind=st.sampled_from(["role", "portal"]),
    target_id=st.sampled_from([str(ROLE_ID), str(OTHER_ROLE_ID), "admin"]),
    conditions=st.builds(
        Conditions,
        max_console_duration=st.sampled_from([None, Duration(900), Duration(43_200)]),
        unknown=st.sampled_from([frozenset(), frozenset({"networks"})]),
    ),
    valid_from=moments,
    valid_until=moments,
    disabled_at=st.sampled_from([None, NOW - HOUR]),
)
many = st.lists(mappings, max_size=12)


def admits(given_mappings: list[Mapping]) -> bool:
    return decide(SUBJECTS, ROLE, given_mappings, circumstances=HERE).admits


@given(many)
def test_a_deny_that_speaks_wins(given_mappings: list[Mapping]) -> None:
    assert not admits([*given_mappings, replace(ALLOW, id=UUID(int=0x41), effect="deny")])


@given(many, st.randoms(use_true_random=False))
def test_order_does_not_matter(given_mappings: list[Mapping], random) -> None:  # type: ignore[no-untyped-def]  # hypothesis's own Random
    shuffled = list(given_mappings)
    random.shuffle(shuffled)

    assert decide(SUBJECTS, ROLE, shuffled, circumstances=HERE) == decide(
        SUBJECTS, ROLE, given_mappings, circumstances=HERE
    )


@given(many, mappings.map(lambda mapping: replace(mapping, effect="allow")))
def test_one_more_allowing_mapping_never_takes_access_away(given_mappings: list[Mapping], one: Mapping) -> None:
    assert admits([*given_mappings, one]) >= admits(given_mappings)


@given(many, mappings.map(lambda mapping: replace(mapping, effect="deny")))
def test_one_more_deny_never_gives_access(given_mappings: list[Mapping], one: Mapping) -> None:
    assert admits([*given_mappings, one]) <= admits(given_mappings)


@given(many)
def test_only_an_allowing_mapping_in_force_for_this_person_and_role_admits(given_mappings: list[Mapping]) -> None:
    mine = {("person", ALICE), ("group", DEVELOPERS)}
    speaking = [
        mapping
        for mapping in given_mappings
        if (mapping.subject_kind, mapping.subject_id) in mine
        and (mapping.target_kind, mapping.target_id) == ("role", str(ROLE_ID))
        and mapping.disabled_at is None
        and (mapping.valid_from is None or mapping.valid_from <= NOW)
        and (mapping.valid_until is None or mapping.valid_until > NOW)
    ]
    denied = any(mapping.effect == "deny" for mapping in speaking)
    allowed = any(mapping.effect == "allow" and not mapping.conditions.unknown for mapping in speaking)

    assert admits(given_mappings) == (allowed and not denied)


@pytest.mark.parametrize(
    "changed",
    [
        {"subject_id": BOB},
        {"subject_kind": "group"},
        {"target_id": str(OTHER_ROLE_ID)},
        {"target_id": str(ROLE_ID)[:-1]},
        {"target_kind": "portal"},
        {"valid_until": NOW},
        {"valid_from": NOW + timedelta(microseconds=1)},
        {"disabled_at": NOW},
        {"conditions": Conditions(unknown=frozenset({"networks"}))},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_mapping_that_differs_in_one_thing_grants_nothing(changed: dict[str, object]) -> None:
    with pytest.raises(RoleNotGranted):
        require_grant(PRINCIPAL, SUBJECTS, ROLE, [replace(ALLOW, **changed)], circumstances=HERE)  # type: ignore[arg-type]  # of the table above


@pytest.mark.parametrize("role", [None, replace(ROLE, disabled_at=NOW)], ids=["unknown", "disabled"])
def test_unknown_and_disabled_roles_get_the_same_answer_as_unmapped_ones(role: Role | None) -> None:
    with pytest.raises(RoleNotGranted):
        require_grant(PRINCIPAL, SUBJECTS, role, [ALLOW], circumstances=HERE)


def test_facts_about_somebody_else_grant_nothing() -> None:
    with pytest.raises(RoleNotGranted):
        require_grant(PRINCIPAL, Subjects(BOB, frozenset()), ROLE, [replace(ALLOW, subject_id=BOB)], circumstances=HERE)


def test_the_longest_console_is_offered_first_and_then_the_lowest_id() -> None:
    short = replace(ALLOW, id=UUID(int=0x39), conditions=Conditions(max_console_duration=Duration(900)))
    later = replace(ALLOW, id=UUID(int=0x50))

    decision = decide(SUBJECTS, ROLE, [later, short, ALLOW], circumstances=HERE)

    assert decision.offers == (ALLOW, later, short)


def test_a_grant_names_the_mapping_its_version_and_its_longest_console() -> None:
    short = replace(ALLOW, id=UUID(int=0x39), version=7, conditions=Conditions(max_console_duration=Duration(900)))

    grant = require_grant(PRINCIPAL, SUBJECTS, ROLE, [ALLOW, short], circumstances=HERE, chosen=short.id)

    assert (grant.mapping_id, grant.mapping_version, grant.longest) == (short.id, 7, Duration(900))


def test_a_mapping_never_lengthens_what_the_role_allows() -> None:
    long = replace(ALLOW, conditions=Conditions(max_console_duration=Duration(43_200)))

    assert require_grant(PRINCIPAL, SUBJECTS, ROLE, [long], circumstances=HERE).longest == ROLE.max_console_duration


def test_a_chosen_mapping_that_is_not_offered_is_refused() -> None:
    with pytest.raises(MappingNotOffered):
        require_grant(PRINCIPAL, SUBJECTS, ROLE, [ALLOW], circumstances=HERE, chosen=UUID(int=0x99))
