"""Whether what is added is there already: asked for many things at once."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from app.domain.accounts import Role
from app.domain.drafts import Thing
from app.domain.ledger import canonical_json
from app.domain.mappings import Mapping
from app.storage import rows
from app.storage.condition_rows import conditions_to_store
from app.storage.portions import rows_with
from app.storage.selector_rows import selector_columns
from app.storage.tables import mapping, role


def find_duplicate(connection: Connection, things: Sequence[Thing]) -> Thing | None:
    """Return the first of some new things that is there already: an equal mapping in force, or a role of that ARN.

    Raises ConditionsFromNewer for a mapping with a condition that this version cannot judge.
    """
    roles = {one.role_arn.text: one for one in things if isinstance(one, Role)}
    known = next(rows_with(connection, rows.ROLES, role.c.role_arn, roles), None)
    if known is not None:
        return roles[rows.role_with_account_of(known).role_arn.text]
    return _find_equal(connection, [one for one in things if isinstance(one, Mapping)])


def has_equal_beside(connection: Connection, one: Mapping) -> bool:
    """Say whether another mapping in force says the same."""
    told = _told(one)
    return any(other.id != one.id and _told(other) == told for other in _alike(connection, [one]))


def _find_equal(connection: Connection, mappings: Sequence[Mapping]) -> Mapping | None:
    """Return the first mapping to which one in force is equal, be it stored or an earlier one of them."""
    in_force = {_told(one) for one in _alike(connection, mappings)} if mappings else set()
    for one in mappings:
        told = _told(one)
        if told in in_force:
            return one
        if one.disabled_at is None:
            in_force.add(told)
    return None


def _alike(connection: Connection, mappings: Sequence[Mapping]) -> Iterator[Mapping]:
    """Give the mappings in force that share subject and target with one of some; of selectors, the subject alone."""
    in_force = rows.MAPPINGS.where(mapping.c.disabled_at.is_(None))
    direct = [one for one in mappings if one.selector is None]
    targets = {one.target_id for one in direct}
    to_targets = in_force.where(mapping.c.target_kind.in_(("role", "portal")), mapping.c.target_id.in_(targets))
    to_selectors = in_force.where(mapping.c.target_kind == "selector")
    selecting = {one.subject_id for one in mappings if one.selector is not None}
    for statement, subjects in ((to_targets, {one.subject_id for one in direct}), (to_selectors, selecting)):
        found = map(rows.mapping_of, rows_with(connection, statement, mapping.c.subject_id, subjects))
        # What this version cannot judge is equal to nothing that it adds.
        yield from (one for one in found if not one.conditions.unknown)


def _told(one: Mapping) -> tuple[object, ...]:
    """Return what a mapping says as it is stored, its selector by what it chooses."""
    target = selector_columns(one.selector)["fingerprint"] if one.selector is not None else one.target_id
    conditions = canonical_json(conditions_to_store(one.conditions))
    about = (one.effect, one.subject_kind, one.subject_id, one.target_kind, target)
    return (*about, conditions, one.valid_from, one.valid_until)
