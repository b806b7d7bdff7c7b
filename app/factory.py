"""Joins the rooms: the only place that knows them all."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

from flask import Flask

from app.assets import static_folder, templates_folder
from app.aws.errand_sts import ErrandGateway
from app.aws.iam import IamGateway
from app.aws.identities import PortalIdentities
from app.aws.signin import SignInGateway
from app.aws.sts import StsGateway
from app.aws.wire import Wire
from app.domain.client_addresses import TrustedProxies
from app.domain.federation import signin_origin_of
from app.errand_factory import role_health_of
from app.identity.passwords import Argon2Passwords
from app.services.access_tests import AccessTests
from app.services.admins import Admins
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.services.console import Consoles
from app.services.directory import Directory
from app.services.draft_writer import DraftWriter
from app.services.drafts import Drafts
from app.services.ledger_export import LedgerExports
from app.services.people import People
from app.services.portal import Portal
from app.services.proposals import Proposals
from app.services.sign_in import SignIns
from app.services.walkthrough import Walkthrough
from app.settings import AwsSettings, DatabaseSettings, Settings
from app.storage.access import AccessStore
from app.storage.access_tests import AccessTestStore
from app.storage.attempts import AttemptStore
from app.storage.effects import WorldStore
from app.storage.engine import Database
from app.storage.every_list import lists_in
from app.storage.ids import new_id
from app.storage.intents import IntentStore
from app.storage.ledger import LedgerStore
from app.storage.ledger_search import LedgerSearch
from app.storage.local_accounts import LocalAccountStore
from app.storage.proposals import ProposalStore
from app.storage.registry import Registry
from app.storage.schema import Readiness
from app.storage.web_sessions import WebSessionStore
from app.web.application import build
from app.web.site import Site

VERSION: Final = version("doorstep")
THREADS_PER_WORKER: Final = 32


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the command line needs to read and write the portal's records."""

    database: Database
    people: People
    catalogue: Catalogue
    ledger: LedgerStore
    local_accounts: LocalAccountStore
    attempts: AttemptStore
    clock: Callable[[], datetime]


def database_of(settings: DatabaseSettings) -> Database:
    """Return the database that the settings name; connects to nothing yet."""
    return Database(url=settings.database_url.get_secret_value(), threads=THREADS_PER_WORKER)


