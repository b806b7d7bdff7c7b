"""Admins and auditors: authority is made of mappings that count right now, for the very principal, and a deny wins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.admins import (
    Admin,
    Auditor,
    NotAnAdmin,
    NotAnAuditor,
    Operator,
    rank_of,
    require_admin,
    require_auditor,
)
from app.domain.conditions import Circumstances, Conditions
from app.domain.ledger import Actor
from app.domain.mappings import Effect, Mapping, PortalTarget, Subjects
from app.domain.people import Principal, Username

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
HERE = Circumstances(now=NOW, address="192.0.2.7", used_mfa=True)
MOMENT = timedelta(microseconds=1)
ADA, PLATFORM, OTHERS = UUID(int=1), UUID(int=2), UUID(int=3)
PRINCIPAL = Principal(ADA, UUID(int=9), Username("ada"), "Ada Abbot", "ada")
SUBJECTS = Subjects(ADA, frozenset({PLATFORM}))
Change = Callable[[Mapping], Mapping]


def to_portal(target: PortalTarget, effect: Effect = "allow", number: int = 10) -> Mapping:
    """A mapping of ada to a part of the portal."""
    return Mapping(UUID(int=number), effect, "person", ADA, "portal", target)


def of_group(group_id: UUID) -> Change:
    return lambda one: replace(one, subject_kind="group", subject_id=group_id)


ADMIN, AUDITOR = to_portal("admin"), to_portal("auditor", number=11)
COUNTING: tuple[Change, ...] = (
    lambda one: one,
    of_group(PLATFORM),
    lambda one: replace(one, valid_from=NOW),
    lambda one: replace(one, valid_until=NOW + MOMENT),
    lambda one: replace(one, conditions=Conditions(needs_mfa=True)),
    lambda one: replace(one, conditions=Conditions(networks=(ip_network("192.0.2.0/24"),))),
)
NOT_COUNTING: tuple[Change, ...] = (
    of_group(OTHERS),
    lambda one: replace(one, subject_id=OTHERS),
    # A group with the id of the person is not the person.
    of_group(ADA),
    lambda one: replace(one, disabled_at=NOW),
    lambda one: replace(one, valid_from=NOW + MOMENT),
    lambda one: replace(one, valid_until=NOW),
    lambda one: replace(one, conditions=Conditions(networks=(ip_network("203.0.113.0/24"),))),
    lambda one: replace(one, conditions=Conditions(unknown=frozenset({"hours_of_day"}))),
    lambda one: replace(one, target_kind="role"),
)


@pytest.mark.parametrize("change", COUNTING)
def test_a_mapping_that_counts_makes_an_admin(change: Change) -> None:
    assert require_admin(PRINCIPAL, SUBJECTS, [change(ADMIN)], circumstances=HERE) == Admin(PRINCIPAL, HERE)


@pytest.mark.parametrize("change", NOT_COUNTING)
def test_a_mapping_that_does_not_count_makes_none(change: Change) -> None:
    with pytest.raises(NotAnAdmin):
        require_admin(PRINCIPAL, SUBJECTS, [change(ADMIN)], circumstances=HERE)


@pytest.mark.parametrize("change", NOT_COUNTING)
def test_nor_an_auditor(change: Change) -> None:
    with pytest.raises(NotAnAuditor):
        require_auditor(PRINCIPAL, SUBJECTS, [change(AUDITOR)], circumstances=HERE)


def test_what_is_not_known_of_the_moment_is_not_met() -> None:
    wants_mfa = replace(ADMIN, conditions=Conditions(needs_mfa=True))

    with pytest.raises(NotAnAdmin):
        require_admin(PRINCIPAL, SUBJECTS, [wants_mfa], circumstances=Circumstances(now=NOW))


def test_the_facts_of_somebody_else_make_nobody_anything() -> None:
    theirs = Subjects(OTHERS, frozenset({PLATFORM}))

    with pytest.raises(NotAnAdmin):
        require_admin(PRINCIPAL, theirs, [of_group(PLATFORM)(ADMIN)], circumstances=HERE)
    with pytest.raises(NotAnAuditor):
        require_auditor(PRINCIPAL, theirs, [of_group(PLATFORM)(AUDITOR)], circumstances=HERE)


def test_an_auditor_is_no_admin_and_an_admin_may_read_everything() -> None:
    with pytest.raises(NotAnAdmin):
        require_admin(PRINCIPAL, SUBJECTS, [AUDITOR], circumstances=HERE)

    assert require_auditor(PRINCIPAL, SUBJECTS, [AUDITOR], circumstances=HERE) == Auditor(PRINCIPAL)
    assert require_auditor(PRINCIPAL, SUBJECTS, [ADMIN], circumstances=HERE) == Auditor(PRINCIPAL)


def test_who_is_denied_to_be_an_admin_may_still_be_an_auditor() -> None:
    denied = to_portal("admin", "deny", 12)

    assert rank_of(SUBJECTS, [ADMIN, AUDITOR, denied], circumstances=HERE) == "auditor"
    assert rank_of(SUBJECTS, [ADMIN, denied], circumstances=HERE) is None


def test_who_is_denied_to_be_an_auditor_and_is_an_admin_reads_as_an_admin() -> None:
    denied = to_portal("auditor", "deny", 12)

    assert rank_of(SUBJECTS, [ADMIN, AUDITOR, denied], circumstances=HERE) == "admin"


def test_a_deny_of_a_group_wins_over_the_person_and_counts_unless_it_is_known_not_to() -> None:
    denied = replace(of_group(PLATFORM)(to_portal("admin", "deny", 12)), conditions=Conditions(needs_mfa=True))

    assert rank_of(SUBJECTS, [ADMIN, denied], circumstances=HERE) is None
    assert rank_of(SUBJECTS, [ADMIN, denied], circumstances=replace(HERE, used_mfa=None)) is None
    assert rank_of(SUBJECTS, [ADMIN, denied], circumstances=replace(HERE, used_mfa=False)) == "admin"


def test_the_ledger_names_admins_by_their_id_and_operators_by_their_user() -> None:
    assert require_admin(PRINCIPAL, SUBJECTS, [ADMIN], circumstances=HERE).actor == Actor("person", str(ADA))
    assert Operator("root").actor == Actor("operator", "root")


MAPPINGS = st.lists(
    st.builds(
        lambda target, effect, change, number: change(to_portal(target, effect, number)),
        st.sampled_from(["admin", "auditor"]),
        st.sampled_from(["allow", "deny"]),
        st.sampled_from(COUNTING + NOT_COUNTING),
        st.integers(min_value=100),
    ),
    max_size=6,
)
ORDER = ("admin", "auditor", None)


@given(MAPPINGS, st.randoms(use_true_random=False))
def test_order_does_not_matter(mappings: list[Mapping], chance: Random) -> None:
    shuffled = list(mappings)
    chance.shuffle(shuffled)

    assert rank_of(SUBJECTS, shuffled, circumstances=HERE) == rank_of(SUBJECTS, mappings, circumstances=HERE)


@given(MAPPINGS, MAPPINGS)
def test_a_deny_never_raises_a_rank_and_an_allow_never_lowers_it(mappings: list[Mapping], more: list[Mapping]) -> None:
    before = rank_of(SUBJECTS, mappings, circumstances=HERE)
    denied = [*mappings, *(replace(one, effect="deny") for one in more)]
    allowed = [*mappings, *(replace(one, effect="allow") for one in more)]

    assert ORDER.index(rank_of(SUBJECTS, denied, circumstances=HERE)) >= ORDER.index(before)
    assert ORDER.index(rank_of(SUBJECTS, allowed, circumstances=HERE)) <= ORDER.index(before)
