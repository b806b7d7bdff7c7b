"""A server of keys on a real socket, behind TLS of its own: each proxy's keys where it publishes them."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.fixtures.tls import Authority, tls_before
from tests.proxy.signing import ALB_KID, CLOUDFLARE_KID, IAP_KID, Signer, alb, cloudflare, iap

CERTS = "/cdn-cgi/access/certs"
IAP_KEYS = "/iap/verify/public_key-jwk"


@dataclass
class KeyServer:
    """What it publishes; a test changes what it wants to be wrong."""

    url: str
    ca_bundle: str
    signers: dict[str, Signer]
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    delay: float = 0.0

    def publish(self) -> None:
        """Publish the keys of every proxy, and forget what was asked."""
        keys = {kind: signer.key for kind, signer in self.signers.items()}
        self.pages = {
            f"/alb/{ALB_KID}": keys["alb"].as_pem(private=False),
            CERTS: _key_set({CLOUDFLARE_KID: keys["cloudflare"]}),
            IAP_KEYS: _key_set({IAP_KID: keys["iap"]}),
        }
        self.asked, self.is_down, self.delay = [], False, 0.0

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        self.asked.append(request.path)
        time.sleep(self.delay)
        if self.is_down:
            return Response("down for maintenance", status=503)
        if request.path not in self.pages:
            return Response("<Error><Code>AccessDenied</Code></Error>", status=403)
        return Response(self.pages[request.path])

    def settings(self, kind: str, **more: str) -> dict[str, str]:
        """The settings of a portal that stands behind that proxy."""
        usual = {"LABEL": "Corp SSO", "NAME": "corp", "CA_BUNDLE": self.ca_bundle} | dict(self.signers[kind].settings)
        return {f"DOORSTEP_PROXY__{name}": value for name, value in (usual | more).items()}


def _key_set(keys: dict[str, ECKey | RSAKey]) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) | {"kid": kid} for kid, key in keys.items()]}).encode()


@contextmanager
def publishing(folder: Path) -> Iterator[KeyServer]:
    """Run one, with new keys for each proxy."""
    authority = Authority(folder)
    context = authority.server_context("localhost", lasts=timedelta(days=60))

    def application(environ: Any, start_response: Any) -> Any:  # Any: WSGI
        return server.answer(Request(environ))(environ, start_response)

    plain = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=plain.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with tls_before(f"http://127.0.0.1:{plain.server_port}", context) as url:
            elliptic, rsa = ECKey.generate_key("P-256"), RSAKey.generate_key(2048)
            made = (alb(url, elliptic), cloudflare(url, rsa), iap(url, ECKey.generate_key("P-256")))
            server = KeyServer(url, str(authority.bundle), {signer.kind: signer for signer in made})
            server.publish()
            yield server
    finally:
        plain.shutdown()
        thread.join()
        plain.server_close()
