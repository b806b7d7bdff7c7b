"""What the portal holds of AWS accounts: each with its roles, disabled or not."""

from collections.abc import Collection

from sqlalchemy import select

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId
from app.domain.discovery_offers import Held
from app.storage.engine import Database
from app.storage.rows import ACCOUNT_COLUMNS, ROLES, account_of, role_with_account_of
from app.storage.tables import account


class HeldStore:
    """Reads accounts by their numbers."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def held_of(self, partition: str, account_ids: Collection[AccountId]) -> dict[AccountId, Held]:
        """Return what is held of those accounts that the portal knows; raises StorageUnavailable."""
        which = (account.c.partition == partition, account.c.account_id.in_([one.text for one in account_ids]))
        with self._database.read() as connection:
            accounts = [account_of(tuple(row)) for row in connection.execute(select(*ACCOUNT_COLUMNS).where(*which))]
            roles = [role_with_account_of(tuple(row)) for row in connection.execute(ROLES.where(*which))]
        return {one.account_id: Held(one, _roles_in(one, roles)) for one in accounts}


def _roles_in(its_account: Account, roles: Collection[Role]) -> tuple[Role, ...]:
    return tuple(role for role in roles if role.account.id == its_account.id)
