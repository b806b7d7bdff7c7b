"""Reads long forms field by field: every mistake is kept beside its field, and reading goes on."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from typing import TypeVar

from app.domain.refusals import Refusal
from app.web.admin.drafts import FieldErrors
from app.web.words import translated

Read = TypeVar("Read")


class Reading:
    """One reading of a form; `errors` are sentences by the names of the fields that they stand beside."""

    def __init__(self, fields: ReadOnly[str, str]) -> None:
        self._fields = fields
        self._errors: dict[str, str] = {}

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
        """Return what a function reads; a refusal is kept beside the field, and None returned."""
        try:
            return read()
        except Refusal as refusal:
            said = translated(refusal)
            self._errors.setdefault(name, f"{said.sentence} {said.remedy}")
            return None

    def require_no_mistake(self) -> None:
        """Raise FieldErrors if there was a mistake."""
        if self._errors:
            raise FieldErrors(self._errors)
