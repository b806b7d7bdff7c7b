"""A forwarding proxy on a real socket: takes away what a browser sends under its names, and sets them itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_OF_ONE_HOP = frozenset({"connection", "keep-alive", "transfer-encoding"})
_ITS_OWN = frozenset({"remote-user", "remote-name", "remote-groups"})


class Forwarder:
    """Where it forwards to, and what it says of whoever comes through it."""

    def __init__(self, port: int, behind: int) -> None:
        self.url = f"http://localhost:{port}"
        self.behind = behind
        self.says: dict[str, str] = {}


@contextmanager
def forwarding(port: int, behind: int) -> Iterator[Forwarder]:
    """Forward from one port of loopback to another."""
    forwarder = Forwarder(port, behind)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._forward()

        def do_POST(self) -> None:
            self._forward()

        def log_message(self, *_args: object) -> None:
            """Say nothing: the portal has its own log."""

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            ours = _OF_ONE_HOP | _ITS_OWN
            sent = {name: value for name, value in self.headers.items() if name.lower() not in ours}
            connection = HTTPConnection("127.0.0.1", forwarder.behind, timeout=20)
            connection.request(self.command, self.path, body, sent | forwarder.says)
            answer = connection.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {*_OF_ONE_HOP, "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            connection.close()

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield forwarder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
