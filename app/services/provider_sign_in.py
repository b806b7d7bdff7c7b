"""Sign in through an identity provider: whom it vouches for gets a record here, its groups, and a web session."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.clicks import Visit
from app.domain.ledger import Action, Event, Plain
from app.domain.people import Identity
from app.domain.vouching import Known, PersonDisabled, Vouched
from app.domain.web_sessions import WebSession
from app.services.new_web_sessions import NewWebSession, NewWebSessions, entry_of_sign_in
from app.services.provider_records import ProviderRecords


class KeepsArrivals(Protocol):
    """Keeps the people and groups that providers vouch for; each raises StorageUnavailable."""

    def find_known(self, identity: Identity, source: str) -> Known | None: ...

    def saw_memberships(self, person_id: UUID, source: str, at: datetime) -> None: ...


class RefusalLedger(Protocol):
    def append(self, *events: Event) -> None: ...


class ProviderSignIns:
    """Signs people in whom an identity provider vouches for."""

    def __init__(
        self,
        *,
        arrivals: KeepsArrivals,
        records: ProviderRecords,
        begins: NewWebSessions,
        ledger: RefusalLedger,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._arrivals = arrivals
        self._records = records
        self._begins = begins
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id

    def complete(self, vouched: Vouched, *, visit: Visit, earlier: WebSession | None = None) -> NewWebSession:
        """Begin a web session for somebody, as their provider sees them; raises PersonDisabled or StorageUnavailable.

        Who is new gets a record. What the provider says of them replaces what it said before, memberships included;
        those of other sources stay. `earlier` is the web session that this browser had.
        """
        identity = Identity(vouched.issuer, vouched.subject)
        known = self._arrivals.find_known(identity, vouched.source)
        if known is None or not known.is_as(vouched):
            known = self._records.bring_up_to_date(identity, vouched)
        if known.person.disabled_at is not None:
            self._ledger.append(self._refusal(vouched, known, visit))
            raise PersonDisabled
        if vouched.groups is not None:
            self._arrivals.saw_memberships(known.person.id, vouched.source, self._clock())
        return self._begins.begin(
            known.principal,
            (),
            way=vouched.source,
            visit=visit,
            proofs=vouched.proofs,
            provider_sid=vouched.provider_sid,
            until=vouched.until,
            earlier=earlier,
        )

    def vouched_again(self, vouched: Vouched, identity_id: UUID, *, seen: bool) -> bool:
        """Bring what is kept of somebody to what their provider says now; False where that is said of somebody else.

        `seen` is whether it is time to note when the memberships were confirmed. Raises StorageUnavailable.
        """
        identity = Identity(vouched.issuer, vouched.subject)
        known = self._arrivals.find_known(identity, vouched.source)
        if known is None or known.identity_id != identity_id:
            return False
        if not known.is_as(vouched):
            self._records.bring_up_to_date(identity, vouched)
        if seen and vouched.groups is not None:
            self._arrivals.saw_memberships(known.person.id, vouched.source, self._clock())
        return True

    def refuse(self, source: str, cause: str, *, visit: Visit, **told: Plain) -> None:
        """Write down a sign-in that its provider did not vouch for: `cause` is the code of what was wrong."""
        entry = entry_of_sign_in(
            Action.SIGN_IN_REFUSED,
            visit,
            way=source,
            id_=self._new_id(),
            at=self._clock(),
            person_id=None,
            cause=cause,
            **told,
        )
        self._ledger.append(entry)

    def _refusal(self, vouched: Vouched, known: Known, visit: Visit) -> Event:
        return entry_of_sign_in(
            Action.SIGN_IN_REFUSED,
            visit,
            way=vouched.source,
            id_=self._new_id(),
            at=self._clock(),
            person_id=known.person.id,
            cause=PersonDisabled.code,
        )
