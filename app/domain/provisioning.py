"""What a company's directory says of its people and groups by SCIM, and what is kept of it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from app.domain.ledger import Plain
from app.domain.names import is_legible, shown
from app.domain.people import Identity, Person
from app.domain.scim_refusals import MalformedExternalId, SubjectMissing

# Two, so that a token can be replaced while the directory still calls with the other.
MOST_TOKENS: Final = 2
# OpenID Connect Core 1.0, section 2, allows as many characters in a `sub`.
LONGEST: Final = 255
SubjectAttribute = Literal["externalId", "userName"]


@dataclass(frozen=True, slots=True)
class ScimClient:
    """A directory that calls by SCIM: it provisions people of one issuer, each known by an attribute that it sends.

    `source` is `scim:NAME`, under which groups, memberships and entries are kept.
    """

    source: str
    issuer: str
    subject_attribute: SubjectAttribute


@dataclass(frozen=True, slots=True)
class ScimToken:
    """A bearer token of a directory; the token itself is not kept."""

    id: UUID
    source: str
    made_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidUser:
    """What a directory says of somebody; `kept` is the resource as it is given back."""

    user_name: str
    external_id: str | None
    is_active: bool
    display_name: str
    email: str | None
    kept: Mapping[str, Plain] = field(repr=False)

    @property
    def key(self) -> str:
        """The userName as uniqueness and filters compare it."""
        return comparable(self.user_name)

    def known_at(self, client: ScimClient) -> Identity:
        """Return how they are known when they sign in; raises SubjectMissing."""
        subject = self.external_id if client.subject_attribute == "externalId" else self.user_name
        if subject is None or not is_legible(subject, longest=LONGEST):
            raise SubjectMissing(attribute=client.subject_attribute, subject=shown(subject or ""))
        return Identity(client.issuer, subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionedUser:
    """A person as a directory knows them. `deactivated_at` is when it disabled them, if it alone did."""

    id: UUID
    source: str
    person_id: UUID
    said: SaidUser
    version: int
    created_at: datetime
    changed_at: datetime
    deactivated_at: datetime | None = None
    deleted_at: datetime | None = None

    def has_disabled(self, person: Person) -> bool:
        """Say whether it is the directory that has disabled a person, so that it may let them in again."""
        return person.disabled_at is not None and person.disabled_at == self.deactivated_at

    def saying(self, said: SaidUser, at: datetime) -> Self:
        """Return the next version."""
        return replace(self, said=said, version=self.version + 1, changed_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidGroup:
    """What a directory says of a group; members are named by their ids as users here."""

    name: str
    external_id: str | None
    members: frozenset[UUID]
    kept: Mapping[str, Plain] = field(repr=False)

    @property
    def key(self) -> str:
        """The displayName as filters compare it."""
        return comparable(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionedGroup:
    """A group as a directory knows it."""

    id: UUID
    source: str
    group_id: UUID
    said: SaidGroup
    version: int
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None

    def saying(self, said: SaidGroup, at: datetime) -> Self:
        """Return the next version."""
        return replace(self, said=said, version=self.version + 1, changed_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a list is narrowed to before it is read: by equality, and nothing else."""

    id: UUID | None = None
    key: str | None = None
    external_id: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it is narrowed at all."""
        return self != Sought()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimCall:
    """One call by SCIM, whatever carried it; `base_url` is where all of its addresses begin."""

    method: str
    base_url: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScimAnswer:
    """What is answered, its body as JSON-like values."""

    status: int
    body: Mapping[str, object] | None
    headers: Mapping[str, str]


def parse_external_id(text: str | None) -> str | None:
    """Read what a directory calls something, if it does; raises MalformedExternalId."""
    if text is not None and not is_legible(text, longest=LONGEST):
        raise MalformedExternalId(text=shown(text))
    return text


def comparable(text: str) -> str:
    """Return a text as attributes that do not tell cases apart are compared. Source: RFC 7643, section 2.2."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
