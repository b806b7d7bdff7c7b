"""What an identity provider vouches for when somebody signs in through it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.people import Group, Person, Principal, Username
from app.domain.refusals import AN_ADMIN, NotSignedIn
from app.domain.web_sessions import Proof
from app.domain.words import _


class PersonDisabled(NotSignedIn):
    code = "person-disabled"
    sentence = _("You cannot sign in here: an admin has disabled you.")
    remedy = _("Ask an admin to enable you again.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class VouchedGroup:
    """A group as its provider knows it: by an id that stays, and a name that people read."""

    external_id: str
    name: str


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
