"""Words for people: marked where they are written, translated here, where they are shown."""

from dataclasses import dataclass
from gettext import NullTranslations
from typing import Final

from flask import Flask, current_app

from app.domain.durations import Duration
from app.domain.refusals import Refusal

_TRANSLATIONS: Final = "doorstep.translations"


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal in words: what happened, what to do, and who can do it."""

    sentence: str
    remedy: str
    who: str


def speak(app: Flask, translations: NullTranslations) -> None:
    """Let the templates and this module speak the language of the translations."""
    app.extensions[_TRANSLATIONS] = translations
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install = app.jinja_env.install_gettext_translations  # type: ignore[attr-defined]  # the extension adds it
    install(translations, newstyle=True)


def gettext(message: str) -> str:
    """Return a marked message in the person's language."""
    translations: NullTranslations = current_app.extensions[_TRANSLATIONS]
    return translations.gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a marked message that fits a number, with the number in it."""
    translations: NullTranslations = current_app.extensions[_TRANSLATIONS]
    return translations.ngettext(one, many, number) % {"number": number}


def translated(refusal: Refusal) -> Said:
    """Return a refusal in the person's language."""
    values = {name: _shown(value) for name, value in refusal.values.items()}
    return Said(gettext(refusal.sentence) % values, gettext(refusal.remedy) % values, gettext(refusal.who))


def spoken(duration: Duration) -> str:
    """Say a duration: "1 hour", "45 minutes", "1 h 30 min"."""
    hours, minutes = divmod(duration.seconds // 60, 60)
    if not minutes:
        return ngettext("%(number)s hour", "%(number)s hours", hours)
    if not hours:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes)
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def _shown(value: object) -> str:
    if isinstance(value, Duration):
        return spoken(value)
    # A text may itself be marked; one that is not is found in no catalogue and stays as it is.
    return gettext(str(value))
