"""An admin's way through a discovery, request by request, as a browser without JavaScript sends them."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Final

from werkzeug.test import TestResponse

from tests.click.joined import Person

READ_ROLE: Final = "DoorstepReadOnly"
ORDER: Final = {"partition": "aws", "read_role": READ_ROLE}
MOST_REQUESTS: Final = 20


class Import:
    """One discovery of somebody."""

    def __init__(self, person: Person, path: str) -> None:
        self._visitor = person.visitor
        self.path = path

    def go_on(self) -> TestResponse:
        """Press "Continue" once."""
        return self._post("/continue", {})

    def retry(self) -> TestResponse:
        """Press "Try what failed again"."""
        return self._post("/retry", {})

    def go_on_to_the_end(self) -> str:
        """Press it as long as it is there; return the page of the end."""
        pages = (self.page() for _ in self._presses())
        return next((page for page in pages if "/continue" not in page), "")

    def page(self, query: str = "") -> str:
        """Return the page of the progress, as text."""
        return self._visitor.get(self.path + query).text

    def findings(self, query: str = "") -> TestResponse:
        """Return the page of what differs."""
        return self._visitor.get(f"{self.path}/findings{query}")

    def take(self, fields: dict[str, str], **more: str) -> TestResponse:
        """Send boxes and buttons of that page."""
        return self._post("/findings", fields | more)

    def save(self, fields: dict[str, str], reason: str = "what the teams made") -> TestResponse:
        """Look at the preview of what is taken, and save that."""
        (shown,) = re.findall(r'name="preview_shown" value="([0-9a-f]+)"', self.take(fields).text)
        return self.take(fields, step="save", reason=reason, preview_shown=shown)

    def _presses(self) -> Iterator[TestResponse]:
        return islice(iter(self.go_on, None), MOST_REQUESTS)

    def _post(self, path: str, fields: dict[str, str]) -> TestResponse:
        return self._visitor.post(self.path + path, {"csrf_token": self._visitor.csrf_token()} | fields)


def ordered(person: Person, **fields: str) -> Import:
    """Order a discovery and return it."""
    answer = order(person, **fields)
    assert answer.status_code == 303, answer.text
    return Import(person, answer.headers["Location"])


def order(person: Person, **fields: str) -> TestResponse:
    """Send the form that orders one."""
    token = person.visitor.csrf_token()
    return person.visitor.post("/admin/discovery", {"csrf_token": token} | ORDER | fields)


def boxes(page: str, *, ticked: bool | None = None) -> dict[str, str]:
    """Return the boxes of a page of findings by their names, all or only those that are ticked or not."""
    found = re.findall(r'<input type="checkbox" name="(take-[^"]+)" value="(\d+)"( checked)?>', page)
    return {name: value for name, value, checked in found if ticked is None or bool(checked) == ticked}


def box_of(page: str, role_or_account: str) -> dict[str, str]:
    """Return the one box that stands beside this name."""
    pattern = (
        r'name="(take-[^"]+)" value="(\d+)"(?: checked)?>\s*<strong>([^<]+)</strong><span class="unseen"> ([^<]+)<'
    )
    found = [
        (name, value)
        for name, value, title, where in re.findall(pattern, page)
        if role_or_account in f"{title} {where}"
    ]
    ((name, value),) = found
    return {name: value}


def words_of(page: str) -> str:
    """Return what a person reads on a page."""
    main = page.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
