"""Takes the fields of a record one by one; whatever is wrong with one becomes a flaw with its line."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as ReadOnly
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, TypeVar

from app.domain.arns import RoleArn
from app.domain.descriptions import writable_tags
from app.domain.interchange import Flaw
from app.domain.names import shown
from app.domain.refusals import Malformed
from app.files.located import Located

_FLAGS: Final[ReadOnly[str, bool]] = MappingProxyType({"true": True, "false": False})
Read = TypeVar("Read")


class Flawed(Exception):
    """A field cannot be used; its flaw is noted already, so its record is passed over."""


class Fields:
    """A record of a file: known keys only."""

    def __init__(self, record: Located, flaws: list[Flaw], known: Iterable[str]) -> None:
        self.line = record.line
        self._flaws = flaws
        names = tuple(known)
        if not isinstance(record.value, dict):
            raise self.flaw(self.line, "Here has to be a record of fields.", f"Its fields are: {', '.join(names)}.")
        self._fields = record.value
        strangers = [(value.line, key) for key, value in record.value.items() if key not in names]
        for line, key in strangers:
            self.flaw(line, f"“{shown(key)}” is not a field here.", f"The fields are: {', '.join(names)}.")
        if strangers:
            raise Flawed

    def flaw(self, line: int, what: str, remedy: str) -> Flawed:
        """Note a flaw, and return what to raise."""
        self._flaws.append(Flaw(line, what, remedy))
        return Flawed()

    def has(self, name: str) -> bool:
        """Say whether a field is there and not null."""
        return name in self._fields and self._fields[name].value is not None

    def line_of(self, name: str) -> int:
        """Return the line of a field, or of its record."""
        return self._fields[name].line if name in self._fields else self.line

    def located(self, name: str) -> Located:
        """Return a field as it stands, null where it is missing."""
        return self._fields.get(name, Located(self.line, None))

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it has to be there."""
        if not self.has(name):
            if default is None:
                raise self.flaw(self.line, f"The field “{name}” is missing.", "Add it.")
            return default
        value = self._fields[name].value
        if not isinstance(value, str):
            raise self.flaw(self.line_of(name), f"“{name}” has to be a text.", "Write one value there.")
        return value

    def parsed(self, name: str, parse: Callable[[str], Read]) -> Read:
        """Return a field as a value; its refusal becomes a flaw."""
        text = self.text(name)
        return self.judged(name, lambda: parse(text))

    def role_arn(self, name: str) -> RoleArn:
        """Return the ARN of a role: who wrote a file is told otherwise than who followed a link."""
        try:
            return RoleArn.parse(self.text(name))
        except Malformed as error:
            remedy = "Write it as arn:aws:iam::123456789012:role/NAME, with the role's path if it has one."
            raise self.flaw(self.line_of(name), f"{name}: {error.sentence % error.values}", remedy) from error

    def optional(self, name: str, parse: Callable[[str], Read]) -> Read | None:
        """Return a field as a value, None if it is missing."""
        return self.parsed(name, parse) if self.has(name) else None

    def judged(self, name: str, make: Callable[[], Read]) -> Read:
        """Make a value; its refusal becomes a flaw at the line of a field."""
        try:
            return make()
        except Malformed as error:
            said = error.sentence % error.values
            raise self.flaw(self.line_of(name), f"{name}: {said}", error.remedy % error.values) from error
        except ValueError as error:
            raise self.flaw(
                self.line_of(name), f"“{name}” cannot be read.", "Look at the schema of the file."
            ) from error

    def flag(self, name: str, default: bool) -> bool:  # noqa: FBT001 - the value that a missing field has
        """Return true or false."""
        text = self.text(name, "true" if default else "false")
        if text not in _FLAGS:
            raise self.flaw(self.line_of(name), f"“{name}” has to be true or false.", "Write true or false.")
        return _FLAGS[text]

    def choice(self, name: str, choices: Iterable[str], default: str | None = None) -> str:
        """Return one of some words."""
        text, known = self.text(name, default), tuple(choices)
        if text not in known:
            raise self.flaw(self.line_of(name), f"“{name}” cannot be “{shown(text)}”.", f"Write {' or '.join(known)}.")
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty if it is missing."""
        if not self.has(name):
            return ()
        value = self._fields[name].value
        if not isinstance(value, list):
            raise self.flaw(self.line_of(name), f"“{name}” has to be a list.", "Write one text a line, after a hyphen.")
        texts = [item.value for item in value if isinstance(item.value, str)]
        if len(texts) != len(value):
            raise self.flaw(self.line_of(name), f"“{name}” holds something that is no text.", "Write texts only.")
        return tuple(texts)

    def tags(self, name: str) -> dict[str, str]:
        """Return the tags of an account, none if it is missing."""
        value = self.located(name).value
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(one.value, str) for one in value.values()):
            raise self.flaw(self.line_of(name), f"“{name}” has to hold keys and texts.", "Write them as key: text.")
        return self.judged(name, lambda: writable_tags({key: str(one.value) for key, one in value.items()}))


def moment(text: str) -> datetime:
    """Read a moment with its offset from UTC; raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(text)
    try:
        return read.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
