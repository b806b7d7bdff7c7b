"""The last test of each role: kept with its ledger entry, and read beside the role."""

from types import MappingProxyType
from typing import Any, Final, cast  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, or_, select

from app.domain.accounts import Role
from app.domain.arns import AccountId
from app.domain.ledger import Actor, Event
from app.domain.pages import EVERYTHING, Page, Place, Search
from app.domain.role_tests import Found, RoleTest, TestedRole, Verdict
from app.storage.engine import Database
from app.storage.errand_tables import role_test
from app.storage.ledger import insert_events, write_with_entries
from app.storage.lists import hold, in_state, page_of
from app.storage.rows import ACCOUNT_COLUMNS, ROLE_COLUMNS, ROLES, Row, role_with_account_of
from app.storage.tables import account, role
from app.storage.upserts import insert_on

_OF_ROLE: Final = len(ROLE_COLUMNS) + len(ACCOUNT_COLUMNS)
_TESTED: Final = (
    select(*ROLE_COLUMNS, *ACCOUNT_COLUMNS, *role_test.c)
    .join_from(role, account)
    .outerjoin(role_test, role_test.c.role_id == role.c.id)
)


class RoleTestStore:
    """Keeps one test a role, the newest."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def record(self, test: RoleTest, entry: Event) -> None:
        """Keep a test in the place of the one before, in one transaction with its entry; raises StorageUnavailable."""

        def write(connection: Connection) -> None:
            _put(connection, _columns_of(test))
            insert_events(connection, entry)

        write_with_entries(self._database, write)

    def find(self, role_id: UUID) -> TestedRole | None:
        """Return a role with its last test; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(_TESTED.where(role.c.id == role_id)).one_or_none()
        return None if row is None else _tested_of(tuple(row))

    def page(
        self, search: Search = EVERYTHING, *, after: Place | None = None, found: Found | None = None
    ) -> Page[TestedRole]:
        """Return roles by ARN with their last tests, all or those that were found so; raises StorageUnavailable."""
        statement = _TESTED.where(in_state(role, search))
        if found is not None:
            statement = statement.where(
                role_test.c.outcome.is_(None) if found == "untested" else role_test.c.outcome == found
            )
        with self._database.read() as connection:
            if search.text:
                words = hold(connection, search.text, role.c.role_arn, account.c.name)
                statement = statement.where(or_(words, account.c.account_id == search.text))
            return page_of(connection, statement, _tested_of, sorted_by=role.c.role_arn, id_=role.c.id, after=after)

    def of_account(self, account_id: AccountId, partition: str) -> tuple[Role, ...]:
        """Return the roles of an account that are not disabled, by ARN; raises StorageUnavailable."""
        statement = ROLES.where(
            account.c.account_id == account_id.text, account.c.partition == partition, role.c.disabled_at.is_(None)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(role.c.role_arn)).all()
        return tuple(role_with_account_of(tuple(row)) for row in rows)


def _put(connection: Connection, columns: dict[str, Any]) -> None:
    """Insert or replace in one statement, so that two tests at once do not meet as duplicates."""
    put = insert_on(connection, role_test).values(columns)
    connection.execute(put.on_conflict_do_update(index_elements=["role_id"], set_=columns))


def _columns_of(test: RoleTest) -> dict[str, Any]:
    verdict = test.verdict
    body = {
        "code": verdict.code,
        "values": dict(verdict.values),
        "missing": list(verdict.missing),
        "external_id_unchecked": verdict.external_id_unchecked,
        "portal_identity": test.portal_identity,
        "in_background": test.in_background,
    }
    return {
        "role_id": test.role_id,
        "id": test.id,
        "at": test.at,
        "actor_kind": test.actor.kind,
        "actor_id": test.actor.id,
        "outcome": verdict.outcome,
        "body": body,
    }


def _tested_of(row: Row) -> TestedRole:
    return TestedRole(role_with_account_of(row[:_OF_ROLE]), _test_of(row[_OF_ROLE:]))


def _test_of(row: Row) -> RoleTest | None:
    (role_id, id_, at, actor_kind, actor_id, outcome, body) = row
    if role_id is None:
        return None
    found = cast("dict[str, Any]", body)
    verdict = Verdict(
        outcome,
        found["code"],
        tuple(found["missing"]),
        found["external_id_unchecked"],
        MappingProxyType(found["values"]),
    )
    return RoleTest(
        id=id_,
        role_id=role_id,
        at=at,
        actor=Actor(actor_kind, actor_id),
        verdict=verdict,
        portal_identity=found["portal_identity"],
        in_background=found.get("in_background", False),
    )
