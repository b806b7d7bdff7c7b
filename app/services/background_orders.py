"""Background role tests are off until an admin turns them on: the order, and the authority that it still gives."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.admins import Admin, NotAnAdmin
from app.domain.background_tests import BackgroundTestsOff, Order, OrderVoid
from app.domain.clicks import Visit
from app.domain.drafts import parse_reason
from app.domain.ledger import Action, Event
from app.services.admins import Admins


class KeepsOrders(Protocol):
    """Keeps the last order, in one transaction with its entry; raises StorageUnavailable, to store also NotAnAdmin."""

    def find_order(self) -> Order | None: ...

    def store_order(self, admin: Admin, order: Order, entry: Event) -> None: ...

    def count_roles(self) -> int: ...


class BackgroundOrders:
    """Takes the orders of admins, and turns the last one into authority at the moment of use."""

    def __init__(
        self, *, orders: KeepsOrders, admins: Admins, clock: Callable[[], datetime], new_id: Callable[[], UUID]
    ) -> None:
        self._orders = orders
        self._admins = admins
        self._clock = clock
        self._new_id = new_id

    def find(self) -> Order | None:
        """Return the last order, None where nobody ever gave one; raises StorageUnavailable."""
        return self._orders.find_order()

    def count_roles(self) -> int:
        """Return how many roles an order stands for; raises StorageUnavailable."""
        return self._orders.count_roles()

    def require_admin(self) -> Admin:
        """Return the authority of whoever turned the tests on.

        Raises BackgroundTestsOff, OrderVoid where they are not an admin any more, or StorageUnavailable.
        """
        order = self._orders.find_order()
        if order is None or not order.is_on:
            raise BackgroundTestsOff
        try:
            return self._admins.require_admin(order.principal, order.circumstances(self._clock()))
        except NotAnAdmin as error:
            raise OrderVoid(username=order.principal.username) from error

    def turn_on(self, admin: Admin, reason: str | None, *, visit: Visit) -> None:
        """Order background tests on this admin's authority, also in the place of somebody else's order.

        Raises ChangeReasonMissing, ChangeReasonTooLong, NotAnAdmin or StorageUnavailable.
        """
        self._give(admin, parse_reason(reason), visit, is_on=True)

    def turn_off(self, admin: Admin, reason: str | None, *, visit: Visit) -> None:
        """Order that there be none; raises likewise, or BackgroundTestsOff."""
        why = parse_reason(reason)
        order = self._orders.find_order()
        if order is None or not order.is_on:
            raise BackgroundTestsOff
        self._give(admin, why, visit, is_on=False)

    def _give(self, admin: Admin, reason: str, visit: Visit, *, is_on: bool) -> None:
        order = Order(
            is_on=is_on,
            principal=admin.principal,
            given_at=self._clock(),
            reason=reason,
            address=admin.circumstances.address,
            used_mfa=admin.circumstances.used_mfa,
        )
        self._orders.store_order(admin, order, self._entry(order, visit))

    def _entry(self, order: Order, visit: Visit) -> Event:
        return Event(
            id=self._new_id(),
            at=order.given_at,
            action=Action.ROLE_TESTS_TURNED_ON if order.is_on else Action.ROLE_TESTS_TURNED_OFF,
            outcome="succeeded",
            actor=order.actor,
            address=visit.address,
            body={"reason": order.reason, "request_id": str(visit.id)},
        )
