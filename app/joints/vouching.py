"""Joins the ways of signing in through whoever vouches for people: providers, directories and a proxy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.joints.ldap import ldap_directories_of
from app.joints.oidc import oidc_providers_of
from app.joints.proxy import proxy_of
from app.joints.saml import saml_providers_of
from app.services.ldap_sign_in import LdapSignIns
from app.services.local_accounts.tries import Tries
from app.services.new_web_sessions import NewWebSessions
from app.services.oidc_logout import OidcLogouts
from app.services.oidc_sign_in import OidcSignIns
from app.services.provider_records import ProviderRecords
from app.services.provider_sign_in import ProviderSignIns
from app.services.provider_visits import ProviderVisits
from app.services.provider_ways import ProviderWays
from app.services.proxy_sign_in import ProxySignIns
from app.services.saml_sign_in import SamlSignIns
from app.settings import Settings
from app.storage.arrivals import ArrivalStore
from app.storage.attempts import AttemptStore
from app.storage.challenges import ChallengeStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.provider_logouts import ProviderLogoutStore
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore

if TYPE_CHECKING:
    from app.identity.ldap import LdapDirectory
    from app.identity.oidc import OidcProvider
    from app.identity.proxy import HeaderProxy, SigningProxy
    from app.identity.saml import SamlProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouchers:
    """Whoever vouches for people, by the names of the settings."""

    oidc: "Mapping[str, OidcProvider]" = field(default_factory=dict)
    saml: "Mapping[str, SamlProvider]" = field(default_factory=dict)
    ldap: "Mapping[str, LdapDirectory]" = field(default_factory=dict)
    proxy: "SigningProxy | HeaderProxy | None" = None


def vouchers_of(settings: Settings, *, clock: Callable[[], datetime]) -> Vouchers:
    """Build what speaks to each of them; reaches none yet. Raises ExtraNotInstalled or SamlUnusable."""
    return Vouchers(
        oidc=oidc_providers_of(settings, clock=clock),
        saml=saml_providers_of(settings, clock=clock),
        ldap=ldap_directories_of(settings, clock=clock),
        proxy=proxy_of(settings, clock=clock),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchedSignIns:
    """The ways of signing in through them."""

    provider_sign_ins: ProviderSignIns
    provider_ways: ProviderWays
    oidc: OidcSignIns
    saml: SamlSignIns
    ldap: LdapSignIns
    proxy: ProxySignIns
    oidc_logouts: OidcLogouts


def vouched_sign_ins_of(
    database: Database, vouchers: Vouchers, *, begins: NewWebSessions, tries: Tries, clock: Callable[[], datetime]
) -> VouchedSignIns:
    """Build the services that take somebody's word for people; connects to nothing yet."""
    completes = _provider_sign_ins_of(database, begins=begins, clock=clock)
    visits = ProviderVisits(attempts=AttemptStore(database=database), completes=completes, clock=clock)
    challenges = ChallengeStore(database=database)
    oidc = OidcSignIns(providers=vouchers.oidc, challenges=challenges, visits=visits, completes=completes, clock=clock)
    saml = SamlSignIns(providers=vouchers.saml, challenges=challenges, visits=visits, completes=completes, clock=clock)
    ldap = LdapSignIns(directories=vouchers.ldap, tries=tries, completes=completes)
    proxy = _proxy_sign_ins_of(database, vouchers.proxy, completes, clock=clock)
    logouts = _oidc_logouts_of(database, vouchers.oidc, clock=clock)
    return VouchedSignIns(
        provider_sign_ins=completes,
        provider_ways=ProviderWays([oidc, saml, ldap, proxy], out={"oidc": logouts, "saml": saml, "proxy": proxy}),
        oidc=oidc,
        saml=saml,
        ldap=ldap,
        proxy=proxy,
        oidc_logouts=logouts,
    )


def _provider_sign_ins_of(
    database: Database, *, begins: NewWebSessions, clock: Callable[[], datetime]
) -> ProviderSignIns:
    return ProviderSignIns(
        arrivals=ArrivalStore(database=database),
        records=ProviderRecords(arrivals=Registry(database=database), clock=clock, new_id=new_id),
        begins=begins,
        ledger=LedgerStore(database=database),
        clock=clock,
        new_id=new_id,
    )


def _oidc_logouts_of(
    database: Database, providers: "Mapping[str, OidcProvider]", *, clock: Callable[[], datetime]
) -> OidcLogouts:
    return OidcLogouts(
        providers=providers,
        web_sessions=ProviderLogoutStore(database=database),
        attempts=AttemptStore(database=database),
        ledger=LedgerStore(database=database),
        clock=clock,
        new_id=new_id,
    )


def _proxy_sign_ins_of(
    database: Database,
    proxy: "SigningProxy | HeaderProxy | None",
    completes: ProviderSignIns,
    *,
    clock: Callable[[], datetime],
) -> ProxySignIns:
    return ProxySignIns(
        proxy=proxy,
        completes=completes,
        web_sessions=WebSessionStore(database=database),
        attempts=AttemptStore(database=database),
        clock=clock,
        new_id=new_id,
    )
