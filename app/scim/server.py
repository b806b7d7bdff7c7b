"""Answers calls by SCIM: within bounds, in one transaction each, and what is refused in the words of that protocol."""

from collections.abc import Collection
from typing import Any, Final, cast  # Any: bodies before they are read

from scim2_models import (
    ForbiddenException,
    InvalidFilterException,
    InvalidPathException,
    InvalidValueException,
    MutabilityException,
    PatchOp,
    PayloadTooLargeException,
    Resource,
    ResourceType,
    SCIMException,
    SearchRequest,
    UniquenessException,
)
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.service import ScimService

from app.domain.provisioning import ScimAnswer, ScimCall, ScimClient, SubjectAttribute
from app.domain.refusals import Conflict, Malformed, NotPermitted, Refusal
from app.domain.scim_refusals import SubjectFixed
from app.scim.bounds import require_few
from app.scim.kinds import Groups, Users
from app.scim.members import change_members
from app.scim.resources import Group, User, provider_for
from app.scim.storage import CallStorage, Kinds
from app.services.provisioning.changes import Provisions, ReadsProvisioned
from app.services.provisioning.groups import ProvisionedGroups
from app.services.provisioning.people import ProvisionedPeople

# In characters.
LONGEST_FILTER: Final = 1000
MOST_OPERATIONS: Final = 100
_EXCEPTIONS: Final[tuple[tuple[type[Refusal], type[SCIMException]], ...]] = (
    (SubjectFixed, MutabilityException),
    (Malformed, InvalidValueException),
    (Conflict, UniquenessException),
    (NotPermitted, ForbiddenException),
)


class BoundedService(ScimService):
    """The library's service, which refuses what would take long before it looks into it."""

    def read_search(self, resource_types: list[ResourceType], payload: Any) -> tuple[SearchRequest[Any], Any]:
        """Read a search; raises InvalidFilterException for a filter that is too long."""
        asked = payload.get("filter") if isinstance(payload, dict) else None
        if isinstance(asked, str) and len(asked) > LONGEST_FILTER:
            raise InvalidFilterException(detail=f"A filter has {LONGEST_FILTER} characters at most")
        return super().read_search(resource_types, payload)

    def read_patch(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> "PatchOp[Any]":
        """Read a PATCH; raises PayloadTooLargeException or InvalidPathException for too much."""
        said = self.decode_body(body, content_type)
        given = (
            [value for name, value in said.items() if name.lower() == "operations"] if isinstance(said, dict) else []
        )
        operations = [one for some in given if isinstance(some, list) for one in some]
        if len(operations) > MOST_OPERATIONS:
            raise PayloadTooLargeException(detail=f"A PATCH has {MOST_OPERATIONS} operations at most")
        paths = [one.get("path") for one in operations if isinstance(one, dict)]
        if any(isinstance(path, str) and len(path) > LONGEST_FILTER for path in paths):
            raise InvalidPathException(detail=f"A path has {LONGEST_FILTER} characters at most")
        return super().read_patch(resource_type, body, content_type)

    def apply_patch(
        self, current: Resource[Any], patch_op: "PatchOp[Any]", conditions: Conditions
    ) -> Resource[Any] | None:
        """Apply a PATCH, None where it changes nothing; raises PayloadTooLargeException likewise."""
        if not isinstance(current, Group):
            held = len(cast(User, current).emails or [])
            require_few(held, patch_op.operations or [], instead="Send fewer values, or fewer operations")
            return super().apply_patch(current, patch_op, conditions)
        self.check_preconditions(current, "PATCH", conditions)
        changed, left = change_members(current, patch_op.operations or [])
        if not left:
            return current if changed else None
        rest = patch_op.model_copy(update={"operations": list(left)})
        return super().apply_patch(current, rest, conditions) or (current if changed else None)


class ScimServer:
    """Answers directories."""

    def __init__(
        self,
        *,
        attributes: Collection[SubjectAttribute],
        changes: Provisions,
        reads: ReadsProvisioned,
        people: ProvisionedPeople,
        groups: ProvisionedGroups,
    ) -> None:
        self._changes = changes
        self._reads = reads
        self._kinds: Kinds = {"User": Users(people=people), "Group": Groups(groups=groups)}
        self._services = {attribute: BoundedService(provider_for(attribute)) for attribute in set(attributes)}

    def answer(self, call: ScimCall, client: ScimClient) -> ScimAnswer:
        """Do what a directory asks for; raises StorageUnavailable, and then nothing is done."""
        service = self._services[client.subject_attribute]
        storage = CallStorage(
            client=client,
            writes=call.method != "GET" and not call.path.endswith(".search"),
            kinds=self._kinds,
            model_for=service.get_model,
            changes=self._changes,
            reads=self._reads,
        )
        try:
            said = ScimHandler(service, storage).handle(_request(call))
        except SCIMException as error:
            said = service.error_response(error)
        except (Malformed, Conflict, NotPermitted) as refusal:
            said = service.error_response(_exception_of(refusal))
        return ScimAnswer(int(said.status), said.body, said.headers)


def _request(call: ScimCall) -> ScimRequest:
    return ScimRequest(
        method=call.method,
        base_url=call.base_url,
        path=call.path,
        query=call.query,
        headers=call.headers,
        body=call.body,
    )


def _exception_of(refusal: Refusal) -> SCIMException:
    kind = next(kind for ours, kind in _EXCEPTIONS if isinstance(refusal, ours))
    return kind(detail=f"{refusal} {refusal.remedy % refusal.values}")
