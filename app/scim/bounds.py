"""Bounds what the library compares value by value in one PATCH, while every other change waits for it."""

from collections.abc import Sequence
from typing import Any, Final  # Any: JSON, as a directory sent it

from scim2_models import PatchOperation, PayloadTooLargeException

# How many comparisons the library may make: it takes about a second.
MOST_COMPARISONS: Final = 40_000
MOST_ADDRESSES: Final = 100
# Measured: what a filter finds and changes is read anew, and what is added is looked up among what is there.
_CHANGED_BY_FILTER: Final = 4.0
_ADDED: Final = 0.1


def require_few(held: int, operations: Sequence[PatchOperation[Any]], *, instead: str) -> None:
    """Raise PayloadTooLargeException where a PATCH would compare too much with what is held, and its own."""
    most = held + sum(_values_in(one.value) for one in operations)
    if most * sum(_weight_of(one) for one in operations) > MOST_COMPARISONS:
        raise PayloadTooLargeException(detail=instead)


def _weight_of(operation: PatchOperation[Any]) -> float:
    """Return how often each value is compared."""
    if operation.op == PatchOperation.Op.remove:
        return max(1, _values_in(operation.value))
    where = [str(operation.path or ""), *(operation.value if isinstance(operation.value, dict) else ())]
    return _CHANGED_BY_FILTER if any("[" in path for path in where) else _ADDED


def _values_in(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_values_in(one) for one in value.values())
    return len(value) if isinstance(value, list) else 0
