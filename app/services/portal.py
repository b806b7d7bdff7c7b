"""The portal: holds the services that the web and the command line speak to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from app.domain.accounts import Role
from app.domain.arns import AccountId
from app.domain.break_glass import BreakGlassAccount, BreakGlassUse
from app.domain.clicks import Visit
from app.domain.discovery import AccountState, Discovery, FoundAccount, Progress
from app.domain.drafts import Proposal
from app.domain.ledger import StoredEvent
from app.domain.ledger_search import LedgerFilter, LedgerPage
from app.domain.pages import Page, Place, Search
from app.domain.role_tests import Found, TestedRole
from app.domain.web_sessions import SeenWebSession, WebSession
from app.services.access_tests import AccessTests
from app.services.admins import Admins
from app.services.background_orders import BackgroundOrders
from app.services.break_glass.keeping import BreakGlassKeeping
from app.services.break_glass.opening import BreakGlass
from app.services.console import Consoles
from app.services.directory import Directory
from app.services.discovery_findings import Findings
from app.services.downloads import Downloads
from app.services.drafts import Drafts
from app.services.errands.discovery import Discoveries
from app.services.errands.role_tests import RoleTests
from app.services.exports import Exports
from app.services.imports import Imports
from app.services.kept_clicks import KeptClicks
from app.services.ldap_sign_in import LdapSignIns
from app.services.ledger_export import LedgerExports
from app.services.lists import Lists
from app.services.local_accounts.own_factors import OwnFactors
from app.services.local_accounts.own_passkeys import OwnPasskeys
from app.services.local_accounts.passkey_sign_ins import PasskeySignIns
from app.services.local_accounts.resets import Resets
from app.services.local_accounts.second_steps import SecondSteps
from app.services.local_accounts.step_ups import StepUps
from app.services.notices import Notices
from app.services.oidc_logout import OidcLogouts
from app.services.oidc_sign_in import OidcSignIns
from app.services.proposals import Proposals
from app.services.provider_sign_in import ProviderSignIns
from app.services.provider_ways import ProviderWays
from app.services.proxy_sign_in import ProxySignIns
from app.services.saml_sign_in import SamlSignIns
from app.services.sign_in import SignIns
from app.services.sign_out import SignOuts
from app.services.web_session_ends import WebSessionEnds

if TYPE_CHECKING:
    from app.domain.provisioning import ProvisionedUser, ScimAnswer, ScimCall, ScimClient


class FindsWebSessions(Protocol):
    def find(self, token_hash: str) -> WebSession | None: ...

    def touch(self, web_session_id: UUID, at: datetime) -> None: ...

    def alive_of(self, person_id: UUID, now: datetime) -> tuple[SeenWebSession, ...]: ...


class ListsProposals(Protocol):
    """Reads proposals; raises StorageUnavailable."""

    def still_open(self, *, after: UUID | None = None, limit: int) -> tuple[Proposal, ...]: ...

    def decided(self, *, before: UUID | None = None, limit: int) -> tuple[Proposal, ...]: ...

    def find(self, id_: UUID) -> Proposal | None: ...

    def count_open(self) -> int: ...

    def has_second_admin(self, first: UUID, now: datetime) -> bool: ...


class SearchesLedger(Protocol):
    """Reads the ledger for its pages; raises StorageUnavailable."""

    def page(self, wanted: LedgerFilter, *, before: UUID | None = None, size: int) -> LedgerPage: ...

    def find(self, event_id: UUID) -> StoredEvent | None: ...

    def ended_clicks(self, click_ids: Iterable[UUID]) -> frozenset[UUID]: ...

    def people_called(self, username: str) -> tuple[UUID, ...]: ...


class ReadsRoleTests(Protocol):
    """Reads roles with their last tests; raises StorageUnavailable."""

    def page(
        self, search: Search = ..., *, after: Place | None = None, found: Found | None = None
    ) -> Page[TestedRole]: ...

    def find(self, role_id: UUID) -> TestedRole | None: ...

    def of_account(self, account_id: AccountId, partition: str) -> tuple[Role, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHealth:
    """Tests roles, reads what was found, and takes orders for tests in the background."""

    tests: RoleTests
    orders: BackgroundOrders
    found: ReadsRoleTests


class ReadsDiscoveries(Protocol):
    """Reads orders and what they found; raises StorageUnavailable."""

    def find(self, discovery_id: UUID) -> Discovery | None: ...

    def newest(self) -> tuple[Discovery, ...]: ...

    def progress(self, discovery_id: UUID) -> Progress: ...

    def accounts(
        self, discovery_id: UUID, *, after: str | None = None, limit: int, state: AccountState | None = None
    ) -> tuple[FoundAccount, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovering:
    """Orders and works on discoveries, reads how far they are, and compares what they found with the portal."""

    errands: Discoveries
    found: ReadsDiscoveries
    findings: Findings


class ListsBreakGlass(Protocol):
    """Reads break-glass accounts and their uses; raises StorageUnavailable."""

    def accounts(self) -> tuple[BreakGlassAccount, ...]: ...

    def uses(self) -> tuple[BreakGlassUse, ...]: ...

    def count_unreviewed(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPeople:
    """How people with local accounts prove who they are, and how that is changed."""

    second_steps: SecondSteps
    step_ups: StepUps
    own_factors: OwnFactors
    own_passkeys: OwnPasskeys
    passkey_sign_ins: PasskeySignIns
    resets: Resets
    break_glass: BreakGlass
    break_glass_keeping: BreakGlassKeeping
    break_glass_list: ListsBreakGlass


class LetsDirectoriesIn(Protocol):
    """Returns whose token it is; raises a kind of Refusal."""

    def require(self, token: str | None, *, visit: Visit) -> "ScimClient": ...


class AnswersScim(Protocol):
    """Answers a call by SCIM; raises StorageUnavailable."""

    def answer(self, call: "ScimCall", client: "ScimClient") -> "ScimAnswer": ...


class KnowsUsers(Protocol):
    """Reads what directories say of somebody; raises StorageUnavailable."""

    def known_to(self, person_id: UUID) -> "tuple[ProvisionedUser, ...]": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scim:
    """What a portal that directories provision has beside the others."""

    clients: LetsDirectoriesIn
    server: AnswersScim
    users: KnowsUsers


class ReadinessCheck(Protocol):
    """Says whether requests can be served: raises StorageUnavailable or SchemaNotCurrent if not."""

    def require_ready(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Everything that a request may ask for."""

    admins: Admins
    access_tests: AccessTests
    consoles: Consoles
    kept_clicks: KeptClicks
    drafts: Drafts
    proposals: Proposals
    proposal_list: ListsProposals
    directory: Directory
    exports: Exports
    imports: Imports
    ledger_search: SearchesLedger
    downloads: Downloads
    ledger_exports: LedgerExports
    lists: Lists
    role_health: RoleHealth
    discovering: Discovering
    sign_ins: SignIns
    local_people: LocalPeople
    notices: Notices
    provider_sign_ins: ProviderSignIns
    provider_ways: ProviderWays
    oidc_sign_ins: OidcSignIns
    saml_sign_ins: SamlSignIns
    proxy_sign_ins: ProxySignIns
    oidc_logouts: OidcLogouts
    ldap_sign_ins: LdapSignIns
    sign_outs: SignOuts
    web_sessions: FindsWebSessions
    web_session_ends: WebSessionEnds
    scim: Scim | None
    readiness: ReadinessCheck
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
