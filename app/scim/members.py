"""Changes of who is in a group, as directories send them; by the library each would be compared with every member."""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal, cast  # Any: the library's types are generic over resources

from scim2_models import PatchOperation

from app.scim.bounds import require_few
from app.scim.resources import Group, Member

_INSTEAD: Final = 'Remove members by members[value eq "ID"], and nothing else with it'
_SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:group:"
_ONE: Final = re.compile(r'members\[value eq "([^"\\]*)"\]', re.IGNORECASE)
_ALL: Final = frozenset({"members", f"{_SCHEMA}members"})
Operations = Sequence[PatchOperation[Any]]
Step = tuple[Literal["add", "remove"], tuple[str, ...]]


def change_members(group: Group, operations: Operations) -> tuple[bool, Operations]:
    """Make the plain changes of members, in order, and return whether there was any, and what is left to the library.

    Where something else speaks of members as well, the order between them matters, and all is left. Raises
    PayloadTooLargeException where that would take long.
    """
    steps = [(operation, _step_of(operation)) for operation in operations]
    if any(step is None and _speaks_of_members(operation) for operation, step in steps):
        require_few(len(group.members or []), operations, instead=_INSTEAD)
        return False, operations
    before = {one.value: one for one in group.members or []}
    after = dict(before)
    for kind, ids in (step for _operation, step in steps if step is not None):
        if kind == "add":
            after |= {id_: Member.model_construct(value=id_) for id_ in ids if id_ not in after}
        else:
            after = {id_: one for id_, one in after.items() if id_ not in ids}
    group.members = list(after.values()) or None
    return after.keys() != before.keys(), [operation for operation, step in steps if step is None]


def _step_of(operation: PatchOperation[Any]) -> Step | None:
    """Read a change that names the ids of members and nothing else; None for any other."""
    path, op = str(operation.path or ""), operation.op.value
    one = _ONE.fullmatch(path)
    if one is not None and op == "remove" and operation.value is None:
        return "remove", (one[1],)
    if path.lower() not in _ALL or op == "replace":
        return None
    given = operation.value if isinstance(operation.value, list) else [operation.value]
    ids = [_id_in(value) for value in given]
    if not ids or None in ids:
        return None
    return cast(Literal["add", "remove"], op), tuple(cast(list[str], ids))


def _id_in(value: Any) -> str | None:
    """Any: JSON, as a directory sent it."""
    id_ = value.get("value") if isinstance(value, dict) else None
    return id_ if isinstance(id_, str) else None


def _speaks_of_members(operation: PatchOperation[Any]) -> bool:
    if operation.path is not None and str(operation.path):
        return "members" in str(operation.path).lower()
    names = operation.value if isinstance(operation.value, dict) else ()
    return any("members" in name.lower() for name in names)
