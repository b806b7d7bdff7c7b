"""The kinds of resources, alike to the library: how each is found, decided about and shown."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar, cast  # Any: the library's types are generic over resources
from uuid import UUID

from scim2_models import Resource, TooManyException

from app.domain.provisioning import ProvisionedGroup, ProvisionedUser, ScimClient, Sought
from app.scim.resources import Group, User
from app.scim.translating import group_resource, said_of_group, said_of_user, user_resource
from app.services.provisioning.changes import ProvisionedReads, ProvisioningChange
from app.services.provisioning.groups import ProvisionedGroups
from app.services.provisioning.people import ProvisionedPeople

# Of all groups in one answer: each takes a tenth of a millisecond, and some hundred bytes twice.
MOST_MEMBERS: Final = 25_000
Known = TypeVar("Known", ProvisionedUser, ProvisionedGroup)
Model = type[Resource[Any]]


class Kind(ABC, Generic[Known]):
    """One kind. What it decides raises what its service refuses."""

    # By which name the database finds it.
    name_field: ClassVar[str]

    @abstractmethod
    def find(self, held: ProvisionedReads, client: ScimClient, id_: UUID) -> Known | None:
        """Return one of a directory's own."""

    @abstractmethod
    def page(
        self, held: ProvisionedReads, client: ScimClient, sought: Sought, *, start: int, most: int, with_members: bool
    ) -> Sequence[Known]:
        """Return some of them from a place on, which counts from 0."""

    @abstractmethod
    def count(self, held: ProvisionedReads, client: ScimClient, sought: Sought) -> int:
        """Count them."""

    @abstractmethod
    def add(self, change: ProvisioningChange, client: ScimClient, resource: Resource[Any]) -> Known:
        """Add one."""

    @abstractmethod
    def change(self, change: ProvisioningChange, client: ScimClient, known: Known, resource: Resource[Any]) -> Known:
        """Store the next version of one."""

    @abstractmethod
    def delete(self, change: ProvisioningChange, client: ScimClient, known: Known) -> None:
        """Take one out of the directory's sight."""

    @abstractmethod
    def resource(self, known: Known, model: Model) -> Resource[Any]:
        """Return one as its directory sees it."""


class Users(Kind[ProvisionedUser]):
    """People."""

    name_field = "user_name"

    def __init__(self, *, people: ProvisionedPeople) -> None:
        self._people = people

    def find(self, held: ProvisionedReads, client: ScimClient, id_: UUID) -> ProvisionedUser | None:
        return held.find_user(client.source, id_)

    def page(
        self,
        held: ProvisionedReads,
        client: ScimClient,
        sought: Sought,
        *,
        start: int,
        most: int,
        with_members: bool,  # noqa: ARG002 - only groups have them
    ) -> Sequence[ProvisionedUser]:
        return held.users(client.source, sought, start=start, most=most)

    def count(self, held: ProvisionedReads, client: ScimClient, sought: Sought) -> int:
        return held.count_users(client.source, sought)

    def add(self, change: ProvisioningChange, client: ScimClient, resource: Resource[Any]) -> ProvisionedUser:
        return self._people.add(change, client, said_of_user(cast(User, resource)))

    def change(
        self, change: ProvisioningChange, client: ScimClient, known: ProvisionedUser, resource: Resource[Any]
    ) -> ProvisionedUser:
        # A profile that is replaced without a word of it lets nobody in again.
        said = said_of_user(cast(User, resource), unless_said=known.said.is_active)
        return self._people.change(change, client, known, said)

    def delete(self, change: ProvisioningChange, client: ScimClient, known: ProvisionedUser) -> None:
        self._people.delete(change, client, known)

    def resource(self, known: ProvisionedUser, model: Model) -> Resource[Any]:
        return user_resource(known, model)


class Groups(Kind[ProvisionedGroup]):
    """Groups."""

    name_field = "display_name"

    def __init__(self, *, groups: ProvisionedGroups, most_members: int = MOST_MEMBERS) -> None:
        self._groups = groups
        self._most_members = most_members

    def find(self, held: ProvisionedReads, client: ScimClient, id_: UUID) -> ProvisionedGroup | None:
        return held.find_scim_group(client.source, id_)

    def page(
        self, held: ProvisionedReads, client: ScimClient, sought: Sought, *, start: int, most: int, with_members: bool
    ) -> Sequence[ProvisionedGroup]:
        """Likewise; raises TooManyException for several that have too many members together."""
        if with_members:
            some = held.scim_groups(client.source, sought, start=start, most=most, with_members=False)
            if len(some) > 1 and held.count_members(some) > self._most_members:
                raise TooManyException(detail="Ask for fewer groups, or with excludedAttributes=members")
        return held.scim_groups(client.source, sought, start=start, most=most, with_members=with_members)

    def count(self, held: ProvisionedReads, client: ScimClient, sought: Sought) -> int:
        return held.count_scim_groups(client.source, sought)

    def add(self, change: ProvisioningChange, client: ScimClient, resource: Resource[Any]) -> ProvisionedGroup:
        return self._groups.add(change, client, said_of_group(cast(Group, resource)))

    def change(
        self, change: ProvisioningChange, client: ScimClient, known: ProvisionedGroup, resource: Resource[Any]
    ) -> ProvisionedGroup:
        return self._groups.change(change, client, known, said_of_group(cast(Group, resource)))

    def delete(self, change: ProvisioningChange, client: ScimClient, known: ProvisionedGroup) -> None:
        self._groups.delete(change, client, known)

    def resource(self, known: ProvisionedGroup, model: Model) -> Resource[Any]:
        return group_resource(known, model)
