"""The resources that directories may provision: what the portal has a use for, and no more of people than that."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final  # Any: a resource is generic over its extensions, of which there are none

from pydantic import Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from app.domain.provisioning import SubjectAttribute

# How many are on one page of a list.
LARGEST_PAGE: Final = 100


class Name(ComplexAttribute):
    """What somebody is called."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """One e-mail address of somebody."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class User(Resource[Any]):
    """A person, as a directory tells of them."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    name: Name | None = None
    display_name: str | None = None
    active: bool | None = None
    emails: list[Email] | None = None


class UserByUserName(User):
    """Likewise; known by the userName when they sign in."""

    user_name: Annotated[str | None, Required.true, Mutability.immutable, Uniqueness.server] = None


class UserByExternalId(User):
    """Likewise; known by the externalId when they sign in."""

    external_id: Annotated[str | None, Required.true, Mutability.immutable, CaseExact.true] = None


class Member(ComplexAttribute):
    """Somebody in a group."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A group, as a directory tells of it."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None


_USERS: Final[Mapping[SubjectAttribute, type[User]]] = MappingProxyType(
    {"externalId": UserByExternalId, "userName": UserByUserName}
)
# What directories send beyond that is neither kept nor refused, and Entra's ways of saying things are understood.
_POLICY: Final = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


def provider_for(subject_attribute: SubjectAttribute) -> ScimProvider:
    """Return what is served to a directory whose people are known by that attribute."""
    models: list[type[Resource[Any]]] = [_USERS[subject_attribute], Group]
    return ScimProvider(
        models=models,
        resource_types=[ResourceType.from_resource(model) for model in models],
        config=_config(),
        policy=_POLICY,
    )


def _config() -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=LARGEST_PAGE),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="A token that the operator of this portal makes",
                primary=True,
            )
        ],
    )
