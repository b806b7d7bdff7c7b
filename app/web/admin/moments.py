"""Moments as people type them and read them: to the minute, in UTC."""

from datetime import UTC, datetime

from app.domain.names import shown
from app.domain.refusals import Malformed
from app.domain.words import _


class MalformedMoment(Malformed):
    code = "malformed-moment"
    sentence = _("“%(text)s” is not a date and a time.")
    remedy = _("Write it as 2026-12-31 or 2026-12-31T18:00, in UTC.")


def parse_moment(text: str) -> datetime:
    """Read a moment: in UTC, unless it says another offset itself. Raises MalformedMoment."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedMoment(text=shown(text)) from error


def as_typed(moment: datetime) -> str:
    """Return a moment as a field for a date and a time holds it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def moment_in_words(moment: datetime) -> str:
    """Say a moment, and that it is UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
