"""Durations: two clocks, asked for in round values, and never longer than allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.durations import Duration, DurationNotAllowed, DurationPlan, MalformedDuration, plan_durations

durations = st.integers(min_value=1, max_value=48).map(lambda quarters: Duration(quarters * 900))


@pytest.mark.parametrize(
    ("text", "words"),
    [("900", "15 min"), ("3600", "1 h"), ("5400", "1 h 30 min"), ("43200", "12 h")],
)
def test_a_duration_is_read_from_seconds_and_said_in_words(text: str, words: str) -> None:
    assert str(Duration.parse(text)) == words


@pytest.mark.parametrize(
    "text", ["", "0", "899", "901", "1000", "43201", "44100", "-900", "9e2", "٩٠٠", "900 ", "1" * 99]
)
def test_odd_durations_are_refused(text: str) -> None:
    with pytest.raises(MalformedDuration):
        Duration.parse(text)


def test_asking_for_more_than_allowed_is_refused_and_not_cut() -> None:
    with pytest.raises(DurationNotAllowed) as caught:
        plan_durations(asked=Duration(7200), longest=Duration(3600), caller_is_chained=False)

    assert str(caught.value) == "You asked for a console of 2 h, but this role opens for 1 h at most."


def test_the_console_clock_may_be_longer_than_the_credentials() -> None:
    plan = plan_durations(asked=Duration(43200), longest=Duration(43200), caller_is_chained=False)

    assert (plan.credential_lifetime, plan.session_duration, plan.console_duration) == (3600, 43200, Duration(43200))


def test_a_chained_caller_sends_no_session_duration_and_gives_an_hour() -> None:
    plan = plan_durations(asked=None, longest=Duration(43200), caller_is_chained=True)

    assert (plan.credential_lifetime, plan.session_duration, plan.console_duration) == (3600, None, Duration(3600))


@given(asked=durations | st.none(), longest=durations, chained=st.booleans())
def test_every_plan_is_legal_at_aws_and_within_the_limit(
    asked: Duration | None, longest: Duration, chained: bool
) -> None:
    plan = _plan(asked, longest, chained)

    assert 900 <= plan.credential_lifetime <= 3600
    assert plan.console_duration <= longest
    assert plan.session_duration in (None, plan.console_duration.seconds)
    assert (plan.session_duration is None) == chained


def _plan(asked: Duration | None, longest: Duration, chained: bool) -> DurationPlan:
    try:
        return plan_durations(asked=asked, longest=longest, caller_is_chained=chained)
    except DurationNotAllowed:
        return plan_durations(asked=None, longest=longest, caller_is_chained=chained)
