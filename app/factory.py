"""Joins the rooms: the only place that knows them all."""

from datetime import timedelta

from flask import Flask

from app.assets import static_folder, templates_folder
from app.domain.client_addresses import TrustedProxies
from app.domain.federation import signin_origin_of
from app.domain.web_sessions import Limits
from app.identity.known_passwords import KnownPasswords
from app.identity.passwords import Argon2Passwords
from app.joints.aws import consoles_of, discovery_gateway_of, errand_gateway_of
from app.joints.discovery import discovering_of
from app.joints.editing import directory_of, editing_of
from app.joints.interchange import exports_of, imports_of
from app.joints.local_people import Doorway
from app.joints.notices import notices_of
from app.joints.process import VERSION, utc_now
from app.joints.records import database_of
from app.joints.role_health import role_health_of
from app.joints.scim import scim_of
from app.joints.sign_in import SigningIn, signing_in_of
from app.joints.vouching import vouchers_of
from app.services.admins import Admins
from app.services.console import Consoles
from app.services.downloads import Downloads
from app.services.ledger_export import LedgerExports
from app.services.notices import Notices
from app.services.portal import Portal
from app.settings import Settings
from app.storage.access import AccessStore
from app.storage.engine import Database
from app.storage.every_list import lists_in
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.ledger_search import LedgerSearch
from app.storage.proposals import ProposalStore
from app.storage.schema import Readiness
from app.web.application import build
from app.web.site import Site


def portal_of(settings: Settings, *, database: Database) -> Portal:
    """Build the portal that requests are for."""
    ledger, search = LedgerStore(database=database), LedgerSearch(database=database)
    downloads = Downloads(clock=utc_now)
    passwords = Argon2Passwords(KnownPasswords(stolen=settings.stolen_passwords))
    notices = notices_of(settings, database=database, clock=utc_now)
    signing_in = _signing_in_of(settings, database, passwords, notices=notices)
    gateway = errand_gateway_of(settings)
    editing = editing_of(database, second_approval=settings.needs_second_admin)
    return Portal(
        admins=Admins(access=AccessStore(database=database)),
        access_tests=editing.access_tests,
        drafts=editing.drafts,
        proposals=editing.proposals,
        proposal_list=ProposalStore(database=database),
        consoles=_consoles_of(settings, database, signing_in),
        kept_clicks=signing_in.kept_clicks,
        directory=directory_of(database, passwords, second_approval=settings.needs_second_admin),
        exports=exports_of(database),
        imports=imports_of(database),
        ledger_search=search,
        downloads=downloads,
        ledger_exports=LedgerExports(ledger=ledger, reader=search, downloads=downloads, clock=utc_now, new_id=new_id),
        lists=lists_in(database),
        discovering=discovering_of(
            gateway, discovery_gateway_of(settings), settings.regions, database=database, clock=utc_now
        ),
        role_health=role_health_of(gateway, settings.regions, database=database, clock=utc_now),
        sign_ins=signing_in.sign_ins,
        local_people=signing_in.local_people,
        notices=notices,
        provider_sign_ins=signing_in.vouched.provider_sign_ins,
        provider_ways=signing_in.vouched.provider_ways,
        oidc_sign_ins=signing_in.vouched.oidc,
        saml_sign_ins=signing_in.vouched.saml,
        oidc_logouts=signing_in.vouched.oidc_logouts,
        proxy_sign_ins=signing_in.vouched.proxy,
        ldap_sign_ins=signing_in.vouched.ldap,
        sign_outs=signing_in.sign_outs,
        web_sessions=signing_in.web_sessions,
        web_session_ends=signing_in.web_session_ends,
        scim=scim_of(settings, database=database),
        readiness=Readiness(database=database),
        clock=utc_now,
        new_id=new_id,
    )


def _signing_in_of(
    settings: Settings, database: Database, passwords: Argon2Passwords, *, notices: Notices
) -> SigningIn:
    return signing_in_of(
        database,
        passwords,
        doorway_of(settings),
        vouchers_of(settings, clock=utc_now),
        notices=notices,
        word_holds=timedelta(hours=settings.groups_hold_hours),
    )


def _consoles_of(settings: Settings, database: Database, signing_in: SigningIn) -> Consoles:
    return consoles_of(
        settings,
        database=database,
        ledger=LedgerStore(database=database),
        public_url=settings.public_url,
        word_holds=timedelta(hours=settings.groups_hold_hours),
        words=signing_in.renewed_words,
    )


def doorway_of(settings: Settings) -> Doorway:
    """Say what the proofs of local people are bound to."""
    return Doorway(
        public_url=settings.public_url,
        secret_key=settings.secret_key.get_secret_value(),
        secret_key_fallbacks=tuple(key.get_secret_value() for key in settings.secret_key_fallbacks),
        limits=Limits(
            absolute=timedelta(hours=settings.web_session_hours),
            idle=timedelta(minutes=settings.web_session_idle_minutes),
        ),
    )


def site_of(settings: Settings) -> Site:
    """Say where and how the portal is served."""
    return Site(
        public_url=settings.public_url,
        secret_key=settings.secret_key.get_secret_value(),
        secret_key_fallbacks=tuple(key.get_secret_value() for key in settings.secret_key_fallbacks),
        trusted_proxies=TrustedProxies.parse(settings.trusted_proxies),
        redirect_sources=redirect_sources_of(settings),
        notice=settings.notice,
        version=VERSION,
        takes_passwords=settings.local_sign_in == "yes",
        admin_proof_within=timedelta(minutes=settings.admin_proof_minutes),
    )


def redirect_sources_of(settings: Settings) -> tuple[str, ...]:
    """Return the CSP host sources that a click may be redirected through: Chromium checks every hop of a form's way."""
    of_partitions = (source for partition in settings.regions.partitions for source in partition.redirect_sources)
    overridden = (signin_origin_of(url) for url in settings.signin_endpoints.values())
    return tuple(dict.fromkeys((*of_partitions, *overridden, *settings.console_origins)))


def create_app(settings: Settings, *, database: Database | None = None) -> Flask:
    """Build the application; raises Refusal for what is wrong with its surroundings."""
    database = database or database_of(settings)
    portal, site = portal_of(settings, database=database), site_of(settings)
    return build(portal=portal, site=site, templates=templates_folder(), static=static_folder())
