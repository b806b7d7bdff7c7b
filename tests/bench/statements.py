"""Counts what a request costs the database, with the portal in this process: production code needs no switch for it."""

import http.client
import threading
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, event
from werkzeug.serving import WSGIRequestHandler, make_server

from app.factory import create_app
from app.settings import Settings
from tests.fixtures.ports import free_port


class PortalInThisProcess:
    """The portal behind a plain server, on a thread of this process."""

    def __init__(self, settings: Settings) -> None:
        self._port = int(settings.public_url.rpartition(":")[2])
        self.public_url = settings.public_url
        app = create_app(settings)
        self._server = make_server("127.0.0.1", self._port, app, threaded=False, request_handler=_Quiet)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def connect(self) -> http.client.HTTPConnection:
        """A connection of one's own."""
        return http.client.HTTPConnection("localhost", self._port, timeout=30)


class Statements:
    """Every statement and every transaction of every engine of this process, while it is open."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.transactions = 0

    def __enter__(self) -> Self:
        event.listen(Engine, "before_cursor_execute", self._statement, named=True)
        event.listen(Engine, "begin", self._transaction)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        event.remove(Engine, "before_cursor_execute", self._statement)
        event.remove(Engine, "begin", self._transaction)

    def _statement(self, *, statement: str, **_rest: object) -> None:
        self.texts.append(statement)

    def _transaction(self, conn: Connection) -> None:
        self.transactions += 1


class _Quiet(WSGIRequestHandler):
    """Logs no request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Be silent."""


def free_address() -> str:
    """The public address of a portal on a free port."""
    return f"http://localhost:{free_port()}"
