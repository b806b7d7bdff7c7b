"""Two clocks: how long the credentials live, and how long the console stays open."""

from dataclasses import dataclass
from typing import Self

from app.domain.refusals import Malformed
from app.domain.words import _

SHORTEST = 900
LONGEST = 43_200
STEP = 900
# Legal for every role (MaxSessionDuration is 3,600 to 43,200) and for every caller, chained ones included.
LONGEST_CREDENTIAL_LIFETIME = 3_600
DEFAULT_MAX_CONSOLE_DURATION = 3_600


class MalformedDuration(Malformed):
    code = "malformed-duration"
    sentence = _("“%(text)s” is not a console duration.")
    remedy = _("A console duration is a number of seconds from 900 (15 minutes) to 43200 (12 hours), "
               "in steps of 900.")  # fmt: skip


class DurationNotAllowed(Malformed):
    code = "duration-not-allowed"
    sentence = _("You asked for a console of %(asked)s, but this role opens for %(longest)s at most.")
    remedy = _(
        "Open it for %(longest)s or less. An admin can raise the longest duration of the role or of the mapping."
    )


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A console duration in seconds: a multiple of 900 from 900 to 43,200.

    AWS takes any number in that range, but odd ones have been refused without a reason; round ones have not.
    Source: AWS IAM User Guide, "Enabling custom identity broker access to the AWS console" (SessionDuration).
    """

    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number of seconds; raises MalformedDuration."""
        if not (text.isascii() and text.isdigit() and len(text) <= 5):
            raise MalformedDuration(text=text[:20])
        return cls.of_seconds(int(text))

    @classmethod
    def of_seconds(cls, seconds: int) -> Self:
        """Take a number of seconds; raises MalformedDuration."""
        if not SHORTEST <= seconds <= LONGEST or seconds % STEP:
            raise MalformedDuration(text=str(seconds))
        return cls(seconds)

    def __str__(self) -> str:
        """Say it in words: "1 h 30 min"."""
        hours, minutes = divmod(self.seconds // 60, 60)
        return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


@dataclass(frozen=True, slots=True)
class DurationPlan:
    """What is asked of AWS and what the person gets, each in seconds.

    `session_duration` is None where it must not be sent: with credentials of a chained caller the federation
    endpoint refuses it, and the console lives as long as the credentials.
    """

    credential_lifetime: int
    session_duration: int | None
    console_duration: Duration


def plan_durations(
    *, asked: Duration | None, longest: Duration, seconds_left: int | None = None, caller_is_chained: bool
) -> DurationPlan:
    """Plan both clocks for a click; raises DurationNotAllowed.

    Nothing asked means the longest that is allowed. More than the rules allow is refused; what the clock or a chained
    caller (one that holds role credentials itself: an hour at most) leaves no room for is shortened. `seconds_left`
    is at least 900. Source: AWS STS API Reference, AssumeRole (role chaining); AWS IAM User Guide as above.
    """
    if asked is not None and asked > longest:
        raise DurationNotAllowed(asked=asked, longest=longest)
    wanted = asked or longest
    if seconds_left is not None and seconds_left < wanted.seconds:
        wanted = Duration.of_seconds(seconds_left // STEP * STEP)
    lifetime = min(wanted.seconds, LONGEST_CREDENTIAL_LIFETIME)
    if caller_is_chained:
        return DurationPlan(lifetime, None, Duration(lifetime))
    return DurationPlan(lifetime, wanted.seconds, wanted)
