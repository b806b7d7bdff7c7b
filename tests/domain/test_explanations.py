"""Explanations: whatever the mappings say, the verdict is the decision's, and a refusal has its reasons."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import RoleNotGranted, TooLittleTimeLeft, decide, require_grant
from app.domain.conditions import Circumstances, Conditions, parse_networks
from app.domain.explanations import Cause, WhyFacts, explain
from app.domain.mappings import Mapping
from app.domain.people import Person
from tests.domain.test_access import ALLOW, DEVELOPERS, HERE, NOW, PRINCIPAL, ROLE, SUBJECTS, many, mappings

OFFICE, LAB = (parse_networks(text) for text in ("203.0.113.0/24", "203.0.113.0/25, 2001:db8::/32"))
SOMEWHERE = ("203.0.113.1", "203.0.113.200", "2001:db8::1", "198.51.100.1", "2001:db9::1")
conditional = st.builds(
    lambda mapping, networks, needs_mfa: replace(
        mapping, conditions=replace(mapping.conditions, networks=networks, needs_mfa=needs_mfa)
    ),
    mappings,
    st.sampled_from([(), OFFICE, LAB]),
    st.booleans(),
)
PERSON = Person(PRINCIPAL.person_id, PRINCIPAL.username, "Alice", None, "alice")


def facts(*mappings: Mapping, elsewhere: tuple[Mapping, ...] = ()) -> WhyFacts:
    return WhyFacts(person=PERSON, role=ROLE, subjects=SUBJECTS, mappings=mappings, elsewhere=elsewhere)


def is_granted(mappings: list[Mapping], circumstances: Circumstances) -> bool:
    """Whether one of the offers would be granted."""
    offers = decide(SUBJECTS, ROLE, mappings, circumstances=circumstances).offers
    return any(_is_granted(mappings, circumstances, offer) for offer in offers)


def opens_somewhere(mappings: list[Mapping], address: str | None, used_mfa: bool | None) -> bool:
    """Whether one of the offers would be granted in circumstances that are known, and fit what is."""
    places = SOMEWHERE if address is None else (address,)
    ways = (True, False) if used_mfa is None else (used_mfa,)
    return any(
        is_granted(mappings, Circumstances(now=NOW, address=place, used_mfa=way)) for place in places for way in ways
    )


def _is_granted(mappings: list[Mapping], circumstances: Circumstances, offer: Mapping) -> bool:
    try:
        require_grant(PRINCIPAL, SUBJECTS, ROLE, mappings, circumstances=circumstances, chosen=offer.id)
    except (RoleNotGranted, TooLittleTimeLeft):
        return False
    return True


@given(many, st.sampled_from([None, True, False]))
def test_the_verdict_is_what_a_click_would_meet(given_mappings: list[Mapping], used_mfa: bool | None) -> None:
    circumstances = Circumstances(now=NOW, used_mfa=used_mfa)

    found = explain(facts(*given_mappings), circumstances)

    assert found.can_open == is_granted(given_mappings, circumstances)


@given(many)
def test_there_are_reasons_exactly_where_it_cannot_be_opened(given_mappings: list[Mapping]) -> None:
    found = explain(facts(*given_mappings), HERE)

    assert bool(found.because) is not found.can_open
    assert bool(found.through) is found.can_open


@given(
    st.lists(conditional, max_size=6),
    st.sampled_from([None, *SOMEWHERE]),
    st.sampled_from([None, True, False]),
)
def test_only_if_is_said_exactly_where_it_opens_on_another_occasion_that_fits(
    given_mappings: list[Mapping], address: str | None, used_mfa: bool | None
) -> None:
    opens = opens_somewhere(given_mappings, address, used_mfa)

    found = explain(facts(*given_mappings), Circumstances(now=NOW, address=address, used_mfa=used_mfa))

    assert (found.can_open or found.only_if) == opens
    assert not (found.can_open and found.only_if)
    assert bool(found.because) is not found.can_open


def test_what_it_takes_is_said_and_nothing_else() -> None:
    office = replace(ALLOW, conditions=Conditions(networks=OFFICE, needs_mfa=True))
    ended = replace(ALLOW, id=UUID(int=0x41), valid_until=NOW)
    not_from_the_lab = replace(ALLOW, id=UUID(int=0x42), effect="deny", conditions=Conditions(networks=LAB))

    found = explain(facts(office, ended, not_from_the_lab), HERE)

    assert found.only_if
    assert [(one.cause, one.mapping) for one in found.because] == [
        (Cause.NETWORK, office),
        (Cause.MFA, office),
        (Cause.DENIED, not_from_the_lab),
    ]


@given(many)
def test_nobody_opens_anything_once_disabled(given_mappings: list[Mapping]) -> None:
    disabled = replace(facts(ALLOW, *given_mappings), person=replace(PERSON, disabled_at=NOW))

    found = explain(disabled, HERE)

    assert not found.can_open
    assert Cause.PERSON_DISABLED in [one.cause for one in found.because]


def test_groups_that_somebody_is_not_in_are_named() -> None:
    theirs = replace(ALLOW, subject_kind="group", subject_id=DEVELOPERS)

    (because,) = explain(facts(elsewhere=(theirs,)), HERE).because

    assert because.cause is Cause.ONLY_OTHERS
    assert because.mapping == theirs


def test_a_deny_is_named_beside_the_mapping_that_would_admit() -> None:
    deny = replace(ALLOW, effect="deny")

    (because,) = explain(facts(ALLOW, deny), HERE).because

    assert because.cause is Cause.DENIED
    assert because.mapping == deny
