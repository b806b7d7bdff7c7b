"""People: who is at the keyboard, and the lasting record behind them."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from app.domain.ledger import Plain
from app.domain.names import is_legible, shown
from app.domain.refusals import Malformed
from app.domain.words import _

# Who vouches for a local account, and who knows the members of a local group: the portal itself.
LOCAL_ISSUER = "local"
LOCAL_SOURCE = "local"
_LONGEST_USERNAME = 128
# RFC 5321, section 4.5.3.1: a path has 256 octets at most, its angle brackets included.
_LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_ROLE_SESSION_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")
_DERIVED = re.compile(r".*-[0-9a-f]{16}", re.DOTALL)
_NOT_IN_A_ROLE_SESSION_NAME = re.compile(r"[^A-Za-z0-9_+=,.@-]+")


class MalformedUsername(Malformed):
    code = "malformed-username"
    sentence = _("“%(text)s” cannot be a username.")
    remedy = _("A username has 1 to 128 characters, none of them a control character, "
               "and no blank at its ends.")  # fmt: skip


class MalformedEmail(Malformed):
    code = "malformed-email"
    sentence = _("“%(text)s” is not an e-mail address.")
    remedy = _("An e-mail address looks like alice@example.com; it may also be left empty.")


@dataclass(frozen=True, slots=True)
class Username:
    """What the identity provider calls a principal, in Unicode normal form C."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a username; raises MalformedUsername."""
        normal = unicodedata.normalize("NFC", text)
        if not is_legible(normal, longest=_LONGEST_USERNAME):
            raise MalformedUsername(text=shown(text))
        return cls(normal)

    @property
    def local_subject(self) -> str:
        """The subject of a local account: case does not tell two local people apart."""
        return unicodedata.normalize("NFC", self.text.casefold())

    def __str__(self) -> str:
        return self.text


def parse_email(text: str) -> str:
    """Read an e-mail address, as far as a mistake can be seen; raises MalformedEmail."""
    if not is_legible(text, longest=_LONGEST_EMAIL) or not _EMAIL.fullmatch(text):
        raise MalformedEmail(text=shown(text))
    return text


def role_session_name_for(username: Username) -> str:
    """Derive the `RoleSessionName` of a person: valid, stable, and different for different usernames.

    A username that is already valid is used as it is. Any other one is cut and gets the first 16 hexadecimal digits
    of its SHA-256; a username that looks like such a derived name is derived as well, so that nobody can choose
    to look like somebody else. Names beginning with `i-` are derived too: they look like EC2 instances to detection
    rules. Source: AWS STS API Reference, AssumeRole: 2 to 64 of `[\\w+=,.@-]` (ASCII).
    """
    text = username.text
    if _ROLE_SESSION_NAME.fullmatch(text) and not _DERIVED.fullmatch(text) and not text.startswith("i-"):
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    legible = _NOT_IN_A_ROLE_SESSION_NAME.sub("_", text).strip("_")[:47]
    misleads = not legible or f"{legible}-".startswith("i-")
    return f"{'person' if misleads else legible}-{digest}"


def role_session_name_of(username: Username, issuer: str, subject: str, *, is_taken: Callable[[str], bool]) -> str:
    """Return the `RoleSessionName` of somebody new: as above, or where that is another's, told apart by who vouches.

    Two providers may call two people the same; what one of them did must never look like the other.
    """
    name = role_session_name_for(username)
    if not is_taken(name):
        return name
    digest = hashlib.sha256(f"{issuer}\0{subject}".encode()).hexdigest()[:16]
    return f"{name[:47]}-{digest}"


@dataclass(frozen=True, slots=True)
class Person:
    """A principal's lasting record. `role_session_name` is given once and never changes hands."""

    id: UUID
    username: Username
    display_name: str
    email: str | None
    role_session_name: str
    disabled_at: datetime | None = None

    @property
    def names(self) -> dict[str, Plain]:
        """What they are called, as the ledger tells it."""
        return {"username": self.username.text, "display_name": self.display_name, "email": self.email}

    def shown_as(self, display_name: str, email: str | None) -> Self:
        """Return the person with another name that is shown, and another e-mail address."""
        return replace(self, display_name=display_name, email=email)

    def vouched_for_as(self, username: Username, display_name: str, email: str | None) -> Self:
        """Return the person as their provider calls them now."""
        return replace(self, username=username, display_name=display_name, email=email)

    def enabled(self) -> Self:
        """Return the person enabled again."""
        return replace(self, disabled_at=None)


@dataclass(frozen=True, slots=True)
class Identity:
    """A way in which an issuer names a person."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Principal:
    """The person at the keyboard, as the identity provider vouches right now."""

    person_id: UUID
    identity_id: UUID
    username: Username
    display_name: str
    role_session_name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people; `source` says who knows its members (`local`, or an identity provider)."""

    id: UUID
    source: str
    external_id: str
    name: str
    disabled_at: datetime | None = None

    @property
    def is_local(self) -> bool:
        """Whether its members are decided here."""
        return self.source == LOCAL_SOURCE

    def called(self, name: str) -> Self:
        """Return the group under another name."""
        return replace(self, name=name)

    def renamed(self, name: str) -> Self:
        """Return a local group under another name, by which its source, the portal, knows it as well."""
        return replace(self, name=name, external_id=name)

    def disabled(self, at: datetime | None) -> Self:
        """Return the group disabled since a moment, or with None enabled."""
        return replace(self, disabled_at=at)


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a group, the source that says so, and whether its word counts: the settings may name it no more."""

    person: Person
    source: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Belonging:
    """A group that a person is in, and whether the word of a source that says so counts."""

    group: Group
    counts: bool = True


@dataclass(frozen=True, slots=True)
class LocalAccount:
    """A local account: its principal, and the argon2 hash of its password.

    There is no hash where the portal keeps factors alone, of somebody who comes through a proxy.
    """

    principal: Principal
    password_hash: str | None = field(repr=False)
    disabled: bool
    is_for_emergencies: bool = False

    @property
    def lets_in(self) -> bool:
        """Whether it is one to sign in with on an ordinary day."""
        return not self.disabled and not self.is_for_emergencies
