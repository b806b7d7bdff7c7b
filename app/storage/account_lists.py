"""Accounts for the admin pages: a list to search, and one by its id."""

from uuid import UUID

from sqlalchemy import func, or_, select

from app.domain.accounts import Account
from app.domain.pages import EVERYTHING, PAGE_SIZE, Page, Place, Search
from app.storage.engine import Database
from app.storage.lists import hold, in_state, page_of
from app.storage.rows import ACCOUNT_COLUMNS, account_of
from app.storage.tables import account


class AccountLists:
    """Reads accounts, disabled ones included."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, id_: UUID) -> Account | None:
        """Return an account; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(select(*ACCOUNT_COLUMNS).where(account.c.id == id_)).one_or_none()
        return None if row is None else account_of(tuple(row))

    def page(self, search: Search = EVERYTHING, *, after: Place | None = None, size: int = PAGE_SIZE) -> Page[Account]:
        """Return accounts by name: of any, or with a text in name, environment or description, or of that account ID.

        Raises StorageUnavailable.
        """
        statement = select(*ACCOUNT_COLUMNS).where(in_state(account, search))
        with self._database.read() as connection:
            if search.text:
                words = hold(connection, search.text, account.c.name, account.c.environment, account.c.description)
                statement = statement.where(or_(words, account.c.account_id == search.text))
            by_name = func.lower(account.c.name)
            return page_of(
                connection, statement, account_of, sorted_by=by_name, id_=account.c.id, after=after, size=size
            )
