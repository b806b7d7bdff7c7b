"""The roles that saved mappings lead to, each with the way to its test: whether AWS agrees is found out there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import url_for

from app.domain.accounts import Role
from app.domain.drafts import Thing
from app.domain.mappings import Mapping
from app.domain.naming import Names
from app.web.admin.mapping_words import role_in_words
from app.web.site import portal

_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class RoleToTest:
    """A role in words, and the page where it is tested."""

    id: UUID
    words: str
    path: str


def roles_to_test(things: Iterable[Thing], names: Names) -> tuple[RoleToTest, ...]:
    """Return the first roles that these lead to, each once; raises StorageUnavailable."""
    roles: dict[UUID, Role] = {}
    for thing in things:
        if len(roles) < _MOST:
            roles |= {role.id: role for role in _roles_of(thing, names)}
    return tuple(
        RoleToTest(role.id, role_in_words(role), url_for("admin_role_health.show_role", role_id=role.id))
        for role in list(roles.values())[:_MOST]
    )


def _roles_of(thing: Thing, names: Names) -> Iterable[Role]:
    if thing.disabled_at is not None:
        return ()
    if isinstance(thing, Role):
        return (thing,)
    if not isinstance(thing, Mapping) or thing.effect == "deny" or thing.target_kind == "portal":
        return ()
    if thing.selector is not None:
        return portal().lists.names.roles_selected_by(thing.selector)
    role = names.roles.get(UUID(thing.target_id))
    return () if role is None else (role,)
