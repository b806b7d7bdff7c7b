"""Discovery: an admin orders it, and each further request of an admin works on it for some seconds.

There is no thread in the background: what is done is stored, and so a restart, a second replica or a second browser
goes on where the first one stopped. Nothing of a transaction is open while AWS is asked.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.domain.admins import Admin
from app.domain.clicks import Visit
from app.domain.discovery import AccountState, Claim, Discovery, DiscoverySettings, FoundAccount
from app.domain.discovery_steps import (
    after_failed_listing,
    after_failed_scan,
    after_listing,
    after_scan,
    resumed,
    scanned_again,
)
from app.domain.ledger import Event
from app.domain.refusals import NotThere
from app.domain.regions import Regions
from app.domain.words import _
from app.services.errands.discovery_entries import EntriesOfDiscovery
from app.services.errands.scans import Scans

# No call of AWS begins later in a request than this.
WORK_SECONDS: Final = 3.0
# Longer than a request can take: then whoever had the claim was killed.
LEASE: Final = timedelta(seconds=60)
_EVERY: Final = 100_000


class KeepsDiscoveries(Protocol):
    """Keeps orders and what they found, each change in one transaction with its entries; raises StorageUnavailable."""

    def add(self, order: Discovery, entry: Event) -> None: ...

    def find(self, discovery_id: UUID) -> Discovery | None: ...

    def accounts(
        self, discovery_id: UUID, *, limit: int, state: AccountState | None = None
    ) -> tuple[FoundAccount, ...]: ...

    def claim_listing(self, discovery_id: UUID, claim: Claim, entry: Event) -> Discovery | None: ...

    def settle_listing(
        self, order: Discovery, found: Iterable[FoundAccount], claim: Claim, *entries: Event
    ) -> bool: ...

    def claim_account(
        self, discovery_id: UUID, claim: Claim, entry_for: Callable[[FoundAccount], Event]
    ) -> FoundAccount | None: ...

    def settle_account(self, discovery_id: UUID, found: FoundAccount, claim: Claim, *entries: Event) -> bool: ...

    def end(self, discovery_id: UUID, entry: Event) -> bool: ...

    def resume(self, order: Discovery, again: Iterable[FoundAccount], entry: Event) -> None: ...


class Discoveries:
    """Orders discoveries and works on them."""

    def __init__(
        self,
        *,
        orders: KeepsDiscoveries,
        scans: Scans,
        regions: Regions,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        new_id: Callable[[], UUID],
    ) -> None:
        self._orders = orders
        self._scans = scans
        self._regions = regions
        self._clock = clock
        self._monotonic = monotonic
        self._new_id = new_id

    def order(self, admin: Admin, settings: DiscoverySettings, *, visit: Visit) -> Discovery:
        """Store an order, and ask AWS for nothing yet; raises PartitionNotServed or StorageUnavailable."""
        self._regions.home_of(settings.partition)
        order = Discovery(id=self._new_id(), at=self._clock(), actor=admin.actor, settings=settings)
        self._orders.add(order, self._entries(admin, order, visit).ordered())
        return order

    def work(self, admin: Admin, discovery_id: UUID, *, visit: Visit) -> None:
        """Go on for some three seconds; raises NotThere, PartitionNotServed or StorageUnavailable.

        A failure of AWS is stored with the account that it is about, and not raised.
        """
        until = self._monotonic() + WORK_SECONDS
        goes_on = True
        while goes_on and self._monotonic() < until:
            order = self._require_order(discovery_id)
            entries = self._entries(admin, order, visit)
            goes_on = self._list(order, entries) if order.state == "listing" else self._scan(order, entries, until)

    def resume(self, admin: Admin, discovery_id: UUID, *, visit: Visit) -> None:
        """Try again what failed; raises NotThere or StorageUnavailable."""
        order = self._require_order(discovery_id)
        again = [scanned_again(one) for one in self._orders.accounts(discovery_id, limit=_EVERY, state="failed")]
        if not order.is_under_way and (again or order.state == "failed"):
            self._orders.resume(resumed(order), again, self._entries(admin, order, visit).resumed(len(again)))

    def _list(self, order: Discovery, entries: EntriesOfDiscovery) -> bool:
        """Read one page of accounts; says whether to go on."""
        claim = self._claim()
        claimed = self._orders.claim_listing(order.id, claim, entries.listing_requested())
        if claimed is None:
            return False
        trip = self._scans.list_accounts(entries.admin, claimed, visit=entries.visit)
        if trip.failure is None:
            then = after_listing(claimed, next_token=trip.next_token, portal_identity=trip.portal_identity)
        else:
            then = after_failed_listing(claimed, trip.failure, self._clock())
        entry = entries.listed(trip, deferred=then.state == "listing")
        kept = self._orders.settle_listing(then, trip.accounts, claim, entry)
        return kept and trip.failure is None

    def _scan(self, order: Discovery, entries: EntriesOfDiscovery, until: float) -> bool:
        """Read on in one account; says whether to go on."""
        if order.state != "scanning":
            return False
        claim = self._claim()
        account = self._orders.claim_account(order.id, claim, entries.scan_requested)
        if account is None:
            self._orders.end(order.id, entries.ended())
            return False
        trip = self._scans.scan_roles(
            entries.admin, order, account, visit=entries.visit, has_time=lambda: self._monotonic() < until
        )
        if trip.failure is None:
            then = after_scan(account, trip.scan)
        else:
            then = after_failed_scan(account, trip.scan, trip.failure, self._clock())
        self._orders.settle_account(order.id, then, claim, entries.scanned(then, trip))
        return then.state != "waiting" or trip.failure is None

    def _claim(self) -> Claim:
        now = self._clock()
        return Claim(self._new_id(), now, now + LEASE)

    def _require_order(self, discovery_id: UUID) -> Discovery:
        order = self._orders.find(discovery_id)
        if order is None:
            raise NotThere(what=_("discovery"))
        return order

    def _entries(self, admin: Admin, order: Discovery, visit: Visit) -> EntriesOfDiscovery:
        return EntriesOfDiscovery(admin, order, visit, self._clock, self._new_id)
