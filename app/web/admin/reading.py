"""Reads forms field by field, and shows them again with everything typed and each mistake beside its field."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

from app.domain.refusals import Malformed, Refusal, Unavailable
from app.domain.words import _
from app.web.forms import Fields, require_plain
from app.web.visits import current_visit
from app.web.words import Said, translated

Read = TypeVar("Read")
_NONE: Final[ReadOnly[str, str]] = MappingProxyType({})


class FieldErrors(Malformed):
    """What is wrong with a form: sentences by the names of the fields that they stand beside."""

    code = "field-errors"
    sentence = _("The form has mistakes in it.")
    remedy = _("Correct the fields that are marked; nothing else that you typed is lost.")

    def __init__(self, errors: ReadOnly[str, str]) -> None:
        self.errors = errors
        super().__init__()


class FieldMissing(Malformed):
    code = "field-missing"
    sentence = _("%(label)s: this has to be filled in.")
    remedy = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: the text of each field, and of some what is wrong with it.

    `said` is what is wrong with it where no field is to blame, and `reference` finds that in the log.
    """

    texts: ReadOnly[str, str] = field(default_factory=lambda: _NONE)
    errors: ReadOnly[str, str] = field(default_factory=lambda: _NONE)
    said: Said | None = None
    reference: str = ""

    def text(self, name: str) -> str:
        """The text of a field."""
        return self.texts.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field, if anything."""
        return self.errors.get(name, "")


class Reading:
    """One reading of a form: a mistake is kept beside its field, and reading goes on, so that all are told at once."""

    def __init__(self, fields: ReadOnly[str, str]) -> None:
        self._fields = fields
        self._errors: dict[str, str] = {}

    @classmethod
    def of(cls, form: Fields) -> "Reading":
        """Begin to read a form as it was sent; raises MalformedForm."""
        require_plain(form)
        return cls(form)

    def text(self, name: str) -> str:
        """Return a field without the white space around it; empty where it is missing."""
        return self._fields.get(name, "").strip()

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field that say something, each once."""
        return tuple(dict.fromkeys(filter(None, map(str.strip, self.text(name).splitlines()))))

    def is_checked(self, name: str) -> bool:
        """Say whether a box is checked."""
        return self.text(name) == "yes"

    def take(self, name: str, read: Callable[[], Read]) -> Read | None:
        """Return what a function reads; a refusal is kept beside the field, and None returned.

        What does not work right now is no mistake of whoever typed: raises StorageUnavailable.
        """
        try:
            return read()
        except Unavailable:
            raise
        except Refusal as refusal:
            self._errors.setdefault(name, beside_a_field(refusal))
            return None

    def parsed(self, name: str, parse: Callable[[str], Read]) -> Read | None:
        """Return what a field says; a mistake is kept, and None returned."""
        return self.take(name, lambda: parse(self.text(name)))

    def optional(self, name: str, parse: Callable[[str], Read]) -> Read | None:
        """Return what a field says, None if it is empty; a mistake is kept likewise."""
        return self.parsed(name, parse) if self.text(name) else None

    def required(self, name: str, label: str, parse: Callable[[str], Read]) -> Read | None:
        """Return what a field of that label, a marked message, says: an empty one is said to be empty, not wrong."""
        return self.parsed(name, lambda text: parse(_filled(text, label)))

    @property
    def errors(self) -> ReadOnly[str, str]:
        """The mistakes so far."""
        return MappingProxyType(self._errors)

    def complete(self, read: Read | None) -> Read:
        """Return what was read, once everything was; raises FieldErrors if there was a mistake on the way."""
        if self._errors or read is None:
            raise FieldErrors(self._errors)
        return read

    def require_no_mistake(self) -> None:
        """Raise FieldErrors if there was a mistake."""
        if self._errors:
            raise FieldErrors(self._errors)


def filled_again(
    fields: ReadOnly[str, str],
    refusal: Refusal,
    *,
    beside: ReadOnly[str, str] = _NONE,
    keep_out: frozenset[str] = frozenset(),
) -> Filled:
    """Return a form as it was typed, with what is wrong with it.

    `beside` names, by the codes of refusals that come later, the field that each is about; `keep_out` names fields
    with secrets.
    """
    texts = {name: text for name, text in fields.items() if name not in keep_out}
    if isinstance(refusal, FieldErrors):
        return Filled(texts, refusal.errors)
    if refusal.code in beside:
        return Filled(texts, {beside[refusal.code]: beside_a_field(refusal)})
    return Filled(texts, said=translated(refusal), reference=str(current_visit().id))


def beside_a_field(refusal: Refusal) -> str:
    """Say a refusal in one paragraph, as it stands beside a field."""
    said = translated(refusal)
    return f"{said.sentence} {said.remedy}".strip()


def _filled(text: str, label: str) -> str:
    if not text:
        raise FieldMissing(label=label)
    return text
