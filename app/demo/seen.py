"""A record of the requests that came in, without their secrets: what a test asserts, and what CloudTrail would tell."""

import re
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

from app.demo.switches import Upstream

_SCOPE: Final = re.compile(
    r"Credential=(?P<key>[A-Z0-9]+)/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z]+)/aws4_request"
)
# Only what is known to be harmless is kept: a parameter that nobody thought of may be a secret.
_KEPT: Final = re.compile(
    r"Action|RoleArn|RoleSessionName|DurationSeconds|ExternalId|SourceIdentity|Policy|PolicyArns\.member\.\d+\.arn"
    r"|Tags\.member\.\d+\.(Key|Value)|TransitiveTagKeys\.member\.\d+|RoleName|PolicyArn|Path|MaxSessionDuration"
    r"|AssumeRolePolicyDocument|SessionDuration|SessionType|Issuer|Destination"
)
_MOST: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request; `connection` is the client's port, so that equal ones came over one connection. No secrets."""

    at: datetime
    service: Upstream
    action: str
    method: str
    path: str
    region: str | None
    access_key_id: str | None
    user_agent: str
    parameters: Mapping[str, str]
    connection: int
    status: int | None = None

    @property
    def role_arn(self) -> str | None:
        return self.parameters.get("RoleArn")

    @property
    def role_session_name(self) -> str | None:
        return self.parameters.get("RoleSessionName")


class Record:
    """The requests in the order of their answers; the oldest are forgotten when there are thousands.

    A request belongs to the volume that was open when it came in: one that is answered late, after `clear`, is not
    written into the next volume, where it would look like a request of the next test.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._volume = 0
        self._seen: deque[Seen] = deque(maxlen=_MOST)

    @property
    def volume(self) -> int:
        with self._lock:
            return self._volume

    def add(self, seen: Seen, status: int | None, *, volume: int) -> None:
        """Note a request with the status of its answer; None where the connection was broken."""
        with self._lock:
            if volume == self._volume:
                self._seen.append(replace(seen, status=status))

    def all(self) -> list[Seen]:
        with self._lock:
            return list(self._seen)

    def clear(self) -> None:
        with self._lock:
            self._volume += 1
            self._seen.clear()


def describe(environ: WSGIEnvironment, body: bytes, origin: Upstream, now: datetime) -> Seen:
    """Note down a request to one of the three origins; at the API one, its signature tells the service."""
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    pairs = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    parameters = {name: value for name, value in pairs if _KEPT.fullmatch(name)}
    return Seen(
        at=now,
        service=_service(scope["service"] if scope and origin == "sts" else "", origin),
        action=parameters.get("Action") or environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2],
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        region=scope["region"] if scope else None,
        access_key_id=scope["key"] if scope else None,
        user_agent=environ.get("HTTP_USER_AGENT", ""),
        parameters=parameters,
        connection=int(environ["REMOTE_PORT"]),
    )


def _service(signed: str, origin: Upstream) -> Upstream:
    if signed == "iam":
        return "iam"
    return "organizations" if signed == "organizations" else origin
