"""Turns resources into what a directory says, and what is kept of that into resources again."""

import unicodedata
from typing import Any, Final, cast  # Any: a resource is generic over its extensions, of which there are none
from uuid import UUID

from scim2_models import Context, InvalidValueException, Meta, Reference, Resource

from app.domain.ledger import Plain
from app.domain.names import is_legible, shown
from app.domain.people import MalformedEmail, parse_email
from app.domain.provisioning import ProvisionedGroup, ProvisionedUser, SaidGroup, SaidUser, parse_external_id
from app.domain.scim_refusals import MemberNotKnown
from app.scim.bounds import MOST_ADDRESSES
from app.scim.resources import Email, Group, Member, User

_OURS: Final = frozenset({"schemas", "id", "meta", "members"})
_LENGTH_OF_AN_ID: Final = 36


def said_of_user(resource: User, *, unless_said: bool = True) -> SaidUser:
    """Read a user, who is active as `unless_said` says where nothing is said of it.

    A display name or an address that people cannot read is left out. Raises MalformedExternalId, or
    InvalidValueException for too many addresses.
    """
    if len(resource.emails or []) > MOST_ADDRESSES:
        raise InvalidValueException(detail=f"A user has {MOST_ADDRESSES} e-mail addresses at most")
    user_name = resource.user_name or ""
    return SaidUser(
        user_name=user_name,
        external_id=parse_external_id(resource.external_id),
        is_active=unless_said if resource.active is None else resource.active,
        display_name=_display_name(resource) or user_name,
        email=_address(resource.emails or []),
        kept=_kept(resource),
    )


def said_of_group(resource: Group) -> SaidGroup:
    """Read a group; raises MemberNotKnown for a member that cannot be one."""
    return SaidGroup(
        name=unicodedata.normalize("NFC", resource.display_name or ""),
        external_id=parse_external_id(resource.external_id),
        members=frozenset(_member_id(one) for one in resource.members or []),
        kept=_kept(resource),
    )


def user_resource(user: ProvisionedUser, model: type[Resource[Any]]) -> Resource[Any]:
    """Return a user as their directory sees them."""
    resource = model.model_validate({"schemas": [str(model.__schema__)], **user.said.kept})
    return _dated(resource, "User", user)


def group_resource(group: ProvisionedGroup, model: type[Resource[Any]]) -> Resource[Any]:
    """Return a group as its directory sees it."""
    resource = model.model_validate({"schemas": [str(model.__schema__)], **group.said.kept})
    cast(Group, resource).members = [_member(user_id) for user_id in sorted(group.said.members)] or None
    return _dated(resource, "Group", group)


def id_in(text: str) -> UUID | None:
    """Return the id that a text is, in the way that ids are written here; None if it is something else."""
    try:
        return UUID(text) if len(text) == _LENGTH_OF_AN_ID else None
    except ValueError:
        return None


def version_of(number: int) -> str:
    """Return a version as entity tags have it: weak, as RFC 7644, section 3.14, prefers."""
    return f'W/"{number}"'


def _kept(resource: Resource[Any]) -> dict[str, Plain]:
    said: dict[str, Plain] = resource.model_dump(scim_ctx=Context.DEFAULT)
    return {name: value for name, value in said.items() if name not in _OURS}


def _dated(resource: Resource[Any], kind: str, one: ProvisionedUser | ProvisionedGroup) -> Resource[Any]:
    resource.id = str(one.id)
    resource.meta = Meta(
        resource_type=kind,
        created=one.created_at,
        last_modified=one.changed_at,
        version=version_of(one.version),
    )
    return resource


def _member(user_id: UUID) -> Member:
    # Built without being read once more: a group may have thousands.
    return Member.model_construct(value=str(user_id), ref=Reference[User](f"Users/{user_id}"), type="User")


def _member_id(member: Member) -> UUID:
    value = member.value or ""
    user_id = id_in(value)
    if user_id is None:
        raise MemberNotKnown(member=shown(value))
    return user_id


def _display_name(resource: User) -> str | None:
    name = resource.name
    parts = [part for part in (name.given_name, name.family_name) if part] if name else []
    offered = (resource.display_name, name.formatted if name else None, " ".join(parts))
    normal = (unicodedata.normalize("NFC", text) for text in offered if text)
    return next((text for text in normal if is_legible(text)), None)


def _address(emails: list[Email]) -> str | None:
    """Return the primary address, or else the first."""
    ordered = sorted((one for one in emails if one.value), key=lambda one: one.primary is not True)
    try:
        return parse_email(ordered[0].value or "") if ordered else None
    except MalformedEmail:
        return None
