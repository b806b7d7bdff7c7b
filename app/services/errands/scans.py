"""Reads a piece of AWS for a discovery: a page of accounts, or the roles of one account as far as the time allows."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.domain.admins import Admin
from app.domain.arns import AccountId, RoleArn
from app.domain.aws_failures import AwsBroken, AwsFailure
from app.domain.clicks import Visit
from app.domain.discovery import AccountState, Discovery, DiscoverySettings, FoundAccount, FoundRole, Scan
from app.domain.discovery_lists import AccountPage, ListedAccount, ListedRole, Read, RolePage, Value
from app.domain.discovery_steps import with_roles, with_tags
from app.domain.errands import Carried, Errand, ErrandCredentials
from app.domain.federation import Attempt
from app.domain.refusals import Refusal
from app.domain.trust_readings import admission_of
from app.services.errands.pace import Pace
from app.services.errands.role_tests import ErrandRunner


class ReadsAccounts(Protocol):
    """Reads one organization; raises AwsFailure."""

    def accounts(self, token: str | None) -> Read[AccountPage]: ...

    def tags_of(self, account_id: AccountId) -> Read[dict[str, str]]: ...


class ReadsRoles(Protocol):
    """Reads one account; raises AwsFailure."""

    def roles(self, marker: str | None) -> Read[RolePage]: ...

    def tags_of(self, role_arn: RoleArn) -> Read[dict[str, str]]: ...


class OpensReaders(Protocol):
    """Opens readers with the credentials of errands; without any, as the portal identity. Raises AwsFailure."""

    def organization(
        self, partition: str, credentials: ErrandCredentials | None, *, errand_id: UUID
    ) -> AbstractContextManager[ReadsAccounts]: ...

    def roles(
        self, partition: str, credentials: ErrandCredentials, *, errand_id: UUID
    ) -> AbstractContextManager[ReadsRoles]: ...


@dataclass(slots=True, kw_only=True)
class Trip:
    """One piece of work: what was found, every call, and the failure that ended it, if one did."""

    admin: Admin
    visit: Visit
    attempts: list[Attempt] = field(default_factory=list)
    failure: AwsFailure | None = None
    accounts: tuple[FoundAccount, ...] = ()
    next_token: str | None = None
    portal_identity: str | None = None
    scan: Scan = field(default_factory=Scan)

    def take(self, read: Read[Value]) -> Value:
        """Note the call, and return what it brought."""
        self.attempts.append(read.attempt)
        return read.value

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keep the failure that ends the piece: what was found before it counts."""
        try:
            yield
        except AwsFailure as failure:
            self.attempts.extend(failure.attempts)
            self.failure = failure


class Scans:
    """Makes the errands of a discovery and reads with their credentials."""

    def __init__(self, *, sts: ErrandRunner, aws: OpensReaders, pace: Pace) -> None:
        self._sts = sts
        self._aws = aws
        self._pace = pace

    def list_accounts(self, admin: Admin, order: Discovery, *, visit: Visit) -> Trip:
        """Read the next page of accounts with their tags; raises PartitionNotServed."""
        trip = Trip(admin=admin, visit=visit, next_token=order.next_token, portal_identity=order.portal_identity)
        with trip.watched():
            trip.portal_identity = order.portal_identity or self._portal_identity(order.settings.partition, visit)
            role_arn = order.settings.organization_role
            credentials = self._enter(admin, order.settings, role_arn, trip) if role_arn else None
            with self._aws.organization(order.settings.partition, credentials, errand_id=visit.id) as organization:
                page = trip.take(self._paced(lambda: organization.accounts(order.next_token)))
                found = [self._account(one, organization, order.settings, trip) for one in page.accounts]
            trip.accounts, trip.next_token = tuple(found), page.token
        return trip

    def scan_roles(
        self, admin: Admin, order: Discovery, account: FoundAccount, *, visit: Visit, has_time: Callable[[], bool]
    ) -> Trip:
        """Read on in the roles of an account while there is time; raises PartitionNotServed."""
        trip = Trip(admin=admin, visit=visit, scan=account.scan)
        role_arn = order.settings.read_role_in(account.account_id)
        assert role_arn is not None  # noqa: S101 - for the type checker: without one no account waits
        with trip.watched():
            credentials = self._enter(admin, order.settings, role_arn, trip)
            with self._aws.roles(order.settings.partition, credentials, errand_id=visit.id) as reader:
                # One call at least, or a slow STS would keep an account from ever going on.
                trip.scan = self._next(trip.scan, reader, order, account.account_id, trip)
                while has_time() and not trip.scan.is_complete:
                    trip.scan = self._next(trip.scan, reader, order, account.account_id, trip)
        return trip

    def _next(self, scan: Scan, reader: ReadsRoles, order: Discovery, account_id: AccountId, trip: Trip) -> Scan:
        if not scan.is_listed:
            page = trip.take(_about(account_id, self._paced(lambda: reader.roles(scan.marker))))
            kept = [_found(role, order) for role in page.roles if not order.settings.leaves_out(role.role_arn)]
            return with_roles(scan, kept, left_out=len(page.roles) - len(kept), marker=page.marker)
        untagged = next(role for role in scan.roles if role.tags is None)
        tags = trip.take(self._paced(lambda: reader.tags_of(untagged.role_arn)))
        return with_tags(scan, untagged, tags)

    def _account(
        self, listed: ListedAccount, organization: ReadsAccounts, settings: DiscoverySettings, trip: Trip
    ) -> FoundAccount:
        if listed.is_closing:
            return FoundAccount(account_id=listed.account_id, name=listed.name, tags={}, state="skipped")
        tags = trip.take(self._paced(lambda: organization.tags_of(listed.account_id)))
        state: AccountState = "done" if settings.read_role is None else "waiting"
        return FoundAccount(account_id=listed.account_id, name=listed.name, tags=tags, state=state)

    def _enter(self, admin: Admin, settings: DiscoverySettings, role_arn: RoleArn, trip: Trip) -> ErrandCredentials:
        carried = Carried(settings.external_id is not None, source_identity=False, session_tags=False)
        errand = Errand(
            kind="discovery", admin=admin, role_arn=role_arn, known_external_id=settings.external_id, carried=carried
        )
        credentials = self._sts.assume_for_errand(errand, errand_id=trip.visit.id)
        trip.attempts.append(credentials.attempt)
        return credentials

    def _portal_identity(self, partition: str, visit: Visit) -> str | None:
        """Return the ARN that trust policies have to name; without it no role is marked, and the page says so."""
        try:
            return self._sts.caller_identity(partition, errand_id=visit.id).principal_arn
        except Refusal:
            return None

    def _paced(self, call: Callable[[], Read[Value]]) -> Read[Value]:
        self._pace.wait()
        return call()


def _about(account_id: AccountId, read: Read[RolePage]) -> Read[RolePage]:
    """Return the page if it is one of that account; raises AwsBroken for an answer that AWS would not give."""
    if all(role.role_arn.account_id == account_id for role in read.value.roles):
        return read
    attempt, status = read.attempt, read.attempt.status
    raise AwsBroken(
        attempt=Attempt(attempt.service, attempt.region, "unreadable", attempt.request_id, status), status=status
    )


def _found(role: ListedRole, order: Discovery) -> FoundRole:
    return FoundRole(
        role_arn=role.role_arn,
        description=role.description,
        max_session_duration=role.max_session_duration,
        admission=admission_of(role.trust_policy, order.portal_identity),
    )
