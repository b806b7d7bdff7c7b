"""Portals behind each kind of proxy that signs, under attack at their sign-in and within a web session."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from flask.testing import FlaskClient
from joserfc.jwk import ECKey, RSAKey
from werkzeug.test import TestResponse

from app.domain.ledger import StoredEvent
from tests.hostile.outcomes import Outcome, Target
from tests.hostile.portals import PUBLIC_URL, Portal, causes_in, has_begun, portal_in
from tests.hostile.proxy.forging import forged_token
from tests.hostile.proxy.saying import hostile_token
from tests.proxy.key_server import publishing
from tests.proxy.signing import Signer

PROOF: Final = "/sign-in/proxy/corp/proof"
# What the portal says before it has a token that it could judge.
_UNREAD: Final = frozenset(
    {"proxy-proof-unreadable", "proxy-proof-missing", "proxy-proof-too-long", "proxy-proof-twice"}
)
_SETTINGS: Final = {
    "alb": {"GROUPS_REQUIRED": "yes"},
    "cloudflare": {"GROUPS_REQUIRED": "yes"},
    "iap": {"REQUIRED_CLAIMS": "hd=example.com"},
}


@dataclass(frozen=True, slots=True)
class Behind:
    """A portal, the proxy before it, and a key of a stranger that is of the same kind as the proxy's."""

    portal: Portal
    signer: Signer
    own: ECKey | RSAKey


class ProxyTarget:
    """The portals, one after the other."""

    def __init__(self, portals: list[Behind]) -> None:
        self._portals = portals

    def strike(self, random: Random) -> Outcome:
        """Come with something hostile in the place of a proof; sometimes after a good one has begun a web session."""
        behind = random.choice(self._portals)
        told, token = _attack(random, behind)
        client = behind.portal.visit()
        path = PROOF if random.random() < 0.8 else "/"
        _ask(client, behind.signer, "/sign-in/proxy/corp", None)
        if path == "/":
            assert _ask(client, behind.signer, PROOF, behind.signer.token()).status_code == 303
        behind.portal.new_entries()
        answer = _ask(client, behind.signer, path, token)
        entries = behind.portal.new_entries()
        causes = causes_in(entries) + _endings_in(entries)
        return Outcome(
            attack=f"{behind.signer.kind} {path} {told}",
            status=answer.status_code,
            causes=causes,
            let_in=has_begun(entries) or answer.status_code in {200, 303},
            was_judged=bool(causes) and _UNREAD.isdisjoint(causes),
        )


def _attack(random: Random, behind: Behind) -> tuple[str, str]:
    """Return what is wrong, and a token; most have the proxy's own signature."""
    if random.random() < 0.65:
        return hostile_token(random, behind.signer)
    token = forged_token(random, behind.signer, behind.own)
    return token[:300], token


def _ask(client: FlaskClient, signer: Signer, path: str, token: str | None) -> TestResponse:
    """Send a request as a server would hand it over: the header's bytes as Latin-1."""
    name = f"HTTP_{signer.header.upper().replace('-', '_')}"
    carried = {} if token is None else {name: token.encode("utf-8", "surrogatepass").decode("latin-1")}
    return client.get(path, base_url=PUBLIC_URL, environ_overrides=carried)


def _endings_in(entries: list[StoredEvent]) -> tuple[str, ...]:
    """Return why web sessions were ended."""
    bodies = [entry.parsed_body() for entry in entries if entry.action == "web-session:ended"]
    return tuple(str(body.get("refusal", body["cause"])) for body in bodies)


@contextmanager
def proxy_target(folder: Path) -> Iterator[Target]:
    """Run a portal behind each kind of proxy, and the server of their keys."""
    with publishing(folder) as keys, ExitStack() as stack:
        portals = []
        for kind, signer in keys.signers.items():
            for name in [name for name in os.environ if name.startswith("DOORSTEP_PROXY")]:
                del os.environ[name]
            (folder / kind).mkdir()
            own = RSAKey.generate_key(2048) if kind == "cloudflare" else ECKey.generate_key("P-256")
            portal = stack.enter_context(portal_in(folder / kind, keys.settings(kind, **_SETTINGS[kind])))
            portals.append(Behind(portal, signer, own))
        yield ProxyTarget(portals)
