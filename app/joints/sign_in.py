"""Joins the ways of signing in, and of signing out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.freshness import WORD_HOLDS
from app.identity.passwords import Argon2Passwords
from app.joints.ldap import renewed_words_of
from app.joints.local_people import Doorway, local_people_of
from app.joints.process import utc_now
from app.services.changes import Scribe
from app.services.kept_clicks import KeptClicks
from app.services.ldap_sign_in import LdapSignIns
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.tries import Tries
from app.services.new_web_sessions import NewWebSessions
from app.services.notices import Notices
from app.services.oidc_logout import OidcLogouts
from app.services.oidc_sign_in import OidcSignIns
from app.services.portal import LocalPeople
from app.services.provider_records import ProviderRecords
from app.services.provider_sign_in import ProviderSignIns
from app.services.provider_visits import ProviderVisits
from app.services.provider_ways import ProviderWays
from app.services.proxy_sign_in import ProxySignIns
from app.services.renewed_words import RenewedWords
from app.services.saml_sign_in import SamlSignIns
from app.services.sign_in import SignIns
from app.services.sign_out import SignOuts
from app.services.web_session_ends import WebSessionEnds
from app.storage.arrivals import ArrivalStore
from app.storage.attempts import AttemptStore
from app.storage.challenges import ChallengeStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.local_accounts import LocalAccountStore
from app.storage.provider_logouts import ProviderLogoutStore
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore

if TYPE_CHECKING:
    from app.identity.ldap import LdapDirectory
    from app.identity.oidc import OidcProvider
    from app.identity.proxy import HeaderProxy, SigningProxy
    from app.identity.saml import SamlProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """What begins and ends web sessions."""

    sign_ins: SignIns
    local_people: LocalPeople
    provider_sign_ins: ProviderSignIns
    provider_ways: ProviderWays
    oidc_sign_ins: OidcSignIns
    saml_sign_ins: SamlSignIns
    oidc_logouts: OidcLogouts
    ldap_sign_ins: LdapSignIns
    proxy_sign_ins: ProxySignIns
    kept_clicks: KeptClicks
    sign_outs: SignOuts
    web_sessions: WebSessionStore
    web_session_ends: WebSessionEnds
    renewed_words: RenewedWords


def signing_in_of(
    database: Database,
    passwords: Argon2Passwords,
    doorway: Doorway,
    providers: "Mapping[str, OidcProvider]",
    *,
    notices: Notices,
    saml_providers: "Mapping[str, SamlProvider] | None" = None,
    directories: "Mapping[str, LdapDirectory] | None" = None,
    proxy: "SigningProxy | HeaderProxy | None" = None,
    word_holds: timedelta = WORD_HOLDS,
    clock: Callable[[], datetime] = utc_now,
) -> SigningIn:
    """Build the services that begin and end web sessions; connects to nothing yet."""
    web_sessions = WebSessionStore(database=database, idle_limit=doorway.limits.idle)
    begins = NewWebSessions(web_sessions=web_sessions, clock=clock, new_id=new_id, lasts=doorway.limits.absolute)
    local_people = local_people_of(database, passwords, doorway, begins=begins, notices=notices, clock=clock)
    provider_sign_ins = _provider_sign_ins_of(database, begins=begins, clock=clock)
    visits = ProviderVisits(attempts=AttemptStore(database=database), completes=provider_sign_ins, clock=clock)
    oidc_sign_ins = _oidc_sign_ins_of(database, providers, visits, provider_sign_ins, clock=clock)
    saml_sign_ins = _saml_sign_ins_of(database, saml_providers or {}, visits, provider_sign_ins, clock=clock)
    oidc_logouts = _oidc_logouts_of(database, providers, clock=clock)
    tries = Tries(attempts=AttemptStore(database=database), clock=clock)
    ldap_sign_ins = LdapSignIns(directories=directories or {}, tries=tries, completes=provider_sign_ins)
    proxy_sign_ins = _proxy_sign_ins_of(database, proxy, provider_sign_ins, clock=clock)
    web_session_ends = _web_session_ends_of(database, clock=clock)
    return SigningIn(
        sign_ins=_sign_ins_of(database, passwords, local_people, begins=begins, tries=tries, clock=clock),
        local_people=local_people,
        provider_sign_ins=provider_sign_ins,
        provider_ways=ProviderWays(
            [oidc_sign_ins, saml_sign_ins, ldap_sign_ins, proxy_sign_ins],
            out={"oidc": oidc_logouts, "saml": saml_sign_ins, "proxy": proxy_sign_ins},
        ),
        oidc_sign_ins=oidc_sign_ins,
        saml_sign_ins=saml_sign_ins,
        oidc_logouts=oidc_logouts,
        ldap_sign_ins=ldap_sign_ins,
        proxy_sign_ins=proxy_sign_ins,
        kept_clicks=KeptClicks(challenges=ChallengeStore(database=database), clock=clock),
        sign_outs=SignOuts(web_sessions=web_sessions, clock=clock, new_id=new_id),
        web_sessions=web_sessions,
        web_session_ends=web_session_ends,
        renewed_words=renewed_words_of(
            database, directories or {}, provider_sign_ins, web_session_ends, otherwise=word_holds, clock=clock
        ),
    )


def _sign_ins_of(
    database: Database,
    passwords: Argon2Passwords,
    local_people: LocalPeople,
    *,
    begins: NewWebSessions,
    tries: Tries,
    clock: Callable[[], datetime],
) -> SignIns:
    return SignIns(
        accounts=LocalAccountStore(database=database),
        tries=tries,
        passwords=passwords,
        second_steps=local_people.second_steps,
        begins=begins,
        ledger=LedgerStore(database=database),
        clock=clock,
        new_id=new_id,
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


def _oidc_sign_ins_of(
    database: Database,
    providers: "Mapping[str, OidcProvider]",
    visits: ProviderVisits,
    completes: ProviderSignIns,
    *,
    clock: Callable[[], datetime],
) -> OidcSignIns:
    return OidcSignIns(
        providers=providers,
        challenges=ChallengeStore(database=database),
        visits=visits,
        completes=completes,
        clock=clock,
    )


def _saml_sign_ins_of(
    database: Database,
    providers: "Mapping[str, SamlProvider]",
    visits: ProviderVisits,
    completes: ProviderSignIns,
    *,
    clock: Callable[[], datetime],
) -> SamlSignIns:
    return SamlSignIns(
        providers=providers,
        challenges=ChallengeStore(database=database),
        visits=visits,
        completes=completes,
        clock=clock,
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


def _web_session_ends_of(database: Database, *, clock: Callable[[], datetime]) -> WebSessionEnds:
    return WebSessionEnds(
        changes=Registry(database=database),
        scribe=Scribe(clock=clock, new_id=new_id),
        entries=OwnEntries(clock=clock, new_id=new_id),
    )
