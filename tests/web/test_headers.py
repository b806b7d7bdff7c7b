"""What a browser may do with our answers."""

import pytest

from app.web.headers import policy_for
from tests.web.visitor import Visitor
from tests.web.world import SITE, World

LOOPBACK = "http://localhost:8000"


def test_the_policy_allows_nothing_inline_nothing_foreign_and_no_frames() -> None:
    assert policy_for(SITE) == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self' https://*.aws.amazon.com https://*.amazonaws-us-gov.com; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("path", ["/sign-in", "/signed-out", "/nowhere", "/healthz", "/static/0/doorstep.css"])
def test_every_answer_has_the_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers

    assert headers["Content-Security-Policy"] == policy_for(SITE)
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=63072000"


def test_plain_http_on_loopback_does_not_forbid_itself(world: World) -> None:
    headers = Visitor(world.app(public_url=LOOPBACK), public_url=LOOPBACK).get("/sign-in").headers

    assert "Strict-Transport-Security" not in headers


def test_each_answer_has_a_reference_of_its_own(visitor: Visitor) -> None:
    references = {visitor.get("/sign-in").headers["X-Request-Id"] for _time in range(5)}

    assert len(references) == 5


def test_a_reference_that_a_visitor_makes_up_is_not_taken(visitor: Visitor) -> None:
    assert visitor.get("/sign-in", {"X-Request-Id": "mine"}).headers["X-Request-Id"] != "mine"