def records_of(settings: DatabaseSettings) -> Records:
    """Open the portal's records; connects to nothing yet."""
    database = database_of(settings)
    registry = Registry(database=database)
    scribe = Scribe(clock=utc_now, new_id=new_id)
    return Records(
        database=database,
        people=People(changes=registry, scribe=scribe, second_approval=settings.needs_second_admin),
        catalogue=Catalogue(changes=registry, scribe=scribe),
        ledger=LedgerStore(database=database),
        local_accounts=LocalAccountStore(database=database),
        attempts=AttemptStore(database=database),
        clock=utc_now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What admins and the command line change mappings, accounts and roles with."""

    drafts: Drafts
    proposals: Proposals
    access_tests: AccessTests


def editing_of(database: Database, *, second_approval: bool, clock: Callable[[], datetime] = utc_now) -> Editing:
    """Build the services that change what admins describe; connects to nothing yet."""
    registry, tests = Registry(database=database), AccessTestStore(database=database)
    writer = DraftWriter(clock=clock, new_id=new_id)
    worlds = WorldStore(database=database)
    return Editing(
        drafts=Drafts(changes=registry, worlds=worlds, tests=tests, writer=writer, second_approval=second_approval),
        proposals=Proposals(changes=registry, writer=writer),
        access_tests=AccessTests(changes=registry, reader=tests, clock=clock, new_id=new_id),
    )


def wire_of(settings: AwsSettings) -> Wire:
    """Say how AWS is reached."""
    return Wire(
        version=VERSION,
        pool_size=2 * THREADS_PER_WORKER,
        ca_bundle=settings.aws_ca_bundle,
        sts_endpoints=settings.sts_endpoints,
        signin_endpoints=settings.signin_endpoints,
        proxy_for=settings.proxy_for,
    )


def identities_of(settings: AwsSettings) -> PortalIdentities:
    """Say who calls AWS; raises UnknownProfile. Nothing is called yet."""
    return PortalIdentities(
        regions=settings.regions, profiles=settings.aws_profiles, caller_is_chained=settings.caller_is_chained
    )


def gateways_of(settings: AwsSettings, identities: PortalIdentities) -> tuple[StsGateway, SignInGateway]:
    """Build what calls STS and the federation endpoint. Nothing is called yet."""
    wire = wire_of(settings)
    sts = StsGateway(identities=identities, regions=settings.regions, wire=wire)
    return sts, SignInGateway(regions=settings.regions, wire=wire)


def consoles_of(settings: AwsSettings, *, database: Database, ledger: LedgerStore, public_url: str) -> Consoles:
    """Build the service that opens consoles, with its AWS clients ready."""
    sts, signin = gateways_of(settings, identities_of(settings))
    sts.prepare()
    return Consoles(
        access=AccessStore(database=database),
        intents=IntentStore(database=database),
        ledger=ledger,
        sts=sts,
        signin=signin,
        regions=settings.regions,
        public_url=public_url,
        clock=utc_now,
        new_id=new_id,
    )


def walkthrough_of(
    settings: AwsSettings, *, role_session_name: str, limit: float, iam_endpoint: str | None
) -> Walkthrough:
    """Build the walkthrough, which has no records: `limit` in seconds, `iam_endpoint` where it is not AWS's own."""
    identities = identities_of(settings)
    sts, signin = gateways_of(settings, identities)
    wire = wire_of(settings)
    return Walkthrough(
        iam=IamGateway(identities=identities, regions=settings.regions, wire=wire, endpoint=iam_endpoint),
        sts=sts,
        signin=signin,
        regions=settings.regions,
        role_session_name=role_session_name,
        limit=limit,
        monotonic=time.monotonic,
        sleep=time.sleep,
        new_id=new_id,
    )


def portal_of(settings: Settings, *, database: Database) -> Portal:
    """Build the portal that requests are for."""
    ledger, search = LedgerStore(database=database), LedgerSearch(database=database)
    web_sessions = WebSessionStore(database=database)
    passwords = Argon2Passwords()
    sign_ins = SignIns(
        accounts=LocalAccountStore(database=database),
        attempts=AttemptStore(database=database),
        passwords=passwords,
        web_sessions=web_sessions,
        ledger=ledger,
        clock=utc_now,
        new_id=new_id,
    )
    gateway = ErrandGateway(identities=identities_of(settings), regions=settings.regions, wire=wire_of(settings))
    editing = editing_of(database, second_approval=settings.needs_second_admin)
    return Portal(
        admins=Admins(access=AccessStore(database=database)),
        access_tests=editing.access_tests,
        drafts=editing.drafts,
        proposals=editing.proposals,
        proposal_list=ProposalStore(database=database),
        consoles=consoles_of(settings, database=database, ledger=ledger, public_url=settings.public_url),
        directory=directory_of(database, passwords, second_approval=settings.needs_second_admin),
        ledger_search=search,
        ledger_exports=LedgerExports(ledger=ledger, reader=search, clock=utc_now, new_id=new_id),
        lists=lists_in(database),
        role_health=role_health_of(gateway, settings.regions, database=database, clock=utc_now),
        sign_ins=sign_ins,
        web_sessions=web_sessions,
        readiness=Readiness(database=database),
        clock=utc_now,
        new_id=new_id,
    )


def directory_of(database: Database, passwords: Argon2Passwords, *, second_approval: bool) -> Directory:
    """Build the service that edits people and groups."""
    changes, scribe = Registry(database=database), Scribe(clock=utc_now, new_id=new_id)
    people = People(changes=changes, scribe=scribe, second_approval=second_approval)
    return Directory(changes=changes, scribe=scribe, people=people, passwords=passwords)


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
