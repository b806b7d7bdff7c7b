"""What one decision costs: facts read and weighed for many pairs of a person and a role, the worst among them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from statistics import median
from uuid import UUID

from sqlalchemy import Connection, select

from app.domain.access import RoleNotGranted, TooLittleTimeLeft, require_grant
from app.domain.arns import RoleArn
from app.domain.conditions import Circumstances
from app.domain.people import Principal, Username
from app.storage.access import AccessStore
from app.storage.admin_tables import selector_role
from app.storage.engine import Database
from app.storage.tables import membership
from tests.bench.scale_company import NOW, ScaleCompany, id_of
from tests.bench.statements import Statements

# Among the first thousand mappings, so that a company with no more of them has them as well.
MAPPED = 200
UNMAPPED = 100
OF_THE_BIGGEST = 100
# The best of these, for a core that is shared with strangers.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """One person, and one role that they may or may not open."""

    principal: Principal
    role_arn: RoleArn


@dataclass(frozen=True, slots=True)
class Decisions:
    """Milliseconds of each pair's decision, how many of them admit, and the queries of the one with the most."""

    milliseconds: tuple[float, ...]
    admitted: int
    queries: int

    @property
    def median(self) -> float:
        return median(self.milliseconds)

    @property
    def worst(self) -> float:
        return max(self.milliseconds)


def some_pairs(database: Database, company: ScaleCompany) -> tuple[Pair, ...]:
    """Pairs that a mapping speaks of, pairs of chance, and members of the groups with most members and mappings."""
    chance, sizes = Random(7), company.sizes  # noqa: S311 - the same pairs each time; nothing secret
    with database.read() as connection:
        mapped = _mapped(connection, company)
        crowd = _members(connection, id_of("group", 0))
        powerful = _members(connection, id_of("group", sizes.groups - 1))
    people = [UUID(id_of("person", chance.randrange(sizes.people))) for _time in range(UNMAPPED)]
    people += [chance.choice(some) for some in (crowd, powerful) for _time in range(OF_THE_BIGGEST)]
    roles = [chance.randrange(sizes.roles) for _person in people]
    return tuple(
        Pair(_principal(person), RoleArn.parse(company.role_arn(role)))
        for person, role in (*mapped, *zip(people, roles, strict=True))
    )


def decide_in_turns(databases: Sequence[Database], pairs: Sequence[Pair]) -> tuple[Decisions, ...]:
    """Decide every pair on each database, one round here and one there: a shared core is fast now and slow then."""
    stores = [AccessStore(database=database) for database in databases]
    counted = [_count(store, pairs) for store in stores]
    rounds = [[_round(store, pairs) for store in stores] for _round_number in range(_ROUNDS)]
    return tuple(
        Decisions(tuple(min(times) for times in zip(*(one[place] for one in rounds), strict=True)), admitted, queries)
        for place, (admitted, queries) in enumerate(counted)
    )


def _round(store: AccessStore, pairs: Sequence[Pair]) -> list[float]:
    return [_milliseconds(store, pair) for pair in pairs]


def _milliseconds(store: AccessStore, pair: Pair) -> float:
    begun = time.perf_counter()
    _admits(store, pair)
    return (time.perf_counter() - begun) * 1000


def _count(store: AccessStore, pairs: Sequence[Pair]) -> tuple[int, int]:
    admitted, most = 0, 0
    for pair in pairs:
        with Statements() as asked:
            admitted += _admits(store, pair)
        most = max(most, len(asked.texts))
    return admitted, most


def _admits(store: AccessStore, pair: Pair) -> bool:
    facts = store.facts_for(pair.principal.person_id, pair.role_arn)
    here = Circumstances(now=NOW, address="10.1.2.3", used_mfa=True)
    role = facts.roles[0] if facts.roles else None
    try:
        require_grant(pair.principal, facts.subjects, role, facts.mappings, circumstances=here)
    except (RoleNotGranted, TooLittleTimeLeft):
        return False
    return True


def _mapped(connection: Connection, company: ScaleCompany) -> list[tuple[UUID, int]]:
    """Somebody whom a mapping names, and a role that it leads to."""
    found: list[tuple[UUID, int]] = []
    for mapping in company.mapping_rows(0, 1000):
        _id, _effect, kind, subject, target_kind, target, *_rest = mapping
        people = [UUID(str(subject))] if kind == "person" else _members(connection, str(subject), at_most=1)
        roles = [str(target)] if target_kind == "role" else _selected(connection, str(target))
        found += [(person, _number(role)) for person in people for role in roles]
    return list(islice(found[:: max(1, len(found) // MAPPED)], MAPPED))


def _members(connection: Connection, group: str, *, at_most: int = 1000) -> list[UUID]:
    statement = select(membership.c.person_id).where(membership.c.group_id == UUID(group))
    return list(connection.execute(statement.order_by(membership.c.id).limit(at_most)).scalars())


def _selected(connection: Connection, selector: str) -> list[str]:
    statement = select(selector_role.c.role_id).where(selector_role.c.selector_id == UUID(selector))
    return [str(role) for role in connection.execute(statement.order_by(selector_role.c.role_id).limit(1)).scalars()]


def _number(identifier: str) -> int:
    return int(identifier.rpartition("-")[2], 16)


def _principal(person: UUID) -> Principal:
    return Principal(person, person, Username("somebody"), "Somebody", "somebody")
