"""The form that takes a username and a password, of a local account or of a directory."""

from dataclasses import dataclass, field
from typing import Self

from app.domain.local_paths import return_to_or_home
from app.web.forms import Fields, require_plain


@dataclass(frozen=True, slots=True)
class PasswordForm:
    """What somebody types to sign in, and where it leads."""

    username: str
    password: str = field(repr=False)
    return_to: str

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        """Read the form; raises MalformedForm. A password is taken as it is, blanks and all."""
        require_plain(fields)
        return_to = return_to_or_home(fields.get("return_to"))
        return cls(fields.get("username", "").strip(), fields.get("password", ""), return_to)
