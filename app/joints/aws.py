"""Joins what calls AWS: the only place that builds a gateway."""

import time
from datetime import timedelta

from app.aws.discovery import DiscoveryGateway
from app.aws.errand_sts import ErrandGateway
from app.aws.iam import IamGateway
from app.aws.identities import PortalIdentities
from app.aws.signin import SignInGateway
from app.aws.sts import StsGateway
from app.aws.wire import Wire
from app.domain.freshness import WORD_HOLDS
from app.joints.process import THREADS_PER_WORKER, VERSION, utc_now
from app.services.console import Consoles
from app.services.renewed_words import RenewedWords
from app.services.walkthrough import Walkthrough
from app.settings import AwsSettings
from app.storage.access import AccessStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.intents import IntentStore
from app.storage.ledger import LedgerStore


def wire_of(settings: AwsSettings) -> Wire:
    """Say how AWS is reached."""
    return Wire(
        version=VERSION,
        pool_size=2 * THREADS_PER_WORKER,
        ca_bundle=settings.aws_ca_bundle,
        sts_endpoints=settings.sts_endpoints,
        signin_endpoints=settings.signin_endpoints,
        iam_endpoints=settings.iam_endpoints,
        organizations_endpoints=settings.organizations_endpoints,
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


def consoles_of(
    settings: AwsSettings,
    *,
    database: Database,
    ledger: LedgerStore,
    public_url: str,
    word_holds: timedelta = WORD_HOLDS,
    words: RenewedWords | None = None,
) -> Consoles:
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
        word_holds=word_holds,
        words=words,
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


def errand_gateway_of(settings: AwsSettings) -> ErrandGateway:
    """Build what calls STS for the portal's own errands. Nothing is called yet."""
    return ErrandGateway(identities=identities_of(settings), regions=settings.regions, wire=wire_of(settings))


def discovery_gateway_of(settings: AwsSettings) -> DiscoveryGateway:
    """Build what lists accounts and roles for discovery. Nothing is called yet."""
    return DiscoveryGateway(identities=identities_of(settings), regions=settings.regions, wire=wire_of(settings))
