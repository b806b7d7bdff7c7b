"""Starts the `doorstep` command as any operator does, waits until it is ready, and ends it by its own process id."""

import http.client
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.processes import family_of
from tests.fixtures.ports import free_port

_DOORSTEP = Path(sys.executable).with_name("doorstep")
_READY_SECONDS = 30


def environment_for(database_url: str, upstream: str, public_url: str) -> dict[str, str]:
    """The settings of a portal whose AWS is at `upstream`; nothing of the caller's own gets in."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("DOORSTEP_", "AWS_"))}
    return kept | {
        "DOORSTEP_DATABASE_URL": database_url,
        "DOORSTEP_SECRET_KEY": secrets.token_urlsafe(48),
        "DOORSTEP_PUBLIC_URL": public_url,
        "DOORSTEP_AWS_REGIONS": "eu-central-1",
        "DOORSTEP_STS_ENDPOINTS": f"eu-central-1={upstream}",
        "DOORSTEP_SIGNIN_ENDPOINTS": f"eu-central-1={upstream}",
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Portal:
    """One `doorstep serve` or `doorstep demo`, from its start until it is ended."""

    def __init__(self, *arguments: str, log: Path, database_url: str = "", upstream: str = "") -> None:
        self._port = free_port()
        self._command = [str(_DOORSTEP), *arguments, "--bind", f"127.0.0.1:{self._port}"]
        self._environment = environment_for(database_url, upstream, self.public_url)
        self.folder = log.parent
        self._log = log

    @property
    def public_url(self) -> str:
        return f"http://localhost:{self._port}"

    def __enter__(self) -> Self:
        begun = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, env=self._environment, cwd="/", stdout=log, stderr=log)
        try:
            self._wait()
        except BaseException:
            self._end()
            raise
        self.seconds_to_ready = time.perf_counter() - begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def pids(self) -> tuple[int, ...]:
        """The master and its workers."""
        return family_of(self._process.pid)

    @property
    def environment(self) -> Mapping[str, str]:
        return self._environment

    def connect(self) -> http.client.HTTPConnection:
        """A connection of one's own, to be kept."""
        return http.client.HTTPConnection("localhost", self._port, timeout=30)

    def _wait(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(self._command)} is not ready: {self._log.read_text()[-2000:]}")
            time.sleep(0.01)

    def _is_ready(self) -> bool:
        connection = self.connect()
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=40)
