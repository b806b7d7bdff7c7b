"""What a discovery found against what the portal holds, account by account."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Final, Protocol
from uuid import UUID

from app.domain.arns import AccountId
from app.domain.discovery import Discovery, FoundAccount
from app.domain.discovery_offers import Comparison, Held, compare
from app.domain.drafts import Revision

# Accounts are compared in parts, so that a page costs no more the larger the organization is.
_AT_ONCE: Final = 50


class ReadsFoundAccounts(Protocol):
    """Reads what discoveries found; raises StorageUnavailable."""

    def accounts(
        self, discovery_id: UUID, *, after: str | None = None, limit: int, only: Iterable[AccountId] | None = None
    ) -> tuple[FoundAccount, ...]: ...


class ReadsHeld(Protocol):
    """Reads what the portal holds of accounts; raises StorageUnavailable."""

    def held_of(self, partition: str, account_ids: Collection[AccountId]) -> dict[AccountId, Held]: ...


class Findings:
    """Compares a discovery with the portal as it is now; each method raises StorageUnavailable."""

    def __init__(
        self,
        *,
        found: ReadsFoundAccounts,
        held: ReadsHeld,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._found = found
        self._held = held
        self._clock = clock
        self._new_id = new_id

    def comparisons(self, order: Discovery, *, after: str | None = None) -> Iterator[Comparison]:
        """Compare account after account, in the order of their numbers; `after` is the number of the last one known."""
        while accounts := self._found.accounts(order.id, after=after, limit=_AT_ONCE):
            yield from self._compared(order, accounts)
            after = accounts[-1].account_id.text

    def of_accounts(self, order: Discovery, account_ids: Collection[AccountId]) -> dict[AccountId, Comparison]:
        """Compare these accounts, as far as they were found."""
        accounts = self._found.accounts(order.id, limit=len(account_ids), only=account_ids) if account_ids else ()
        return {one.found.account_id: one for one in self._compared(order, accounts)}

    def suggested(self, order: Discovery, *, most: int) -> tuple[Revision, ...]:
        """Return what is suggested of the whole discovery, so many revisions at most."""
        suggestions = (
            revision
            for one in self.comparisons(order)
            for revision in one.revisions([offer for offer in one.offers if one.suggests(offer)])
        )
        return tuple(islice(suggestions, most))

    def _compared(self, order: Discovery, accounts: Collection[FoundAccount]) -> Iterator[Comparison]:
        held = self._held.held_of(order.settings.partition, [one.account_id for one in accounts])
        now = self._clock()
        for one in accounts:
            its = held.get(one.account_id, Held(None))
            yield compare(one, its, order.settings, now=now, new_id=self._new_id)
