"""Explanations: whatever the mappings say, the verdict is the decision's, and a refusal has its reasons."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import RoleNotGranted, TooLittleTimeLeft, decide, require_grant
from app.domain.conditions import Circumstances
from app.domain.explanations import Cause, WhyFacts, explain
from app.domain.mappings import Mapping
from app.domain.people import Person
from tests.domain.test_access import ALLOW, DEVELOPERS, HERE, NOW, PRINCIPAL, ROLE, SUBJECTS, many

PERSON = Person(PRINCIPAL.person_id, PRINCIPAL.username, "Alice", None, "alice")


def facts(*mappings: Mapping, elsewhere: tuple[Mapping, ...] = ()) -> WhyFacts:
    return WhyFacts(person=PERSON, role=ROLE, subjects=SUBJECTS, mappings=mappings, elsewhere=elsewhere)


def is_granted(mappings: list[Mapping], circumstances: Circumstances) -> bool:
    """Whether one of the offers would be granted."""
    offers = decide(SUBJECTS, ROLE, mappings, circumstances=circumstances).offers
    return any(_is_granted(mappings, circumstances, offer) for offer in offers)


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
