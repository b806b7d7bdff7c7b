"""A visitor with a browser: sends what browsers send, and looks at the headers of every answer."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from app.domain.people import Username
from tests.web.pages import Page
from tests.web.security_key import SecurityKey, options_on
from tests.web.world import PASSWORD, World

_LINKS_TO_FIELDS = re.compile('href="#(field-[^"]+)"')
_IDS = re.compile(' id="([^"]+)"')
SECOND_STEP = "/sign-in/second-step"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Visitor:
    """One browser, at one application, from one address."""

    def __init__(self, app: Flask, *, public_url: str = "https://doorstep.example.com") -> None:
        self.client = app.test_client()
        self.public_url = public_url

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> TestResponse:
        """Ask for a page."""
        response = self.client.open(path, method=method, base_url=self.public_url, headers=headers or {})
        return _looked_at(response)

    def post(self, path: str, fields: object, headers: dict[str, str] | None = None) -> TestResponse:
        """Send a form, from one of our own pages unless the headers say otherwise."""
        headers = SAME_ORIGIN if headers is None else headers
        return _looked_at(self.client.post(path, data=fields, base_url=self.public_url, headers=headers))

    def page(self, path: str) -> Page:
        """Ask for a page, and read it."""
        return Page(self.get(path).text)

    def sign_in(self, username: str, password: str = PASSWORD, return_to: str = "/") -> TestResponse:
        """Fill in the sign-in form and send it."""
        form = self.page("/sign-in").form_to("/sign-in/local")
        given = {"username": Username.parse(username).text, "password": password, "return_to": return_to}
        return self._with_own_key(username, self.post("/sign-in/local", form.fields | given))

    def _with_own_key(self, username: str, answer: TestResponse) -> TestResponse:
        """Take the second step with the key that somebody of the cast was given, if they were."""
        key = SecurityKey.held_by(username, self.public_url)
        if not answer.headers.get("Location", "").startswith(SECOND_STEP):
            return answer
        page = self.page(answer.headers["Location"])
        if not key.is_asked_for_on(page):
            return answer
        return self.post(SECOND_STEP, page.form_to(SECOND_STEP).fields | {"passkey": key.answer(options_on(page))})

    def click(self, role_arn: str, **changes: str) -> TestResponse:
        """Click the button beside a role on the portal page."""
        return self.post("/console", self.page("/").form_to("/console", role_arn=role_arn).fields | changes)

    def csrf_token(self) -> str:
        """The token in the forms of this visitor's web session."""
        return self.page("/").form_to("/sign-out").fields["csrf_token"]

    def token(self) -> dict[str, str]:
        """The field that every form of this visitor's web session has."""
        return {"csrf_token": self.csrf_token()}

    def session_cookie(self) -> str:
        """The cookie of this visitor's web session."""
        cookie = self.client.get_cookie("__Host-doorstep", domain="doorstep.example.com")
        assert cookie is not None
        return cookie.value


def _looked_at(response: TestResponse) -> TestResponse:
    """What holds for every answer, whatever it is."""
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert len(response.headers["X-Request-Id"]) == 36
    assert response.headers["Cache-Control"] == "no-store" or response.request.path.startswith("/static/")
    assert "Traceback" not in response.text
    ids = _IDS.findall(response.text)
    assert len(ids) == len(set(ids))
    assert set(_LINKS_TO_FIELDS.findall(response.text)) <= set(ids)
    return response


def signed_in(world: World, username: str) -> Visitor:
    """Somebody in a browser of their own."""
    visitor = Visitor(world.app())
    visitor.sign_in(username)
    return visitor
