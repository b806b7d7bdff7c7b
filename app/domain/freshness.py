"""How long a provider's word holds: what only the provider knows counts for so long, and is asked again then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain.refusals import NotPermitted
from app.domain.words import _

# How long a provider's word holds unless the settings say otherwise.
WORD_HOLDS: Final = timedelta(hours=8)


class GroupsStale(NotPermitted):
    """Nobody but the provider knows what has changed since: it has to be asked again, which takes the person."""

    code = "groups-stale"
    sentence = _("What your company's sign-in said of you and your groups is older than %(hours)s h.")
    remedy = _("Sign in there once more: you come back to this very page with everything that you typed, and open the "
               "console then.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """That a provider, called so, vouched for somebody, and when."""

    source: str
    at: datetime

    def require_fresh(self, now: datetime, holds: timedelta) -> None:
        """Raise GroupsStale where it was longer ago than it holds."""
        if now - self.at > holds:
            raise GroupsStale(hours=round(holds.total_seconds() / 3600))
