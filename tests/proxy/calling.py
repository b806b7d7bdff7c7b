"""Somebody who comes to a portal through a proxy: each request carries what the proxy adds, until a test changes it."""

from typing import Final

from werkzeug.test import TestResponse

from app.domain.arns import RoleArn
from app.domain.ledger import Actor, Plain, StoredEvent
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.click.joined import DEVELOPER, PUBLIC_URL, Joined
from tests.fixtures.aws import Clock
from tests.web.visitor import Visitor

PEER: Final = "10.1.2.3"


class Caller:
    """One browser behind the proxy."""

    def __init__(self, portal: Joined, header: str, proof: str | None, peer: str = PEER) -> None:
        self.portal = portal
        self.visitor = Visitor(portal.app, public_url=PUBLIC_URL)
        self._key = f"HTTP_{header.upper().replace('-', '_')}"
        self._before = len(list(portal.ledger.events()))
        self.visitor.client.environ_base["REMOTE_ADDR"] = peer
        self.carry(proof)

    def carry(self, proof: str | None, **others: str) -> None:
        """Let every request from now on carry that, or nothing; others are further headers, with underscores."""
        base = self.visitor.client.environ_base
        base.pop(self._key, None)
        base.update({f"HTTP_{name.upper()}": value for name, value in others.items()})
        if proof is not None:
            base[self._key] = proof

    def follow(self, path: str = "/") -> TestResponse:
        """Ask for a page as browsers do, which go wherever they are led."""
        return self.visitor.client.get(path, base_url=PUBLIC_URL, follow_redirects=True)

    def entries(self) -> list[StoredEvent]:
        """What the ledger says since they came."""
        return list(self.portal.ledger.events())[self._before :]

    def told(self, action: str) -> list[dict[str, Plain]]:
        """What the entries of one action tell."""
        return [entry.parsed_body() for entry in self.entries() if entry.action == action]


def map_the_crew(portal: Joined) -> None:
    """Map the proxy's group to a role, as an operator would."""
    catalogue = Catalogue(changes=Registry(database=portal.database), scribe=Scribe(clock=Clock(), new_id=new_id))
    catalogue.add_mapping("group", "crew", RoleArn.parse(DEVELOPER), actor=Actor("operator", "root"))


def memberships(caller: Caller) -> list[tuple[object, ...]]:
    with caller.portal.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT g.name, m.seen_at FROM membership m JOIN person p ON p.id = m.person_id "
            'JOIN "group" g ON g.id = m.group_id WHERE p.username = ? ORDER BY g.name',
            (caller.visitor.client.environ_base["HTTP_REMOTE_USER"],),
        )
        return [tuple(row) for row in rows]
