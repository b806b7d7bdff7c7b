"""Narrows a search by what a filter asks to be equal, so that the database finds what is compared one by one after."""

from collections.abc import Iterator
from typing import Any  # Any: the library's types are generic over resources

from scim2_models import ResponseParameters, ScimFilter
from scim2_models.path import CompareOperator, Comparison, FilterNode, LogicalExpr, LogicalOperator

from app.domain.names import is_legible
from app.domain.provisioning import LONGEST, Sought, comparable
from app.scim.translating import id_in


def sought_by(asked: ScimFilter[Any] | None, name_field: str) -> Sought:
    """Return what every match has to equal; `name_field` is by which name the database keeps this kind of resource."""
    found: dict[str, Any] = {}
    for field, value in _equalities(asked):
        if field == "id" and id_in(value) is not None:
            found["id"] = id_in(value)
        elif field == "external_id":
            found["external_id"] = value
        elif field == name_field:
            found["key"] = comparable(value)
    return Sought(**found)


def wants_members(asked: ResponseParameters[Any] | None) -> bool:
    """Say whether members are among the attributes that are asked for."""
    if asked is None:
        return True
    excluded = {str(path).lower() for path in asked.excluded_attributes or []}
    wanted = [str(path).lower() for path in asked.attributes or []]
    return "members" not in excluded and (not wanted or any("members" in path for path in wanted))


def _equalities(asked: ScimFilter[Any] | None) -> Iterator[tuple[str, str]]:
    if asked is None:
        return
    for node in _terms(asked.ast):
        if isinstance(node, Comparison) and node.op == CompareOperator.eq and isinstance(node.value, str):
            binding = asked.resolve_comparison(node.attr_path, strict=False)
            # Nothing else is kept, and a NUL or half a character no database takes.
            if binding is not None and binding.sub_field_name is None and is_legible(node.value, longest=LONGEST):
                yield binding.field_name, node.value


def _terms(node: FilterNode) -> tuple[FilterNode, ...]:
    """Return what has to hold in any case."""
    is_and = isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_
    return node.terms if is_and and isinstance(node, LogicalExpr) else (node,)
