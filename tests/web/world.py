"""A portal with its people, on a database of its own: everything but AWS is real."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask

from app.assets import static_folder, templates_folder
from app.domain.accounts import Account
from app.domain.arns import AccountId, RoleArn
from app.domain.client_addresses import TrustedProxies
from app.domain.conditions import Conditions
from app.domain.durations import Duration
from app.domain.ledger import Actor, StoredEvent
from app.domain.mappings import Effect, Mapping, PortalTarget
from app.domain.people import Principal, Username
from app.domain.regions import Regions
from app.identity.passwords import Argon2Passwords
from app.joints.discovery import discovering_of
from app.joints.editing import editing_of
from app.joints.interchange import exports_of, imports_of
from app.joints.local_people import Doorway
from app.joints.role_health import role_health_of
from app.joints.sign_in import signing_in_of
from app.joints.vouching import Vouchers
from app.services.admins import Admins
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.services.console import Consoles
from app.services.directory import Directory
from app.services.downloads import Downloads
from app.services.ledger_export import LedgerExports
from app.services.notices import Notices
from app.services.people import People
from app.services.portal import Portal, Scim
from app.storage.access import AccessStore
from app.storage.every_list import lists_in
from app.storage.ids import new_id
from app.storage.intents import IntentStore
from app.storage.ledger import LedgerStore
from app.storage.ledger_search import LedgerSearch
from app.storage.notices import NoticeStore
from app.storage.proposals import ProposalStore
from app.storage.registry import Registry
from app.storage.schema import Readiness
from app.web.application import build
from app.web.site import Site
from tests.fixtures.templates import compiled_once
from tests.storage.databases import database_at
from tests.web.own_keys import give_key
from tests.web.postbox import Postbox
from tests.web.upstream import ErrandSts, Federation, NoAws, Sts

PASSWORD = "correct horse battery staple"
OPERATOR = Actor("operator", "root")
_REGIONS = Regions.of(("eu-central-1", "us-gov-west-1"))
SITE = Site(
    public_url="https://doorstep.example.com",
    secret_key="a secret key that is long enough to be one",
    trusted_proxies=TrustedProxies.parse(["10.0.0.0/8"]),
    redirect_sources=("https://*.aws.amazon.com", "https://*.amazonaws-us-gov.com"),
    notice=None,
    version="9.8.7",
)
DOORWAY = Doorway(public_url=SITE.public_url, secret_key=SITE.secret_key)


class Clock:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, time: timedelta) -> None:
        self.now += time


class World:
    """A portal, the people in it, and what stands for AWS behind it."""

    def __init__(self, database_url: str, *, second_approval: bool = False) -> None:
        self.second_approval = second_approval
        self.clock = Clock()
        self.sts, self.federation = Sts(), Federation()
        self.errand_sts = ErrandSts()
        self.database = database_at(database_url)
        self.ledger = LedgerStore(database=self.database)
        self._passwords = Argon2Passwords()
        registry, scribe = Registry(database=self.database), Scribe(clock=self.clock, new_id=new_id)
        self._people = People(changes=registry, scribe=scribe)
        self.directory = Directory(changes=registry, scribe=scribe, people=self._people, passwords=self._passwords)
        self._catalogue = Catalogue(changes=registry, scribe=scribe)
        self.postbox = Postbox()
        self.scim: Scim | None = None
        self.portal = self._portal(DOORWAY)

    def app(self, site: Site = SITE, **changes: object) -> Flask:
        """The web application for this portal, at a site that differs from the usual one as asked."""
        site = replace(site, **changes)  # type: ignore[arg-type]  # the names are checked when the test runs
        portal = self._portal(replace(DOORWAY, public_url=site.public_url))
        return compiled_once(build(portal=portal, site=site, templates=templates_folder(), static=static_folder()))

    def add_person(self, username: str, *, groups: tuple[str, ...] = (), display_name: str | None = None) -> Principal:
        """Add a person whose password is PASSWORD."""
        return self._people.add(
            Username.parse(username),
            actor=OPERATOR,
            groups=groups,
            password_hash=self._passwords.hash(PASSWORD),
            display_name=display_name,
        )

    def add_account(self, number: str, name: str, **fields: object) -> None:
        """Add an account."""
        account = Account(id=new_id(), partition="aws", account_id=AccountId.parse(number), name=name)
        account = replace(account, **fields)  # type: ignore[arg-type]  # the names are checked when the test runs
        self._catalogue.add_account(account, actor=OPERATOR)

    def add_role(self, role_arn: str, *, hours: float = 1, **fields: object) -> RoleArn:
        """Add a role of an account that is there."""
        arn = RoleArn.parse(role_arn)
        self._catalogue.add_role(
            arn,
            actor=OPERATOR,
            max_console_duration=Duration.of_seconds(int(hours * 3600)),
            **fields,  # type: ignore[arg-type]  # as above
        )
        return arn

    def map_person(
        self, username: str, role_arn: RoleArn, effect: Effect = "allow", hours: float | None = None
    ) -> Mapping:
        """Map a person to a role, for consoles of so many hours at most."""
        conditions = Conditions(Duration.of_seconds(int(hours * 3600)) if hours else None)
        return self._catalogue.add_mapping(
            "person", username, role_arn, actor=OPERATOR, effect=effect, conditions=conditions
        )

    def map_to_portal(self, username: str, target: PortalTarget) -> None:
        """Make somebody an admin or an auditor."""
        self._people.map_to_portal(Username.parse(username), target, actor=OPERATOR)

    def entries(self, click_id: UUID | None = None) -> tuple[StoredEvent, ...]:
        """What the ledger holds."""
        return tuple(self.ledger.events(click_id=click_id))

    def actions(self) -> list[str]:
        """The verbs of the ledger's newest entries about clicks and sign-ins."""
        told = ("console:", "web-session:", "sign-in:")
        return [entry.action for entry in self.entries() if entry.action.startswith(told)]

    def _consoles(self) -> Consoles:
        return Consoles(
            access=AccessStore(database=self.database),
            intents=IntentStore(database=self.database),
            ledger=self.ledger,
            sts=self.sts,
            signin=self.federation,
            regions=_REGIONS,
            public_url=SITE.public_url,
            clock=self.clock,
            new_id=new_id,
        )

    def _portal(self, doorway: Doorway) -> Portal:
        notices = Notices(
            channels=[self.postbox], kept=NoticeStore(database=self.database), clock=self.clock, new_id=new_id
        )
        signing_in = signing_in_of(
            self.database, self._passwords, doorway, Vouchers(), notices=notices, clock=self.clock
        )
        editing = editing_of(self.database, second_approval=self.second_approval, clock=self.clock)
        search, downloads = LedgerSearch(database=self.database), Downloads(clock=self.clock)
        return Portal(
            admins=Admins(access=AccessStore(database=self.database)),
            access_tests=editing.access_tests,
            drafts=editing.drafts,
            proposals=editing.proposals,
            proposal_list=ProposalStore(database=self.database),
            consoles=self._consoles(),
            directory=self.directory,
            exports=exports_of(self.database, clock=self.clock),
            imports=imports_of(self.database, clock=self.clock),
            ledger_search=search,
            downloads=downloads,
            ledger_exports=LedgerExports(
                ledger=self.ledger, reader=search, downloads=downloads, clock=self.clock, new_id=new_id
            ),
            lists=lists_in(self.database),
            discovering=discovering_of(self.errand_sts, NoAws(), _REGIONS, database=self.database, clock=self.clock),
            role_health=role_health_of(self.errand_sts, _REGIONS, database=self.database, clock=self.clock),
            sign_ins=signing_in.sign_ins,
            local_people=signing_in.local_people,
            notices=notices,
            provider_sign_ins=signing_in.vouched.provider_sign_ins,
            kept_clicks=signing_in.kept_clicks,
            provider_ways=signing_in.vouched.provider_ways,
            oidc_sign_ins=signing_in.vouched.oidc,
            saml_sign_ins=signing_in.vouched.saml,
            proxy_sign_ins=signing_in.vouched.proxy,
            oidc_logouts=signing_in.vouched.oidc_logouts,
            ldap_sign_ins=signing_in.vouched.ldap,
            sign_outs=signing_in.sign_outs,
            web_sessions=signing_in.web_sessions,
            web_session_ends=signing_in.web_session_ends,
            scim=self.scim,
            readiness=Readiness(database=self.database),
            clock=self.clock,
            new_id=new_id,
        )


