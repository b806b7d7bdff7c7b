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
from app.domain.refusals import AN_ADMIN, THE_OPERATOR, Conflict, Malformed, NotPermitted, NotSignedIn, TooMany
from app.domain.words import _

# Two, so that a token can be replaced while the directory still calls with the other.
MOST_TOKENS: Final = 2
# OpenID Connect Core 1.0, section 2, allows as many characters in a `sub`.
LONGEST: Final = 255
SubjectAttribute = Literal["externalId", "userName"]


class TokenNotKnown(NotSignedIn):
    code = "scim-token-not-known"
    sentence = _("This address takes a bearer token, and the one that was sent is none of its own.")
    remedy = _("Make one with doorstep scim make-token NAME, and set it in the directory that calls here.")
    who = THE_OPERATOR


class TooManyCalls(TooMany):
    code = "scim-too-many-calls"
    sentence = _("There are too many calls at once.")
    remedy = _("Call again in %(retry_after)s s.")
    who = THE_OPERATOR


class TokensEnough(Conflict):
    code = "scim-tokens-enough"
    sentence = _("There are %(most)s tokens of %(name)s already.")
    remedy = _("Revoke the one that is used no more: doorstep scim revoke-token ID")
    who = THE_OPERATOR


class NoToken(Conflict):
    code = "scim-no-token"
    sentence = _("%(source)s has no token, so that it cannot call.")
    remedy = _("Make one with doorstep scim make-token %(name)s, and set it in the directory.")
    who = THE_OPERATOR


class SubjectMissing(Malformed):
    code = "scim-subject-missing"
    sentence = _("%(attribute)s has to be a text of 1 to 255 characters: by it people are known when they sign in.")
    remedy = _("Map %(attribute)s in the directory to what the identity provider sends as the subject.")
    who = AN_ADMIN


class MalformedExternalId(Malformed):
    code = "scim-malformed-external-id"
    sentence = _("“%(text)s” cannot be an externalId.")
    remedy = _("It has 1 to 255 characters, none of them a control character, and no blank at its ends.")
    who = AN_ADMIN


class UsernameTaken(Conflict):
    code = "scim-username-taken"
    sentence = _("Somebody else from this directory has the userName “%(username)s”.")
    remedy = _("Give one of them another name in the directory.")
    who = AN_ADMIN


class ProvisionedAlready(Conflict):
    code = "scim-provisioned-already"
    sentence = _("Whoever signs in as “%(subject)s” is here already.")
    remedy = _("Look for them by a filter, and change what is there.")
    who = AN_ADMIN


class KeptByThePortal(NotPermitted):
    code = "scim-kept-by-the-portal"
    sentence = _("This person has a local account, and is no directory's to change.")
    remedy = _("An admin changes them in the portal.")
    who = AN_ADMIN


class SubjectFixed(Malformed):
    code = "scim-subject-fixed"
    sentence = _("%(attribute)s says who somebody is, and does not change.")
    remedy = _("Delete this user, and provision the other one.")
    who = AN_ADMIN


class MemberNotKnown(Malformed):
    code = "scim-member-not-known"
    sentence = _("A member “%(member)s” is none of the users that this directory has provisioned.")
    remedy = _("Provision them first. Groups within groups are not taken: send their members.")
    who = AN_ADMIN


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
