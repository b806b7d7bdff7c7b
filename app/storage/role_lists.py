"""Roles for the admin pages: a list to search, of one account or of all, and one by its id."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, or_

from app.domain.accounts import Role
from app.domain.pages import EVERYTHING, PAGE_SIZE, Page, Place, Search
from app.storage.engine import Database
from app.storage.lists import hold, in_state, page_of
from app.storage.rows import ROLES, role_with_account_of
from app.storage.tables import account, role

# "arn:", the partition, ":iam::", twelve digits and ":role/" come before the path and the name.
_PATH_AND_NAME: Final = func.substr(role.c.role_arn, func.length(account.c.partition) + 29)


class RoleLists:
    """Reads roles with their accounts, disabled ones included."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, id_: UUID) -> Role | None:
        """Return a role; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(ROLES.where(role.c.id == id_)).one_or_none()
        return None if row is None else role_with_account_of(tuple(row))

    def page(
        self,
        search: Search = EVERYTHING,
        *,
        account_row_id: UUID | None = None,
        after: Place | None = None,
        size: int = PAGE_SIZE,
    ) -> Page[Role]:
        """Return roles by ARN, and so account by account: of any, or with a text in path, name, description or account.

        An account ID and a role ARN find what they name to the letter. Raises StorageUnavailable.
        """
        statement = ROLES.where(in_state(role, search))
        if account_row_id is not None:
            statement = statement.where(role.c.account_row_id == account_row_id)
        with self._database.read() as connection:
            if search.text:
                words = hold(connection, search.text, _PATH_AND_NAME, role.c.description, account.c.name)
                by_id = or_(account.c.account_id == search.text, role.c.role_arn == search.text)
                statement = statement.where(or_(words, by_id))
            return page_of(
                connection,
                statement,
                role_with_account_of,
                sorted_by=role.c.role_arn,
                id_=role.c.id,
                after=after,
                size=size,
            )
