"""How the command line says what went wrong."""

from gettext import gettext

from app.domain.refusals import Refusal


def in_words(refusal: Refusal) -> str:
    """Say what happened and what to do about it."""
    return f"{gettext(refusal.sentence) % refusal.values}\n{gettext(refusal.remedy) % refusal.values}"
