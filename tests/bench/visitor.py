"""A browser at its barest: one connection that is kept, two cookies, and the headers that browsers send."""

import http.client
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Protocol, Self
from urllib.parse import urlencode

from app.domain.arns import RoleArn
from tests.bench.company import PASSWORD, USERNAME

_TOKEN = re.compile(r'name="csrf_token" value="(?P<token>[^"]+)"')
_FORM = "application/x-www-form-urlencoded"
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `size` is every byte of it: status line, headers, body. `seconds` passed until it began to arrive."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    size: int
    seconds: float


class Served(Protocol):
    """A portal that is served at some address."""

    @property
    def public_url(self) -> str: ...

    def connect(self) -> http.client.HTTPConnection: ...


class Visitor:
    """Somebody's browser at one portal: alice's, where nobody else is named."""

    def __init__(self, portal: Served, *, username: str = USERNAME) -> None:
        self._connection = portal.connect()
        self._origin = portal.public_url
        self._username = username
        self._cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Sign in, and take the token that the forms of the portal page carry."""
        if self.send_sign_in(self.sign_in_form()).status != 303:
            raise RuntimeError(f"{self._username} cannot sign in")
        self._csrf_token = _token_in(self.get("/"))
        return self

    def __exit__(self, *_how: object) -> None:
        self.leave()

    def sign_in_form(self) -> dict[str, str]:
        """Ask for the sign-in page, and fill in its form."""
        asked = self.get("/sign-in")
        return {"username": self._username, "password": PASSWORD, "csrf_token": _token_in(asked)}

    def send_sign_in(self, fields: dict[str, str]) -> Answer:
        """Send the sign-in form."""
        return self._send("POST", "/sign-in/local", fields)

    def leave(self) -> None:
        """Close the connection."""
        self._connection.close()

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._send("GET", path)

    def begin(self, path: str) -> Answer:
        """Ask for a file, and leave when it begins to arrive."""
        begun = time.perf_counter()
        self._connection.request("GET", path, headers=self.headers())
        response = self._connection.getresponse()
        first = response.read1()
        answer = Answer(response.status, dict(response.getheaders()), first, len(first), time.perf_counter() - begun)
        self._connection.close()
        return answer

    def click(self, role_arn: RoleArn) -> Answer:
        """Click "Open console" beside a role."""
        return self._send("POST", "/console", self.fields_for(role_arn))

    def fields_for(self, role_arn: RoleArn) -> dict[str, str]:
        """What the form beside a role sends."""
        return {"csrf_token": self._csrf_token, "role_arn": role_arn.text, "duration": "28800"}

    def headers(self) -> dict[str, str]:
        """What a browser sends with a form of our own page."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en-GB,en;q=0.7",
            "Content-Type": _FORM,
            "Cookie": cookies,
            "Origin": self._origin,
            "Referer": f"{self._origin}/",
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": _BROWSER,
        }

    def _send(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        begun = time.perf_counter()
        self._connection.request(method, path, urlencode(fields) if fields else None, self.headers())
        response = self._connection.getresponse()
        seconds = time.perf_counter() - begun
        body, headers = response.read(), response.getheaders()
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
        return Answer(response.status, dict(headers), body, _size_of(response, headers, body), seconds)


def opened(answers: Iterable[Answer]) -> int:
    """How many of the answers send the browser into a console."""
    return sum(_opens(answer) for answer in answers)


def _opens(answer: Answer) -> bool:
    location = answer.headers.get("Location", "")
    return answer.status == 303 and "Action=login" in location and "SigninToken=" in location


def _size_of(response: http.client.HTTPResponse, headers: list[tuple[str, str]], body: bytes) -> int:
    first = f"HTTP/1.1 {response.status} {response.reason}\r\n"
    return len(first) + sum(len(f"{name}: {value}\r\n") for name, value in headers) + len("\r\n") + len(body)


def _token_in(answer: Answer) -> str:
    match = _TOKEN.search(answer.body.decode())
    if answer.status != 200 or match is None:
        raise RuntimeError(f"a page without a form: {answer.status}")
    return match["token"]
