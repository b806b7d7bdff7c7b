"""The ledger entries of a discovery: the order, each piece of work before and after AWS is asked, and the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.admins import Admin
from app.domain.clicks import Visit
from app.domain.discovery import Discovery, FoundAccount
from app.domain.ledger import Action, Event, Outcome, Plain
from app.services.errands.scans import Trip


@dataclass(frozen=True, slots=True)
class EntriesOfDiscovery:
    """Makes the entries of one request about one discovery; they share its actor, its reference and its address."""

    admin: Admin
    order: Discovery
    visit: Visit
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def ordered(self) -> Event:
        """What an admin asked for; the external ID stays out."""
        settings = self.order.settings
        return self._entry(
            Action.DISCOVERY_REQUESTED,
            "requested",
            {
                "partition": settings.partition,
                "read_role": settings.read_role,
                "organization_role": settings.organization_role.text if settings.organization_role else None,
                "identity_center_roles": settings.identity_center_roles,
            },
        )

    def resumed(self, accounts: int) -> Event:
        """That failed parts are tried again."""
        return self._entry(Action.DISCOVERY_RESUMED, "requested", {"accounts": accounts})

    def ended(self) -> Event:
        """That nothing waits any more."""
        return self._entry(Action.DISCOVERY_ENDED, "succeeded", {})

    def listing_requested(self) -> Event:
        """The intent to read a page of accounts."""
        return self._entry(Action.ACCOUNT_LIST_REQUESTED, "requested", {})

    def listed(self, trip: Trip, *, deferred: bool) -> Event:
        """What came of it."""
        body: dict[str, Plain] = {**_told(trip), "accounts": len(trip.accounts)}
        if trip.failure is None:
            return self._entry(Action.ACCOUNT_LIST_READ, "succeeded", body)
        action = Action.ACCOUNT_LIST_DEFERRED if deferred else Action.ACCOUNT_LIST_FAILED
        return self._entry(action, "failed", body)

    def scan_requested(self, account: FoundAccount) -> Event:
        """The intent to read the roles of an account."""
        return self._entry(Action.ACCOUNT_SCAN_REQUESTED, "requested", {}, account)

    def scanned(self, account: FoundAccount, trip: Trip) -> Event:
        """What came of it: an account that waits again goes on later."""
        body: dict[str, Plain] = {**_told(trip), "roles": len(trip.scan.roles), "left_out": trip.scan.left_out}
        if account.state == "done":
            return self._entry(Action.ACCOUNT_SCAN_COMPLETED, "succeeded", body, account)
        if account.state == "failed":
            return self._entry(Action.ACCOUNT_SCAN_FAILED, "failed", body, account)
        outcome: Outcome = "succeeded" if trip.failure is None else "failed"
        return self._entry(Action.ACCOUNT_SCAN_DEFERRED, outcome, body, account)

    def _entry(
        self, action: Action, outcome: Outcome, body: dict[str, Plain], account: FoundAccount | None = None
    ) -> Event:
        read_role = self.order.settings.read_role_in(account.account_id) if account else None
        return Event(
            id=self.new_id(),
            at=self.clock(),
            action=action,
            outcome=outcome,
            actor=self.admin.actor,
            click_id=self.visit.id,
            role_arn=read_role.text if read_role else None,
            account_id=account.account_id.text if account else None,
            address=self.visit.address,
            body={"discovery_id": str(self.order.id), **body},
        )


def _told(trip: Trip) -> dict[str, Plain]:
    return {
        "code": trip.failure.code if trip.failure else None,
        "attempts": [attempt.plain() for attempt in trip.attempts],
    }
