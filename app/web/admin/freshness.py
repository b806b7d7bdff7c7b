"""How fresh a proof and a provider's word have to be: as fields of the forms of accounts and roles, and in words."""

from collections.abc import Iterable

from app.domain.freshness import Freshness, parse_groups_hold, parse_proof_minutes
from app.domain.words import _
from app.web.admin.reading import Reading
from app.web.words import gettext


def freshness_in(reading: Reading) -> Freshness:
    """Read the fields; what is wrong with one is kept beside it."""
    return Freshness(
        reading.optional("proof_minutes", parse_proof_minutes), reading.optional("groups_hold_hours", parse_groups_hold)
    )


def freshness_fields(freshness: Freshness) -> dict[str, str]:
    """Return the fields that say it."""
    minutes, hours = freshness.proof_minutes, freshness.groups_hold_hours
    return {
        "proof_minutes": "" if minutes is None else str(minutes),
        "groups_hold_hours": "" if hours is None else str(hours),
    }


def freshness_in_words(freshness: Freshness) -> Iterable[tuple[str, str]]:
    """Return each part of it with its label, both to be translated; empty where it says nothing."""
    minutes, hours = freshness.proof_minutes, freshness.groups_hold_hours
    yield _("Fresh proof"), proof_age_in_words(minutes) if minutes else ""
    yield _("Groups hold"), gettext(_("%(hours)s h")) % {"hours": hours} if hours else ""


def freshness_facts(freshness: Freshness) -> tuple[tuple[str, str], ...]:
    """Return the same for a page, its labels translated."""
    return tuple((gettext(label), words) for label, words in freshness_in_words(freshness))


def asked_in_words(freshness: Freshness) -> tuple[str, ...]:
    """Say in a few words what opening takes beside a mapping."""
    minutes, hours = freshness.proof_minutes, freshness.groups_hold_hours
    asked = [
        gettext(_("with a proof at most %(minutes)s min old")) % {"minutes": minutes} if minutes else "",
        gettext(_("groups hold %(hours)s h")) % {"hours": hours} if hours else "",
    ]
    return tuple(filter(None, asked))


def proof_age_in_words(minutes: int) -> str:
    """Say how old a proof may be."""
    return gettext(_("at most %(minutes)s min old")) % {"minutes": minutes}