def with_company(world: World) -> World:
    """Fill in a small company: alice may open three roles, bob one, charlie none; ada is admin, oliver auditor."""
    world.add_account("111122223333", "Ticketing", environment="dev", colour="teal", description="Sells the tickets")
    world.add_account("444455556666", "Payments", environment="prod", colour="red", sensitive=True)
    developer = world.add_role("arn:aws:iam::111122223333:role/Developer", description="Build and deploy", hours=8)
    reader = world.add_role("arn:aws:iam::111122223333:role/ReadOnly")
    support = world.add_role("arn:aws:iam::444455556666:role/support/Support", description="Look at payments")
    world.add_person("alice", display_name="Alice Archer")
    world.add_person("bob", display_name="Bob Baker")
    world.add_person("charlie", display_name="Charlie Cole")
    world.map_person("alice", developer)
    world.map_person("alice", reader)
    world.map_person("alice", support)
    world.map_person("bob", reader)
    world.add_person("ada", display_name="Ada Abbot")
    world.add_person("oliver", display_name="Oliver Oak")
    world.map_to_portal("ada", "admin")
    give_key(world.database, "ada")
    world.map_to_portal("oliver", "auditor")
    return world


def sqlite_url(path: Path) -> str:
    """The database URL of a file."""
    return f"sqlite:///{path}"
