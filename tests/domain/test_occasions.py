"""Occasions: a mapping counts on just those on which a decision of that moment and visit would let it count."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conditions import Circumstances, Conditions, parse_networks
from app.domain.mappings import Mapping
from app.domain.occasions import Limit, Occasions, Place, TooManyOccasions
from tests.domain.test_access import NOW

HOUR = timedelta(hours=1)
NETWORKS = ["10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "10.0.0.0/30", "255.255.255.0/24", "0.0.0.0/0", "2001:db8::/64"]

conditions = st.builds(
    Conditions,
    networks=st.lists(st.sampled_from(NETWORKS), max_size=2).map(lambda some: parse_networks(" ".join(some))),
    needs_mfa=st.booleans(),
    unknown=st.sampled_from([frozenset(), frozenset({"weekday"})]),
)
mappings = st.builds(
    Mapping,
    id=st.uuids(version=4),
    effect=st.sampled_from(["allow", "deny"]),
    subject_kind=st.just("person"),
    subject_id=st.just(uuid4()),
    target_kind=st.just("portal"),
    target_id=st.just("admin"),
    conditions=conditions,
    valid_from=st.sampled_from([None, NOW - HOUR, NOW, NOW + HOUR, NOW + 2 * HOUR]),
    valid_until=st.sampled_from([None, NOW, NOW + HOUR, NOW + 3 * HOUR]),
    disabled_at=st.sampled_from([None, None, None, NOW]),
)


def every_circumstance(occasions: Occasions) -> list[Circumstances]:
    """The occasions in the order of their bits, as a click would find them."""
    ways = [False, True] if occasions.tells_mfa else [False]
    visits = [(address_of(place), mfa) for mfa in ways for place in occasions.places]
    return [Circumstances(now=at, address=one, used_mfa=mfa) for at in occasions.moments for one, mfa in visits]


def address_of(place: Place) -> str:
    version, number = place
    return str(IPv4Address(number) if version == 4 else IPv6Address(number))


@given(st.lists(mappings, min_size=1, max_size=6))
def test_a_mapping_counts_where_a_decision_lets_it(some: list[Mapping]) -> None:
    occasions = Occasions.of(some, now=NOW)
    found = every_circumstance(occasions)

    told = [[occasions.of_mapping(one) >> bit & 1 == 1 for bit in range(len(found))] for one in some]

    assert told == [[not one.hindrances(here) for here in found] for one in some]
    assert occasions.every == (1 << len(found)) - 1


@given(st.lists(mappings, min_size=1, max_size=6), st.integers(0, 2**32 - 1), st.booleans())
def test_no_address_is_unlike_all_of_the_places(some: list[Mapping], number: int, mfa: bool) -> None:
    occasions = Occasions.of(some, now=NOW)
    here = Circumstances(now=NOW, address=str(IPv4Address(number)), used_mfa=mfa and occasions.tells_mfa)

    seen = [[bool(one.hindrances(each)) for one in some] for each in every_circumstance(occasions) if each.now == NOW]

    assert [bool(one.hindrances(here)) for one in some] in seen


def one_with(**conditions: object) -> Mapping:
    return Mapping(uuid4(), "allow", "person", uuid4(), "portal", "admin", conditions=Conditions(**conditions))  # type: ignore[arg-type]  # each names what it gives


OFFICE = parse_networks("192.0.2.0/24")
WITH_MFA, AT_WORK = one_with(needs_mfa=True), one_with(networks=OFFICE)


@pytest.mark.parametrize(
    ("mapping", "limits"),
    [
        (one_with(), frozenset()),
        (WITH_MFA, {Limit.ONLY_WITH_MFA}),
        (AT_WORK, {Limit.SOME_NETWORKS}),
        (one_with(networks=OFFICE, needs_mfa=True), {Limit.ONLY_WITH_MFA, Limit.SOME_NETWORKS}),
    ],
    ids=["none", "MFA", "networks", "both"],
)
def test_what_limits_a_mapping_is_told(mapping: Mapping, limits: frozenset[Limit]) -> None:
    occasions = Occasions.of([WITH_MFA, AT_WORK, mapping], now=NOW)

    assert occasions.limits_of(occasions.of_mapping(mapping)) == limits


def test_what_two_mappings_give_on_different_occasions_depends_on_both() -> None:
    occasions = Occasions.of([WITH_MFA, AT_WORK], now=NOW)
    either = occasions.of_mapping(WITH_MFA) | occasions.of_mapping(AT_WORK)

    assert occasions.limits_of(either) == {Limit.DEPENDS_ON_MFA, Limit.SOME_NETWORKS}


def test_networks_that_hold_every_address_limit_nothing() -> None:
    everywhere = one_with(networks=parse_networks("0.0.0.0/0 ::/0"))
    occasions = Occasions.of([everywhere, WITH_MFA, AT_WORK], now=NOW)

    assert occasions.of_mapping(everywhere) == occasions.every
    assert occasions.limits_of(occasions.of_mapping(everywhere)) == frozenset()


def test_too_many_occasions_are_refused_in_milliseconds() -> None:
    networks = [parse_networks(" ".join(f"10.{one}.{each}.0/24" for each in range(150))) for one in range(40)]
    mappings = [
        replace(one_with(networks=some), valid_until=NOW + HOUR * hours) for hours, some in enumerate(networks, start=1)
    ]

    with pytest.raises(TooManyOccasions):
        Occasions.of(mappings, now=NOW)
