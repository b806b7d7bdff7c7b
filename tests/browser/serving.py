"""A portal of a test's own, for a browser: served on loopback for as long as it is looked at."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server

from tests.browser.conftest import WITH_KEYS, Door
from tests.fixtures.ports import free_port


@contextmanager
def served(
    app_at: Callable[[str], Flask], *, password: str, port: int | None = None, with_keys: frozenset[str] = WITH_KEYS
) -> Iterator[Door]:
    """Serve the application that is made for the address."""
    port = port or free_port()
    url = f"http://localhost:{port}"
    server = make_server("127.0.0.1", port, app_at(url), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Door(url, password, with_keys)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
