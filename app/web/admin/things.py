"""The one thing that an address or a form names by its id: it is there, or the answer is a 404 in words."""

from typing import TypeVar
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.histories import NoSuchThing
from app.domain.mappings import Mapping
from app.domain.people import Group, Person
from app.domain.refusals import NotThere
from app.domain.words import _
from app.web.forms import id_in
from app.web.site import portal

Found = TypeVar("Found")


def require_person(id_: UUID) -> Person:
    """Return a person, disabled or not; raises NotThere or StorageUnavailable."""
    return _there(portal().lists.people.find(id_), _("person"))


def require_group(id_: UUID) -> Group:
    """Return a group, disabled or not; raises NotThere or StorageUnavailable."""
    return _there(portal().lists.groups.find(id_), _("group"))


def require_account(id_: UUID | str) -> Account:
    """Return an account, disabled or not, also by an id as a form has it; raises NotThere or StorageUnavailable."""
    known = _id(id_)
    return _there(portal().lists.accounts.find(known) if known else None, _("account"))


def require_role(id_: UUID | str) -> Role:
    """Return a role, disabled or not, likewise; raises NotThere or StorageUnavailable."""
    known = _id(id_)
    return _there(portal().lists.roles.find(known) if known else None, _("role"))


def require_mapping(id_: UUID | str) -> Mapping:
    """Return a mapping, disabled or not, likewise; raises NoSuchThing or StorageUnavailable."""
    known = _id(id_)
    found = portal().lists.histories.find("mapping", known) if known else None
    if not isinstance(found, Mapping):
        raise NoSuchThing
    return found


def _there(found: Found | None, what: str) -> Found:
    if found is None:
        raise NotThere(what=what)
    return found


def _id(id_: UUID | str) -> UUID | None:
    return id_ if isinstance(id_, UUID) else id_in(id_)
