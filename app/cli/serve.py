"""doorstep serve: the portal under gunicorn."""

import gc
import os
import re
from pathlib import Path
from typing import Any, Final

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from app import logs
from app.cli.allocator import give_back_large_blocks, give_back_what_is_free
from app.factory import create_app
from app.joints.process import THREADS_PER_WORKER
from app.joints.records import database_of
from app.settings import Settings, load
from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from app.storage.schema import Readiness

_HIGHEST_PORT: Final = 65_535
_ADDRESS: Final = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Default: one a core, two to four.")
def serve(bind: str, workers: int | None) -> None:
    """Serve the portal."""
    if not _ADDRESS.fullmatch(bind) or int(bind.rpartition(":")[2]) > _HIGHEST_PORT:
        raise click.UsageError(f"--bind takes HOST:PORT, such as 127.0.0.1:8000 or [::1]:8000: {bind}")
    logs.configure()
    give_back_large_blocks()
    settings = load(Settings)
    database = database_of(settings)
    Readiness(database=database).require_ready()
    LedgerStore(database=database).prepare()
    Server(settings=settings, database=database, bind=bind, workers=workers or _workers()).run()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn, set up for a portal whose threads mostly wait for AWS."""

    def __init__(self, *, settings: Settings, database: Database, bind: str, workers: int) -> None:
        self._settings = settings
        self._database = database
        self._options = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS_PER_WORKER,
            "worker_connections": 1000,
            # Longer than the idle time-out of the load balancer before it: else it reuses what we are closing.
            "keepalive": 75,
            "timeout": 30,
            "graceful_timeout": 25,
            # Fails at the start rather than in a worker, and shares memory between the workers.
            "preload_app": True,
            # gunicorn's control socket could stop the server, and fails on a read-only file system.
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - a tmpfs: heartbeats must not wait for a disk
            # A destination of 2,048 characters, encoded, and a role ARN fit into one request line.
            "limit_request_line": 8190,
            "limit_request_field_size": 16_380,
            # We read X-Forwarded-For ourselves, and nothing else of what a proxy may say.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "logger_class": OurLog,
            "when_ready": _settle,
            "post_fork": self._after_fork,
            "proc_name": "doorstep",
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._settings, database=self._database)

    def _after_fork(self, _server: object, _worker: object) -> None:
        self._database.dispose_after_fork()


def _settle(_server: object) -> None:
    """Look no more, in search of garbage, at what lives as long as the server.

    Looking at an object writes to its page, and each worker would then have its own copy of nearly every page.
    """
    gc.collect()
    give_back_what_is_free()
    gc.freeze()


class OurLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's messages go where ours go, redacted alike; it writes no access log, for that would hold queries."""

    def setup(self, cfg: Any) -> None:  # Any: gunicorn ships no types.
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers = []
            log.propagate = log is self.error_log


def _workers() -> int:
    return max(2, min(os.cpu_count() or 2, 4))
