"""What a test, or an operator of the demo, may turn: faults of each upstream, disabled regions, slow IAM.

Nothing here can be reached over HTTP.
"""

import threading
from dataclasses import dataclass, replace
from typing import Final, Literal

Upstream = Literal["sts", "iam", "organizations", "signin", "console"]

_HTML: Final = b"<!doctype html><title>Service Unavailable</title><h1>Service Unavailable</h1>"
_THROTTLED: Final = (
    b'<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
    b"<Code>Throttling</Code><Message>Rate exceeded</Message></Error>"
    b"<RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole HTTP answer, given instead of the true one."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong: `latency` in seconds before the answer, `drip` in seconds between single bytes of its body.

    `times` requests are struck, then the upstream is well again; None strikes until the switches are cleared.
    """

    latency: float = 0.0
    drip: float = 0.0
    reset: bool = False
    instead: Answer | None = None
    region: str | None = None
    times: int | None = None


def latency(seconds: float) -> Fault:
    return Fault(latency=seconds)


def slow_body(seconds: float) -> Fault:
    return Fault(drip=seconds)


def reset() -> Fault:
    """Break the connection instead of answering."""
    return Fault(reset=True)


def server_error(status: int = 500) -> Fault:
    return Fault(instead=Answer(status=status, body=_HTML, headers=(("Content-Type", "text/html"),)))


def html() -> Fault:
    """A page that says 200, as of a proxy that asks for a sign-in."""
    return Fault(instead=Answer(status=200, body=_HTML, headers=(("Content-Type", "text/html"),)))


def redirect(location: str) -> Fault:
    return Fault(instead=Answer(status=302, headers=(("Location", location),)))


def tokenless() -> Fault:
    """JSON, and 200, and no SigninToken in it."""
    return Fault(instead=Answer(status=200, body=b"{}", headers=(("Content-Type", "application/json"),)))


def throttled() -> Fault:
    return Fault(instead=Answer(status=400, body=_THROTTLED, headers=(("Content-Type", "text/xml"),)))


class Switches:
    """The switchboard of one embedded AWS; `role_delay` in seconds, until STS knows of a role that was created."""

    def __init__(self) -> None:
        self.role_delay = 0.0
        self._lock = threading.Lock()
        self._faults: dict[Upstream, Fault] = {}
        self._disabled_regions: set[str] = set()

    def strike(self, upstream: Upstream, fault: Fault, *, region: str | None = None, times: int | None = None) -> None:
        """Let an upstream fail, from the next request on; with `region`, only the requests signed for it."""
        with self._lock:
            self._faults[upstream] = replace(fault, region=region, times=times)

    def disable_region(self, region: str) -> None:
        with self._lock:
            self._disabled_regions.add(region)

    def clear(self) -> None:
        """Make everything work again, but for `role_delay`."""
        with self._lock:
            self._faults.clear()
            self._disabled_regions.clear()

    def is_region_disabled(self, region: str) -> bool:
        with self._lock:
            return region in self._disabled_regions

    def next_fault(self, upstream: Upstream, region: str | None) -> Fault:
        """Return what strikes the request that just came in: a Fault without any harm in it, mostly."""
        with self._lock:
            fault = self._faults.get(upstream)
            if fault is None or fault.times == 0 or (fault.region is not None and fault.region != region):
                return Fault()
            if fault.times is not None:
                self._faults[upstream] = replace(fault, times=fault.times - 1)
            return fault
