"""Where the library of SCIM reads and writes: the portal's own records, by its services, in one transaction a call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, cast  # Any: the library's types are generic over resources

from scim2_models import (
    NotFoundException,
    NotImplementedException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    TooManyException,
)
from scim2_server.storage import ScimStorage, SearchPage

from app.domain.provisioning import ScimClient, Sought
from app.scim.kinds import Kind, Model
from app.scim.resources import LARGEST_PAGE
from app.scim.searching import sought_by, wants_members
from app.scim.translating import id_in, version_of
from app.services.provisioning.changes import ProvisionedReads, ProvisioningChange, Provisions, ReadsProvisioned

# With how many a filter is compared one by one, where nothing in it can be looked up.
MOST_COMPARED: Final = 1000
# Beyond it no database counts.
_FURTHEST: Final = 2**31
# Any: what a kind has found goes back to that kind, and to no other.
Kinds = dict[str, Kind[Any]]


class CallStorage(ScimStorage):
    """The records, as one call of one directory sees them."""

    def __init__(
        self,
        *,
        client: ScimClient,
        writes: bool,
        kinds: Kinds,
        model_for: Callable[[ResourceType], Model],
        changes: Provisions,
        reads: ReadsProvisioned,
    ) -> None:
        self._client = client
        self._writes = writes
        self._kinds = kinds
        self._model_for = model_for
        self._changes = changes
        self._reads = reads
        self._held: ProvisionedReads | None = None

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Let the whole call be one transaction: what it has read is so still when it writes."""
        if self._writes:
            with self._changes.provisioning_change() as self._held:
                yield
        else:
            with self._reads.reading() as self._held:
                yield

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,  # noqa: ARG002 - the library applies them
    ) -> Resource[Any]:
        """Return what a directory has here by that id; raises NotFoundException."""
        return self._kind(resource_type).resource(
            self._found(resource_type, resource_id), self._model_for(resource_type)
        )

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ARG002 - there are no cursors here, which the configuration says
    ) -> SearchPage:
        """Return a page of what is there; raises TooManyException for a filter that would compare too much."""
        if len(resource_types) > 1:
            raise NotImplementedException(detail="Search in /Users or in /Groups")
        kind, model = self._kind(resource_types[0]), self._model_for(resource_types[0])
        if search_request.filter is not None:
            return self._matching(kind, model, search_request)
        start, most = _start(search_request), _size(search_request)
        wanted = wants_members(search_request)
        found = kind.page(self._open, self._client, Sought(), start=start, most=most, with_members=wanted)
        return SearchPage(kind.count(self._open, self._client, Sought()), [kind.resource(one, model) for one in found])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Add something; raises what the services refuse."""
        kind = self._kind(resource_type)
        return kind.resource(kind.add(self._change, self._client, resource), self._model_for(resource_type))

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Store the next version of something; raises likewise, PreconditionFailedException or NotFoundException."""
        kind, known = self._kind(resource_type), self._found(resource_type, resource.id or "", expected_version)
        changed = kind.change(self._change, self._client, known, resource)
        return kind.resource(changed, self._model_for(resource_type))

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Take something out of the directory's sight; raises likewise."""
        known = self._found(resource_type, resource_id, expected_version)
        self._kind(resource_type).delete(self._change, self._client, known)

    def _matching(self, kind: Kind[Any], model: Model, asked: SearchRequest[Any]) -> SearchPage:
        sought = sought_by(asked.filter, kind.name_field)
        wanted = wants_members(asked) or "members" in str(asked.filter).lower()
        if kind.count(self._open, self._client, sought) > MOST_COMPARED:
            raise TooManyException(detail="Filter by eq on id, externalId, userName or displayName")
        found = kind.page(self._open, self._client, sought, start=0, most=MOST_COMPARED, with_members=wanted)
        resources = [kind.resource(one, model) for one in found]
        matching = [one for one in resources if asked.filter is None or asked.filter.match(one)]
        start = _start(asked)
        return SearchPage(len(matching), matching[start : start + _size(asked)])

    def _found(self, resource_type: ResourceType, resource_id: str, expected_version: str | None = None) -> Any:
        """Any: what a kind has found goes back to that kind, and to no other."""
        id_ = id_in(resource_id)
        known = self._kind(resource_type).find(self._open, self._client, id_) if id_ else None
        if known is None:
            raise NotFoundException(detail=f"There is no such {resource_type.name}")
        if expected_version is not None and expected_version != version_of(known.version):
            raise PreconditionFailedException
        return known

    def _kind(self, resource_type: ResourceType) -> Kind[Any]:
        return self._kinds[resource_type.name or ""]

    @property
    def _open(self) -> ProvisionedReads:
        return cast(ProvisionedReads, self._held)

    @property
    def _change(self) -> ProvisioningChange:
        return cast(ProvisioningChange, self._held)


def _start(asked: SearchRequest[Any]) -> int:
    return min(asked.start_index_0 or 0, _FURTHEST)


def _size(asked: SearchRequest[Any]) -> int:
    return LARGEST_PAGE if asked.count is None else min(asked.count, LARGEST_PAGE)
