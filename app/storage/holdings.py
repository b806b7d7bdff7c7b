"""Everything that admins describe, read at one moment: for exports and imports."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from app.domain.interchange import Holdings, NamedMapping, Piece, Sought
from app.domain.mappings import Mapping
from app.domain.naming import names_wanted
from app.domain.people import LOCAL_ISSUER, Group, Person
from app.storage import rows
from app.storage.engine import Database
from app.storage.naming import names_in
from app.storage.portions import rows_paged, rows_with
from app.storage.tables import account, group, identity, mapping, person, role

_ACCOUNTS: Final = select(*rows.ACCOUNT_COLUMNS).order_by(account.c.partition, account.c.account_id)
_PEOPLE: Final = select(*rows.PERSON_COLUMNS)
_GROUPS: Final = select(*rows.GROUP_COLUMNS)
_VOUCHED_FOR: Final = select(identity.c.person_id).where(identity.c.issuer != LOCAL_ISSUER)


class HoldingsStore:
    """Reads accounts, roles, mappings, people and groups together."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def holdings(self, sought: Sought | None = None) -> Holdings:
        """Return what a comparison with a file needs, disabled things included, or everything.

        Raises StorageUnavailable.
        """
        with self._database.read() as connection:
            return _everything(connection) if sought is None else _about(connection, sought)

    def pieces(self) -> Iterator[Piece]:
        """Give accounts, roles and mappings one by one, so that no number of them fills the memory.

        The moment is that of the first one. Raises StorageUnavailable.
        """
        with self._database.read() as connection:
            yield from map(rows.account_of, connection.execute(_ACCOUNTS))
            for page in rows_paged(connection, rows.ROLES, role.c.role_arn):
                yield from map(rows.role_with_account_of, page)
            for page in rows_paged(connection, rows.MAPPINGS, mapping.c.id):
                mappings = tuple(map(rows.mapping_of, page))
                names = names_in(connection, names_wanted(mappings))
                yield from (NamedMapping(one, names) for one in mappings)


def _everything(connection: Connection) -> Holdings:
    return Holdings(
        accounts=tuple(map(rows.account_of, connection.execute(_ACCOUNTS))),
        roles=tuple(map(rows.role_with_account_of, connection.execute(rows.ROLES.order_by(role.c.role_arn)))),
        mappings=tuple(map(rows.mapping_of, connection.execute(rows.MAPPINGS.order_by(mapping.c.id)))),
        people=tuple(map(rows.person_of, connection.execute(_PEOPLE.order_by(person.c.id)))),
        groups=tuple(map(rows.group_of, connection.execute(_GROUPS.order_by(group.c.id)))),
    )


def _about(connection: Connection, sought: Sought) -> Holdings:
    """Read every account, and of everything else what a file names; of each subject all mappings: one may be equal."""
    roles = rows_with(connection, rows.ROLES, role.c.role_arn, sought.role_arns)
    people, groups = _people(connection, sought), _groups(connection, sought)
    people_ids = {one.id for one in people}
    return Holdings(
        accounts=tuple(map(rows.account_of, connection.execute(_ACCOUNTS))),
        roles=tuple(map(rows.role_with_account_of, roles)),
        mappings=_mappings(connection, sought.mapping_ids, people_ids | {one.id for one in groups}),
        people=people,
        groups=groups,
        vouched_for=frozenset(row[0] for row in rows_with(connection, _VOUCHED_FOR, identity.c.person_id, people_ids)),
    )


def _people(connection: Connection, sought: Sought) -> tuple[Person, ...]:
    columns = (person.c.username, person.c.email)
    found = (row for column in columns for row in rows_with(connection, _PEOPLE, column, sought.names))
    return tuple({one.id: one for one in map(rows.person_of, found)}.values())


def _groups(connection: Connection, sought: Sought) -> tuple[Group, ...]:
    named = rows_with(connection, _GROUPS, group.c.name, sought.names)
    known = rows_with(connection, _GROUPS, group.c.external_id, sought.group_ids)
    return tuple({one.id: one for one in map(rows.group_of, (*named, *known))}.values())


def _mappings(connection: Connection, ids: frozenset[UUID], subject_ids: set[UUID]) -> tuple[Mapping, ...]:
    named = rows_with(connection, rows.MAPPINGS, mapping.c.id, ids)
    theirs = rows_with(connection, rows.MAPPINGS, mapping.c.subject_id, subject_ids)
    found = {one.id: one for one in map(rows.mapping_of, (*named, *theirs))}
    return tuple(found[id_] for id_ in sorted(found))
