"""A provider on a real socket that answers as a test wants: valid and freshly signed, but for one thing."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final  # Any: JSON
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.fixtures.ports import free_port

CLIENT_ID: Final = "doorstep"
CLIENT_SECRET: Final = "the-secret-of-the-client"
ACCESS_TOKEN: Final = "the-access-token-of-dora"
CODE: Final = "the-code-of-dora"
SUBJECT: Final = "00u1"
DRIPS_FOR: Final = 5
Json = dict[str, Any]


@dataclass
class Provider:
    """What the provider says; a test changes what it wants to be wrong."""

    issuer: str
    key: RSAKey
    subject: str = SUBJECT
    claims: Json = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    discovery: Json = field(default_factory=dict)
    token: Json = field(default_factory=dict)
    userinfo: Json = field(default_factory=dict)
    graph: Json | None = None
    delay: float = 0.0
    drips: bool = False
    clock_ahead: int = 0
    is_down: bool = False
    sign: Callable[["Provider", Json], Any] | None = None
    body: bytes | None = None
    published: list[RSAKey] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    nonce: str = ""
    date: str | None = None

    def authorize(self, url: str) -> dict[str, str]:
        """Take a browser's request, and return what its way back carries."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.nonce = query["nonce"]
        return {"state": query["state"], "code": CODE}

    def id_claims(self) -> Json:
        """The claims of the ID token."""
        now = int(time.time()) + self.clock_ahead
        usual = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": self.nonce,
            "preferred_username": "dora",
            "name": "Dora Dean",
            "groups": ["developers"],
        }
        return {name: value for name, value in (usual | self.claims).items() if name not in self.left_out}

    def signed(self, claims: Json, *, typ: str = "JWT", key: RSAKey | None = None) -> str:
        """Sign claims as a provider does."""
        key = key or self.key
        return jwt.encode({"alg": "RS256", "typ": typ, "kid": str(key.kid)}, claims, key)

    def logout_token(self, **changes: Any) -> str:
        """A logout token; a change to None leaves a claim out."""
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": f"jti-{time.monotonic_ns()}",
            "sub": self.subject,
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        return self.signed({k: v for k, v in (usual | changes).items() if v is not None}, typ="logout+jwt")

    def settings(self, **more: str) -> dict[str, str]:
        """The settings of a portal that knows it as `acme`."""
        usual = {
            "ISSUER": self.issuer,
            "CLIENT_ID": CLIENT_ID,
            "CLIENT_SECRET": CLIENT_SECRET,
            "LABEL": "Acme",
            "GROUPS_CLAIM": "groups",
        }
        return {f"DOORSTEP_OIDC__ACME__{name}": value for name, value in (usual | more).items()}

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        self.asked.append(request.path)
        time.sleep(self.delay)
        if self.drips:
            _drip(request.environ["werkzeug.socket"])
        if self.is_down:
            return Response("down for maintenance", status=503)
        if self.body is not None and request.path == "/token":
            return Response(self.body, mimetype="application/json")
        return _json(self._pages()[request.path](request))

    def _pages(self) -> dict[str, Callable[[Request], Json]]:
        return {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": lambda _request: {"keys": [key.as_dict(private=False) for key in self.published or [self.key]]},
            "/token": self._token,
            "/userinfo": lambda _request: {"sub": self.subject} | self.userinfo,
            "/v1.0/me/getMemberObjects": self._graph,
        }

    def _discovery(self, _request: Request) -> Json:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout?tenant=1",
        }
        return usual | self.discovery

    def _token(self, request: Request) -> Json:
        self.sent.append(dict(request.form) | {"authorization": request.headers.get("Authorization")})
        claims = self.id_claims()
        id_token = self.sign(self, claims) if self.sign else self.signed(claims)
        return {"id_token": id_token, "access_token": ACCESS_TOKEN, "token_type": "Bearer"} | self.token

    def _graph(self, request: Request) -> Json:
        self.sent.append(json.loads(request.data) | {"authorization": request.headers.get("Authorization")})
        return self.graph or {}


def _drip(connection: socket.socket) -> None:
    """Send a header that does not end for seconds, never silent for long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    until = time.monotonic() + DRIPS_FOR
    while time.monotonic() < until:
        connection.sendall(b"z")
        time.sleep(0.05)


def _json(said: Json) -> Response:
    status = 400 if "error" in said else 200
    return Response(json.dumps(said), status=status, mimetype="application/json")


@contextmanager
def running(key: RSAKey) -> Iterator[Provider]:
    """Run a provider for as long as a test lasts."""
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}", key)

    def application(environ: Any, start_response: Any) -> Any:  # Any: WSGI
        return provider.answer(Request(environ))(environ, start_response)

    class Handler(WSGIRequestHandler):
        def date_time_string(self, timestamp: float | None = None) -> str:
            return provider.date or super().date_time_string(timestamp)

    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
