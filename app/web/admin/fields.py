"""Forms with a mistake in them come back with everything typed, and each mistake beside its field."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from app.domain.refusals import Malformed, Refusal
from app.domain.words import _
from app.web.forms import Fields, require_plain
from app.web.words import translated

Read = Callable[[str], object]
_NONE: Final[ReadOnly[str, str]] = MappingProxyType({})


class FieldsRefused(Malformed):
    """Some fields of a form cannot be read; `refusals` says of each why."""

    code = "fields-refused"
    sentence = _("The form has mistakes in it.")
    remedy = _("Correct the fields that are marked; nothing else that you typed is lost.")

    def __init__(self, refusals: ReadOnly[str, Refusal]) -> None:
        self.refusals = refusals
        super().__init__()


class FieldMissing(Malformed):
    code = "field-missing"
    sentence = _("%(label)s: this has to be filled in.")
    remedy = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: the text of each field, and of some what is wrong with it."""

    texts: ReadOnly[str, str] = field(default_factory=lambda: _NONE)
    errors: ReadOnly[str, str] = field(default_factory=lambda: _NONE)

    def text(self, name: str) -> str:
        """The text of a field."""
        return self.texts.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field, if anything."""
        return self.errors.get(name, "")


def read_all(fields: Fields, readers: ReadOnly[str, Read]) -> None:
    """Read every field, so that all mistakes are told at once; raises MalformedForm or FieldsRefused."""
    require_plain(fields)
    refusals = {}
    for name, read in readers.items():
        try:
            read(fields.get(name, "").strip())
        except Malformed as refusal:
            refusals[name] = refusal
    if refusals:
        raise FieldsRefused(refusals)


def optional(read: Read) -> Read:
    """Let a field be left empty."""
    return lambda text: read(text) if text else None


def filled(text: str, label: str) -> str:
    """Return a text that is there: an empty field is said to be empty rather than wrong. Raises FieldMissing."""
    if not text:
        raise FieldMissing(label=label)
    return text


def required(read: Read, label: str) -> Read:
    """Let a field of that label, a marked message, not be left empty."""
    return lambda text: read(filled(text, label))


def filled_again(
    fields: Fields, refusal: Refusal, *, beside: ReadOnly[str, str] = _NONE, keep_out: frozenset[str] = frozenset()
) -> Filled:
    """Return a form as it was typed, with what is wrong with it.

    `beside` names, by the codes of refusals that come later, the field that each is about; `keep_out` names fields
    with secrets.
    """
    texts = {name: text for name, text in fields.items() if name not in keep_out}
    later = {beside[refusal.code]: refusal} if refusal.code in beside else {}
    refusals = refusal.refusals if isinstance(refusal, FieldsRefused) else later
    return Filled(texts, {name: _in_words(one) for name, one in refusals.items()})


def _in_words(refusal: Refusal) -> str:
    said = translated(refusal)
    return f"{said.sentence} {said.remedy}".strip()
