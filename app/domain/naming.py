"""The names behind ids: what a sentence about mappings needs to be read by people."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.drafts import Thing
from app.domain.ledger import Actor
from app.domain.mappings import Mapping
from app.domain.people import Group, Person

_NO_PEOPLE: Final[ReadOnly[UUID, Person]] = MappingProxyType({})
_NO_GROUPS: Final[ReadOnly[UUID, Group]] = MappingProxyType({})
_NO_ROLES: Final[ReadOnly[UUID, Role]] = MappingProxyType({})
_NO_ACCOUNTS: Final[ReadOnly[UUID, Account]] = MappingProxyType({})
_NO_SOURCES: Final[ReadOnly[UUID, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The ids whose names a page needs."""

    people: frozenset[UUID] = frozenset()
    groups: frozenset[UUID] = frozenset()
    roles: frozenset[UUID] = frozenset()
    accounts: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What stands behind the ids that were asked for; one that nothing stands behind is missing.

    `sources` has of those people and groups who share their name with another who keeps them, or vouches for them.
    """

    people: ReadOnly[UUID, Person] = field(default_factory=lambda: _NO_PEOPLE)
    groups: ReadOnly[UUID, Group] = field(default_factory=lambda: _NO_GROUPS)
    roles: ReadOnly[UUID, Role] = field(default_factory=lambda: _NO_ROLES)
    accounts: ReadOnly[UUID, Account] = field(default_factory=lambda: _NO_ACCOUNTS)
    sources: ReadOnly[UUID, str] = field(default_factory=lambda: _NO_SOURCES)

    def username_of(self, person_id: UUID) -> str | None:
        """Return a person's username, with who vouches for them where another has the same."""
        person, source = self.people.get(person_id), self.sources.get(person_id)
        if person is None:
            return None
        return person.username.text if source is None else f"{person.username} [known to {source}]"

    def having(self, things: Iterable[Thing]) -> "Names":
        """Return the same with the roles and accounts among things that are not stored yet."""
        told = tuple(things)
        roles = {one.id: one for one in told if isinstance(one, Role)}
        accounts = {one.id: one for one in told if isinstance(one, Account)}
        return replace(self, roles={**roles, **self.roles}, accounts={**accounts, **self.accounts})


def names_wanted(
    things: Iterable[Thing], *, actors: Iterable[Actor] = (), people: Iterable[UUID] = (), roles: Iterable[UUID] = ()
) -> Wanted:
    """Return the ids in things, of the actors who are people, and those that are given."""
    mappings = [thing for thing in things if isinstance(thing, Mapping)]
    named = {one.subject_id for one in mappings if one.subject_kind == "person"}
    named |= {UUID(actor.id) for actor in actors if actor.kind == "person"}
    return Wanted(
        people=frozenset(named) | frozenset(people),
        groups=frozenset(one.subject_id for one in mappings if one.subject_kind == "group"),
        roles=frozenset(UUID(one.target_id) for one in mappings if one.target_kind == "role") | frozenset(roles),
        accounts=frozenset(id_ for one in mappings if one.selector for id_ in one.selector.accounts.ids),
    )
