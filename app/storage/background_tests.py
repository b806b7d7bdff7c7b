"""The order for background tests, and which run has a role: each role is given away once a day, in one statement."""

from datetime import datetime
from typing import Any, Final, cast  # Any: a JSON value, and the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Select, and_, case, func, literal, or_, select

from app.domain.admins import Admin
from app.domain.arns import RoleArn
from app.domain.background_tests import REST, DueRole, Order
from app.domain.ledger import Event
from app.domain.people import Principal, Username
from app.storage.admin_tables import portal_setting
from app.storage.authority import require_still_admin
from app.storage.engine import Database
from app.storage.errand_tables import role_test, role_test_claim
from app.storage.ledger import insert_events, write_with_entries
from app.storage.tables import account, identity, person, role
from app.storage.types import UtcDateTime
from app.storage.upserts import insert_on

_SETTING: Final = "background-role-tests"
_ORDER: Final = select(portal_setting.c.value, portal_setting.c.changed_at).where(portal_setting.c.name == _SETTING)
_is_open: Final = and_(role.c.disabled_at.is_(None), account.c.disabled_at.is_(None))
_given: Final = func.coalesce(role_test_claim.c.at, role_test.c.at)


class BackgroundTestStore:
    """Keeps the order, and says which roles are due."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find_order(self) -> Order | None:
        """Return the last order; raises StorageUnavailable."""
        with self._database.read() as connection:
            row = connection.execute(_ORDER).one_or_none()
            return None if row is None else _order_of(connection, cast("dict[str, Any]", row.value), row.changed_at)

    def store_order(self, admin: Admin, order: Order, entry: Event) -> None:
        """Put an order in the place of the one before, in one transaction with its entry.

        Raises NotAnAdmin where who gives it is none any more by then, or StorageUnavailable.
        """

        def write(connection: Connection) -> None:
            require_still_admin(connection, admin)
            columns = _columns_of(order)
            insert = insert_on(connection, portal_setting).values(columns)
            connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=columns))
            insert_events(connection, entry)

        write_with_entries(self._database, write)

    def count_roles(self) -> int:
        """Return how many roles can be tested, due or not; raises StorageUnavailable."""
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(role).join(account).where(_is_open)).scalar_one()

    def due(self, now: datetime) -> tuple[DueRole, ...]:
        """Return the roles that nobody tested within the last day, the longest ago first; raises StorageUnavailable."""
        statement = (
            _due(select(role.c.id, role.c.role_arn), now)
            .outerjoin(role_test_claim, role_test_claim.c.role_id == role.c.id)
            .where(or_(role_test_claim.c.at.is_(None), role_test_claim.c.at <= now - REST))
            .order_by(case((_given.is_(None), 0), else_=1), _given, role.c.role_arn)
        )
        with self._database.read() as connection:
            return tuple(DueRole(id_, RoleArn.parse(arn)) for id_, arn in connection.execute(statement))

    def claim(self, role_id: UUID, now: datetime) -> bool:
        """Give a role to this run for a day, unless it is not due any more; raises StorageUnavailable.

        Of two runs that claim at once one waits for the other's row, and then finds it too young.
        """
        free = _due(select(role.c.id, literal(now, UtcDateTime)), now).where(role.c.id == role_id)
        with self._database.write() as connection:
            insert = insert_on(connection, role_test_claim).from_select(["role_id", "at"], free)
            claimed = insert.on_conflict_do_update(
                index_elements=["role_id"], set_={"at": now}, where=role_test_claim.c.at <= now - REST
            )
            return connection.execute(claimed.returning(role_test_claim.c.role_id)).first() is not None


def _due(statement: Select[Any], now: datetime) -> Select[Any]:
    rested = or_(role_test.c.at.is_(None), role_test.c.at <= now - REST)
    tested = statement.join_from(role, account).outerjoin(role_test, role_test.c.role_id == role.c.id)
    return tested.where(_is_open, rested)


def _columns_of(order: Order) -> dict[str, Any]:
    value = {
        "is_on": order.is_on,
        "identity_id": str(order.principal.identity_id),
        "reason": order.reason,
        "address": order.address,
        "used_mfa": order.used_mfa,
    }
    return {
        "name": _SETTING,
        "value": value,
        "changed_at": order.given_at,
        "actor_kind": order.actor.kind,
        "actor_id": order.actor.id,
    }


def _order_of(connection: Connection, value: dict[str, Any], given_at: datetime) -> Order:
    """Read an order, and who gave it as they are known now."""
    whose = select(person.c.id, person.c.username, person.c.display_name, person.c.role_session_name).join_from(
        identity, person, person.c.id == identity.c.person_id
    )
    identity_id = UUID(value["identity_id"])
    person_id, username, display_name, name = connection.execute(whose.where(identity.c.id == identity_id)).one()
    return Order(
        is_on=value["is_on"],
        principal=Principal(person_id, identity_id, Username(username), display_name, name),
        given_at=given_at,
        reason=value["reason"],
        address=value["address"],
        used_mfa=value["used_mfa"],
    )
