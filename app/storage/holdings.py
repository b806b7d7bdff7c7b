"""Everything that admins describe, read at one moment: for exports and imports."""

from sqlalchemy import select

from app.domain.interchange import Holdings
from app.storage import rows
from app.storage.engine import Database
from app.storage.tables import account, group, mapping, person, role


class HoldingsStore:
    """Reads accounts, roles, mappings, people and groups together."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def holdings(self) -> Holdings:
        """Return everything, disabled things included, ordered; raises StorageUnavailable."""
        accounts = select(*rows.ACCOUNT_COLUMNS).order_by(account.c.partition, account.c.account_id)
        people, groups = select(*rows.PERSON_COLUMNS), select(*rows.GROUP_COLUMNS)
        with self._database.read() as connection:
            return Holdings(
                accounts=tuple(map(rows.account_of, connection.execute(accounts))),
                roles=tuple(map(rows.role_with_account_of, connection.execute(rows.ROLES.order_by(role.c.role_arn)))),
                mappings=tuple(map(rows.mapping_of, connection.execute(rows.MAPPINGS.order_by(mapping.c.id)))),
                people=tuple(map(rows.person_of, connection.execute(people.order_by(person.c.id)))),
                groups=tuple(map(rows.group_of, connection.execute(groups.order_by(group.c.id)))),
            )
