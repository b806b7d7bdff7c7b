"""Looks up people, groups, roles and accounts by their ids and by what people call them."""

from collections import Counter
from dataclasses import replace
from typing import Any, Final  # Any: the columns of a row

from sqlalchemy import Column, ColumnElement, Connection, Select, or_, select

from app.domain.accounts import Account, Role
from app.domain.mappings import Mapping
from app.domain.naming import Names, Wanted
from app.domain.people import Group, Person
from app.domain.selectors import Selector
from app.storage import rows
from app.storage.duplicates import has_equal_beside
from app.storage.engine import Database
from app.storage.namesakes import sources_of_namesakes
from app.storage.portions import rows_with
from app.storage.tables import account, group, person, role

_PEOPLE: Final = select(*rows.PERSON_COLUMNS)
_GROUPS: Final = select(*rows.GROUP_COLUMNS)
_ACCOUNTS: Final = select(*rows.ACCOUNT_COLUMNS)


class NameStore:
    """Finds names for ids, and things by their names; each method raises StorageUnavailable."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def names_for(self, wanted: Wanted) -> Names:
        """Return what stands behind ids."""
        with self._database.read() as connection:
            found = names_in(connection, wanted)
            return replace(found, sources=sources_of_namesakes(connection, found))

    def people_named(self, username: str) -> tuple[Person, ...]:
        """Return everyone of that username, to the letter, disabled people included."""
        return tuple(map(rows.person_of, self._all(_PEOPLE.where(person.c.username == username).order_by(person.c.id))))

    def groups_named(self, name: str) -> tuple[Group, ...]:
        """Return every group of that name, to the letter, of whatever source."""
        return tuple(map(rows.group_of, self._all(_GROUPS.where(group.c.name == name).order_by(group.c.id))))

    def people_like(self, text: str, *, limit: int) -> tuple[Person, ...]:
        """Return people whose username or full name holds a text, whatever its case."""
        fits = or_(holds(person.c.username, text), holds(person.c.display_name, text))
        found = _PEOPLE.where(fits, person.c.disabled_at.is_(None)).order_by(person.c.username, person.c.id)
        return tuple(map(rows.person_of, self._all(found.limit(limit))))

    def groups_like(self, text: str, *, limit: int) -> tuple[Group, ...]:
        """Return groups whose name holds a text, whatever its case."""
        found = _GROUPS.where(holds(group.c.name, text), group.c.disabled_at.is_(None))
        return tuple(map(rows.group_of, self._all(found.order_by(group.c.name, group.c.id).limit(limit))))

    def roles_like(self, text: str, *, limit: int) -> tuple[Role, ...]:
        """Return roles whose ARN or account name holds every word of a text, whatever its case."""
        fits = [or_(holds(role.c.role_arn, word), holds(account.c.name, word)) for word in text.split()]
        found = rows.ROLES.where(*fits, role.c.disabled_at.is_(None)).order_by(account.c.name, role.c.role_arn)
        return tuple(map(rows.role_with_account_of, self._all(found.limit(limit))))

    def accounts_called(self, text: str) -> tuple[Account, ...]:
        """Return the accounts of that id or, to the letter, of that name."""
        called = or_(account.c.account_id == text, account.c.name == text)
        return tuple(map(rows.account_of, self._all(_ACCOUNTS.where(called).order_by(account.c.id))))

    def account_tags(self) -> tuple[tuple[str, str], ...]:
        """Return every tag that an account carries, each once, those that most accounts have first."""
        read = self._all(select(account.c.tags).where(account.c.disabled_at.is_(None)))
        tags = Counter(tag for (carried,) in read for tag in carried.items())
        return tuple(sorted(tags, key=lambda tag: (-tags[tag], tag)))

    def roles_selected_by(self, selector: Selector) -> tuple[Role, ...]:
        """Return the roles that a selector stands for now, in the order of account names and ARNs."""
        name_like = "%/" + _escaped(selector.pattern.text).replace("*", "%")
        likely = rows.ROLES.where(role.c.role_arn.like(name_like, escape="\\"), role.c.disabled_at.is_(None))
        read = self._all(likely.order_by(account.c.name, role.c.role_arn))
        return tuple(one for one in map(rows.role_with_account_of, read) if selector.selects(one) and one.is_open)

    def is_said_already(self, mapping: Mapping) -> bool:
        """Say whether another mapping in force says the same."""
        with self._database.read() as connection:
            return not mapping.conditions.unknown and has_equal_beside(connection, mapping)

    def _all(self, statement: Select[Any]) -> list[tuple[Any, ...]]:
        with self._database.read() as connection:
            return [tuple(row) for row in connection.execute(statement)]


def names_in(connection: Connection, wanted: Wanted) -> Names:
    """Return what stands behind ids, at the moment that a connection sees."""
    people = rows_with(connection, _PEOPLE, person.c.id, wanted.people)
    groups = rows_with(connection, _GROUPS, group.c.id, wanted.groups)
    roles = rows_with(connection, rows.ROLES, role.c.id, wanted.roles)
    accounts = rows_with(connection, _ACCOUNTS, account.c.id, wanted.accounts)
    return Names(
        people={row[0]: rows.person_of(row) for row in people},
        groups={row[0]: rows.group_of(row) for row in groups},
        roles={row[0]: rows.role_with_account_of(row) for row in roles},
        accounts={row[0]: rows.account_of(row) for row in accounts},
    )


def holds(column: Column[str], text: str) -> ColumnElement[bool]:
    """Return the condition that a column holds a text, whatever its case."""
    return column.ilike(f"%{_escaped(text)}%", escape="\\")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
