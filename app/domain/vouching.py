"""What an identity provider vouches for when somebody signs in through it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from app.domain.names import legible_from, shown
from app.domain.people import Group, Person, Principal, Username
from app.domain.refusals import AN_ADMIN, THE_OPERATOR, Malformed, NotSignedIn
from app.domain.web_sessions import Proof
from app.domain.words import _

# In characters. Of at most four bytes each, it fits into an index of PostgreSQL.
LONGEST_GROUP_ID: Final = 512
_UNKEEPABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


class PersonDisabled(NotSignedIn):
    code = "person-disabled"
    sentence = _("You cannot sign in here: you have been disabled.")
    remedy = _("Ask an admin to enable you again.")
    who = AN_ADMIN


class MalformedGroupId(Malformed):
    code = "malformed-group-id"
    sentence = _("“%(text)s” cannot be the id of a group.")
    remedy = _("An id has 1 to %(longest)s characters, none of them a control character, and not blanks alone.")
    who = THE_OPERATOR


@dataclass(frozen=True, slots=True)
class VouchedGroup:
    """A group as its provider knows it: by an id that stays, and a name that people read."""

    external_id: str
    name: str

    @classmethod
    def parse(cls, external_id: str, name: str | None = None) -> Self:
        """Take a group's id to the letter, and make a name of it, or of another text; raises MalformedGroupId.

        Nothing of an id is trimmed or brought to a normal form: two groups of the provider would become one.
        """
        unkeepable = any(unicodedata.category(character) in _UNKEEPABLE for character in external_id)
        if unkeepable or not external_id.strip() or len(external_id) > LONGEST_GROUP_ID:
            raise MalformedGroupId(text=shown(external_id), longest=LONGEST_GROUP_ID)
        return cls(external_id, legible_from(name or "") or legible_from(external_id) or shown(external_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Somebody as an identity provider vouches for them right now; everything in it has been verified.

    `issuer` and `subject` are who it is, and nothing else ever is: an e-mail address can change hands. `source` is the
    name of the provider, under which groups and memberships are kept; it is what the sign-in page and the ledger call
    it. `groups` is None where the provider does not speak of groups: memberships stay as they are then. `until` is
    when the provider wants the web session to end at the latest, if it says so.
    """

    issuer: str
    subject: str
    source: str
    username: Username
    display_name: str
    email: str | None
    groups: tuple[VouchedGroup, ...] | None
    proofs: tuple[Proof, ...]
    provider_sid: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of somebody: the person, the identity by which they were found, and the groups that a source saw."""

    person: Person
    identity_id: UUID
    groups: frozenset[Group]

    @property
    def principal(self) -> Principal:
        who = self.person
        return Principal(who.id, self.identity_id, who.username, who.display_name, who.role_session_name)

    def is_as(self, vouched: Vouched) -> bool:
        """Say whether everything that a provider vouches for is kept already."""
        who = self.person
        same = (who.username, who.display_name, who.email) == (vouched.username, vouched.display_name, vouched.email)
        groups = {VouchedGroup(one.external_id, one.name) for one in self.groups}
        return same and (vouched.groups is None or groups == set(vouched.groups))
