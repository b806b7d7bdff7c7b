"""Speaks HTTP to identity providers: one budget of time for all calls of a sign-in, and no answer without an end."""

import io
import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import ProxyManager

from app.domain.provider_refusals import ProviderBroken, ProviderTooSlow, ProviderUnreachable
from app.identity.registrations import Reached
from app.identity.timely_answers import answer_in_time

_CONNECT: Final = 3.0
_LONGEST_ANSWER: Final = 1024 * 1024
_PIECE: Final = 65_536


class Deadline:
    """The moment after which nobody waits any more: so many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raises requests.Timeout if there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise requests.Timeout
        return left


class AnswerTooLong(requests.RequestException):
    """The answer has more bytes than any that OpenID Connect knows."""


class Bounded(HTTPAdapter):
    """Sends within a deadline, and reads the answer whole within it."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(max_retries=0)
        self._deadline = deadline
        answer_in_time(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> ProxyManager:  # Any: requests'
        """Return what reaches a proxy, which has to answer in time as well."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **options)
        answer_in_time(manager)
        return manager

    def send(
        self, request: requests.PreparedRequest, *args: Any, **options: Any
    ) -> requests.Response:  # Any: requests'
        """Send one request; raises requests.RequestException.

        Another thread does it, for nothing ends a look-up of a name in time, nor tries of many addresses. Whoever is
        left behind ends by itself: every part of its work has an end.
        """
        left = self._deadline.left()
        # In the order of requests' own `send`: stream, timeout, verify, cert, proxies.
        given = dict(zip(("stream", "timeout", "verify", "cert", "proxies"), args, strict=False)) | options
        given |= {"stream": True, "timeout": (min(_CONNECT, left), left)}
        other = ThreadPoolExecutor(max_workers=1)
        try:
            return other.submit(self._exchange, request, given).result(left)
        except TimeoutError as error:
            raise requests.Timeout from error
        finally:
            other.shutdown(wait=False)

    def _exchange(self, request: requests.PreparedRequest, given: dict[str, Any]) -> requests.Response:
        answer = super().send(request, **given)
        try:
            answer.raw = io.BytesIO(self._body_of(answer))
        except HTTPError as error:
            raise requests.ConnectionError from error
        return answer

    def _body_of(self, answer: requests.Response) -> bytes:
        body = b""
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            body += piece
            self._deadline.left()
            if len(body) > _LONGEST_ANSWER:
                raise AnswerTooLong
        return body


def prepare(http: requests.Session, client: Reached, deadline: Deadline) -> None:
    """Let a session keep no cookie, read no environment, follow no redirect, and end in time."""
    http.trust_env = False
    http.max_redirects = 0
    http.verify = client.ca_bundle or True
    http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    http.mount("https://", Bounded(deadline))
    http.mount("http://", Bounded(deadline))


def call(
    http: requests.Session,
    method: str,
    url: str,
    client: Reached,
    *,
    bearer: str | None = None,
    body: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return the JSON object of an answer; raises ProviderUnavailable."""
    answer = answer_of(http, method, url, client, bearer=bearer, body=body)
    return json_object(answer.content, client)


def answer_of(
    http: requests.Session,
    method: str,
    url: str,
    client: Reached,
    *,
    bearer: str | None = None,
    body: Mapping[str, object] | None = None,
) -> requests.Response:
    """Return an answer that is 200; raises ProviderUnavailable."""
    answer = any_answer_of(http, method, url, client, bearer=bearer, body=body)
    if answer.status_code != 200:
        raise ProviderBroken(provider=client.way.label, what=f"HTTP {answer.status_code}")
    return answer


def any_answer_of(
    http: requests.Session,
    method: str,
    url: str,
    client: Reached,
    *,
    bearer: str | None = None,
    body: Mapping[str, object] | None = None,
) -> requests.Response:
    """Return an answer, whatever its status; raises ProviderUnavailable."""
    proxy = client.proxy_for(url)
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    try:
        return requests.Session.request(
            http,
            method,
            url,
            headers=headers,
            json=body,
            allow_redirects=False,
            proxies={"https": proxy} if proxy else None,
        )
    except requests.RequestException as error:
        raise failure_of(error, client) from error


def json_object(text: bytes, client: Reached) -> dict[str, object]:
    """Read a JSON object; raises ProviderBroken."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProviderBroken(provider=client.way.label, what="no JSON") from error
    if not isinstance(given, dict):
        raise ProviderBroken(provider=client.way.label, what="JSON that is no object")
    return given


def failure_of(error: requests.RequestException, client: Reached) -> ProviderUnreachable | ProviderTooSlow:
    """Say what an exception of the library means; its text, which quotes addresses, stays behind."""
    late = isinstance(error, requests.Timeout)
    return (ProviderTooSlow if late else ProviderUnreachable)(provider=client.way.label)
