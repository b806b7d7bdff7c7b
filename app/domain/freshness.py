"""How fresh it has to be: a strong proof, and a provider's word, which is asked for anew once it is too old."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from app.domain.names import shown
from app.domain.refusals import AN_ADMIN, Malformed, NotPermitted
from app.domain.words import _

# How long a provider's word holds unless the settings say otherwise.
WORD_HOLDS: Final = timedelta(hours=8)
# A minute is what it takes to come back from a provider and press the button. Beyond a working day a mapping that wants
# MFA says the same: nobody stays signed in for longer than half a day.
SHORTEST_PROOF_MINUTES: Final = 1
LONGEST_PROOF_MINUTES: Final = 480
# As the setting that they stand in for: a web session ends after twelve hours anyway.
SHORTEST_GROUPS_HOLD: Final = 1
LONGEST_GROUPS_HOLD: Final = 12


class MalformedProofAge(Malformed):
    code = "malformed-proof-age"
    sentence = _("“%(text)s” is not how old a proof may be.")
    remedy = _("Write a whole number of minutes from 1 to 480, or nothing where no proof is asked for.")
    who = AN_ADMIN


class MalformedGroupsHold(Malformed):
    code = "malformed-groups-hold"
    sentence = _("“%(text)s” is not how long groups hold.")
    remedy = _("Write a whole number of hours from 1 to 12, or nothing where the setting of the portal holds.")
    who = AN_ADMIN


class GroupsStale(NotPermitted):
    """Nobody but the provider knows what has changed since: it has to be asked again, which takes the person."""

    code = "groups-stale"
    sentence = _("What your company's sign-in said of you and your groups is older than %(hours)s h.")
    remedy = _("Sign in there once more: you come back to this very page with everything that you typed, and open the "
               "console then.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh things have to be where a role is opened; None says nothing of it.

    `proof_minutes`: how old a strong proof may be. `groups_hold_hours`: how old a provider's word may be.
    """

    proof_minutes: int | None = None
    groups_hold_hours: int | None = None

    @property
    def proof_within(self) -> timedelta | None:
        """How old a strong proof may be, None where none is asked for."""
        return None if self.proof_minutes is None else timedelta(minutes=self.proof_minutes)

    @property
    def word_holds(self) -> timedelta | None:
        """How old a provider's word may be, None where the settings say it."""
        return None if self.groups_hold_hours is None else timedelta(hours=self.groups_hold_hours)

    def and_also(self, other: Self) -> "Freshness":
        """Return what it takes where both have a say: the stricter of each."""
        return Freshness(
            _stricter(self.proof_minutes, other.proof_minutes),
            _stricter(self.groups_hold_hours, other.groups_hold_hours),
        )

    @property
    def oldest_proof(self) -> int:
        """How many minutes old a proof may be, to compare: where none is asked for, older than any."""
        return LONGEST_PROOF_MINUTES + 1 if self.proof_minutes is None else self.proof_minutes

    def may_be_eased_by(self, after: Self) -> bool:
        """Say whether opening may become easier: what the settings say of groups is not known here."""
        if after.oldest_proof > self.oldest_proof:
            return True
        before, hours = self.groups_hold_hours, after.groups_hold_hours
        return before != hours if before is None or hours is None else hours > before


NOTHING_ASKED: Final = Freshness()


@dataclass(frozen=True, slots=True)
class Word:
    """That a provider, called so, vouched for somebody, and when."""

    source: str
    at: datetime

    def require_fresh(self, now: datetime, holds: timedelta) -> None:
        """Raise GroupsStale where it was longer ago than it holds."""
        if now - self.at > holds:
            raise GroupsStale(hours=round(holds.total_seconds() / 3600))


def parse_proof_minutes(text: str) -> int:
    """Read how old a proof may be, in minutes; raises MalformedProofAge."""
    minutes = _number(text)
    if minutes is None or not SHORTEST_PROOF_MINUTES <= minutes <= LONGEST_PROOF_MINUTES:
        raise MalformedProofAge(text=shown(text))
    return minutes


def parse_groups_hold(text: str) -> int:
    """Read how long groups hold, in hours; raises MalformedGroupsHold."""
    hours = _number(text)
    if hours is None or not SHORTEST_GROUPS_HOLD <= hours <= LONGEST_GROUPS_HOLD:
        raise MalformedGroupsHold(text=shown(text))
    return hours


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _stricter(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)
