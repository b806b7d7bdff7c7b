"""Real sockets on loopback: a threaded HTTP/1.1 server that keeps connections alive and can misbehave on demand.

Werkzeug's server closes each connection after one answer; a portal's pooled connections could not be seen with it.
Nothing is logged: request lines of a federation endpoint carry secrets.
"""

import ipaddress
import logging
import socket
import struct
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Final
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from app.demo.clock import Clock
from app.demo.seen import Record, describe
from app.demo.switches import Answer, Fault, Switches, Upstream

_LONGEST_BODY: Final = 1_000_000
_IDLE_SECONDS: Final = 300


class LoopbackServer:
    """Serves a WSGI application on a loopback address from threads of this process: first bind, then serve."""

    def __init__(
        self, *, host: str, port: int, origin: Upstream, switches: Switches, record: Record, clock: Clock
    ) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"AWS is simulated on loopback only, not on {host}")
        self._origin = origin
        self._switches = switches
        self._record = record
        self._clock = clock
        self._stopped = threading.Event()
        self._server = _Server((host, port), self)
        self._thread: threading.Thread | None = None
        # A response is an application as well: this one, until `serve` brings the real one.
        self._app: WSGIApplication = Response(status=503)

    @property
    def port(self) -> int:
        return self._server.server_port

    def serve(self, app: WSGIApplication) -> None:
        self._app = app
        name = f"demo-{self._origin}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, and break what is still open."""
        self._stopped.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server.break_connections()

    def answer(self, environ: WSGIEnvironment, body: bytes) -> tuple[Fault, Answer]:
        """Let the application answer, unless a fault does."""
        volume = self._record.volume
        seen = describe(environ, body, self._origin, self._clock())
        fault = self._switches.next_fault(seen.service, seen.region)
        self._stopped.wait(fault.latency)
        answer = Answer(status=0) if fault.reset else fault.instead or _run(self._app, environ)
        self._record.add(seen, answer.status or None, volume=volume)
        return fault, answer


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def __init__(self, address: tuple[str, int], owner: LoopbackServer) -> None:
        self.owner = owner
        self._open: set[socket.socket] = set()
        self._aborted: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def abort(self, connection: socket.socket) -> None:
        """Lingering for no time makes the kernel send RST, as a crashed peer or a firewall would."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._aborted.add(connection)

    def shutdown_request(self, request: "socket.socket | tuple[bytes, socket.socket]") -> None:
        if isinstance(request, socket.socket):
            self._open.discard(request)
        if request in self._aborted:
            self._aborted.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def break_connections(self) -> None:
        for connection in list(self._open):
            # The other side may be quicker.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the base class's names
        """Tell of our own mistakes; a client that goes away in the middle is none."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            logging.getLogger(__name__).error("The simulated AWS failed", exc_info=error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _LONGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._send(Answer(status=413), drip=0.0)
            return
        body = self.rfile.read(int(length))
        fault, answer = self.server.owner.answer(self._environ(body), body)
        if fault.reset:
            self.close_connection = True
            self.server.abort(self.connection)
            return
        self._send(answer, drip=fault.drip)

    def _send(self, answer: Answer, *, drip: float) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        body = b"" if self.command == "HEAD" else answer.body
        if not drip:
            # In one piece: headers and body in two would wait for each other's acknowledgement.
            self.end_headers_with(body)
            return
        self.end_headers_with(b"")
        for byte in body:
            time.sleep(drip)
            self.wfile.write(bytes([byte]))

    def end_headers_with(self, body: bytes) -> None:
        self._headers_buffer.append(b"\r\n" + body)  # type: ignore[attr-defined]  # set by send_response
        self.flush_headers()

    def _environ(self, body: bytes) -> WSGIEnvironment:
        path, _, query = self.path.partition("?")
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": self.path,
            "SERVER_NAME": str(self.server.server_address[0]),
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "REMOTE_PORT": str(self.client_address[1]),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        plain = [(name.upper(), value) for name, value in self.headers.items() if "_" not in name]
        return {**environ, **{f"HTTP_{name.replace('-', '_')}": value for name, value in plain}}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives
        """Say nothing."""


def _run(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    kept = tuple((name, value) for name, value in headers if name.lower() != "content-length")
    return Answer(status=int(status.split()[0]), body=b"".join(body), headers=kept)
