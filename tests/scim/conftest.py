"""A portal that a directory provisions, over real HTTP: one for all tests of a database, for it takes time."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.domain.clicks import Visit
from app.domain.ledger import Actor, StoredEvent
from app.domain.people import Identity, Person, Username
from app.domain.vouching import Known, Vouched
from app.factory import create_app
from app.joints.records import database_of
from app.joints.scim import scim_tokens_of
from app.services.new_web_sessions import NewWebSession
from app.services.portal import Portal
from app.settings import Settings, load
from app.storage.arrivals import ArrivalStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.upgrade import upgrade
from tests.fixtures.postgres import PostgresServer
from tests.scim.directory import Directory
from tests.storage.databases import quietly

PUBLIC_URL = "https://doorstep.example.com"
HOST = "doorstep.example.com"
SOURCE = "scim:acme"
ISSUER = "https://idp.example.com"
SETTINGS: Mapping[str, str] = {
    "DOORSTEP_SECRET_KEY": "k" * 40,
    "DOORSTEP_PUBLIC_URL": PUBLIC_URL,
    "DOORSTEP_AWS_REGIONS": "eu-central-1",
    "DOORSTEP_OIDC__ACME__ISSUER": ISSUER,
    "DOORSTEP_OIDC__ACME__CLIENT_ID": "doorstep",
    "DOORSTEP_OIDC__ACME__CLIENT_SECRET": "a secret",
    "DOORSTEP_OIDC__ACME__LABEL": "Acme",
    "DOORSTEP_SCIM__ACME__PROVIDER": "oidc:acme",
    # Another company of the same portal, whose directory the independent checker plays. It writes whatever attribute it
    # may, so its people are known by the one which it keeps as it is.
    "DOORSTEP_OIDC__OTHER__ISSUER": "https://idp.example.org",
    "DOORSTEP_OIDC__OTHER__CLIENT_ID": "doorstep",
    "DOORSTEP_OIDC__OTHER__CLIENT_SECRET": "a secret",
    "DOORSTEP_OIDC__OTHER__LABEL": "Other",
    "DOORSTEP_SCIM__OTHER__PROVIDER": "oidc:other",
    "DOORSTEP_SCIM__OTHER__SUBJECT_ATTRIBUTE": "userName",
}


@dataclass(frozen=True, slots=True)
class Provisioned:
    """A portal, and the directories that call it."""

    url: str
    app: Flask
    database: Database
    directory: Directory
    other: Directory

    def entries(self) -> list[StoredEvent]:
        """What the ledger holds."""
        return list(LedgerStore(database=self.database).events())

    def sign_in(self, name: str) -> NewWebSession:
        """Sign in a directory's user, as their provider vouches for them."""
        at_hand: Portal = self.app.extensions["doorstep"]
        vouched = Vouched(
            issuer=ISSUER,
            subject=f"00u-{name}",
            source="oidc:acme",
            username=Username(name),
            display_name=name,
            email=None,
            groups=None,
            proofs=(),
        )
        return at_hand.provider_sign_ins.complete(vouched, visit=Visit(new_id()))

    def person(self, name: str) -> Person:
        """What is kept of whoever signs in as a directory's user."""
        return self.known(name).person

    def known(self, name: str) -> Known:
        """Likewise, with the groups that the directory has them in."""
        found = ArrivalStore(database=self.database).find_known(Identity(ISSUER, f"00u-{name}"), SOURCE)
        assert found is not None
        return found

    def told_of(self, name: str) -> list[str]:
        """What the ledger says that the directory has done about somebody."""
        about = self.person(name).id
        return [one.action for one in self.entries() if one.actor_id == SOURCE and one.person_id == about]


def settings_for(database_url: str) -> Settings:
    """The settings of such a portal; the environment is as before in the end, for others are tested in this process."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**SETTINGS, "DOORSTEP_DATABASE_URL": database_url}.items():
            environment.setenv(name, value)
        return load(Settings)


@contextmanager
def served(database_url: str) -> Iterator[Provisioned]:
    """Serve a portal on loopback, with a token of its directory."""
    settings = settings_for(database_url)
    with closing(database_of(settings)) as database:
        app = create_app(settings, database=database)
        tokens, root = scim_tokens_of(database), Actor("operator", "root")
        ours, others = tokens.make(SOURCE, actor=root), tokens.make("scim:other", actor=root)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.port}"
            yield Provisioned(database_url, app, database, Directory(url, HOST, ours), Directory(url, HOST, others))
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture(scope="session")
def on_sqlite(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provisioned]:
    path = tmp_path_factory.mktemp("scim") / "doorstep.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    with served(f"sqlite:///{path}") as portal:
        yield portal


@pytest.fixture(scope="session")
def on_postgresql(postgres_server: PostgresServer) -> Iterator[Provisioned]:
    name = postgres_server.create_database()
    upgrade(postgres_server.url(name), quietly)
    with served(postgres_server.url(name)) as portal:
        yield portal
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest) -> Provisioned:
    """A portal on each of the two databases."""
    served_on: Provisioned = request.getfixturevalue(f"on_{request.param}")
    return served_on
