"""The cookies: what is in them, where they may go, and what becomes of them when the secret key changes."""

import base64
import json

import pytest
from flask.testing import FlaskClient

from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, SITE, World

LOOPBACK = "http://localhost:8000"


def set_cookies(visitor: Visitor) -> list[str]:
    form = visitor.page("/sign-in").form_to("/sign-in/local")
    answer = visitor.post("/sign-in/local", form.fields | {"username": "alice", "password": PASSWORD})
    return answer.headers.getlist("Set-Cookie")


def test_on_https_the_cookie_is_for_this_host_only(world: World) -> None:
    session_cookie = next(line for line in set_cookies(Visitor(world.app())) if line.startswith("__Host-doorstep="))

    attributes = session_cookie.split("; ")[1:]
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_on_plain_loopback_it_has_no_prefix_and_is_not_secure(world: World) -> None:
    visitor = Visitor(world.app(public_url=LOOPBACK), public_url=LOOPBACK)

    session_cookie = next(line for line in set_cookies(visitor) if line.startswith("doorstep="))

    attributes = session_cookie.split("; ")[1:]
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_the_cookie_holds_an_opaque_token_and_nothing_else(world: World) -> None:
    session_cookie = next(line for line in set_cookies(Visitor(world.app())) if line.startswith("__Host-doorstep="))

    payload = session_cookie.removeprefix("__Host-doorstep=").split(".")[0]
    held = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert list(held) == ["_user_id"]
    assert len(held["_user_id"]) == 43


def test_the_cookie_of_forms_before_sign_in_goes_away_with_sign_in(world: World) -> None:
    visitor = Visitor(world.app())
    before = visitor.get("/sign-in").headers["Set-Cookie"]

    after = set_cookies(visitor)

    assert before.startswith("__Host-doorstep-form=")
    assert [line for line in after if line.startswith("__Host-doorstep-form=; ")]


def test_a_rotated_secret_key_keeps_people_signed_in_and_their_forms_valid(world: World) -> None:
    before = Visitor(world.app())
    before.sign_in("alice")
    form = before.page("/").form_to("/sign-out")
    after = Visitor(
        world.app(secret_key="a new secret key of sufficient length", secret_key_fallbacks=(SITE.secret_key,))
    )
    after.client = moved(before, after)

    assert after.get("/").status_code == 200
    assert after.post("/sign-out", form.fields).headers["Location"] == "/signed-out"


def test_without_the_fallback_everybody_signs_in_again(world: World) -> None:
    before = Visitor(world.app())
    before.sign_in("alice")
    after = Visitor(world.app(secret_key="a new secret key of sufficient length"))
    after.client = moved(before, after)

    assert after.get("/").headers["Location"] == "/sign-in"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/0/doorstep.css"])
def test_what_is_nobodys_neither_reads_nor_varies_with_the_cookie(alice: Visitor, path: str) -> None:
    answer = alice.get(path)

    assert "Vary" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_a_remembering_cookie_of_another_application_does_not_disturb(alice: Visitor) -> None:
    alice.client.set_cookie("remember_token", "1|aaaa", domain="doorstep.example.com")

    assert alice.get("/").status_code == 200


def moved(before: Visitor, after: Visitor) -> FlaskClient:
    """The browser of one visitor, speaking to the server of another."""
    after.client.set_cookie("__Host-doorstep", before.session_cookie(), domain="doorstep.example.com")
    return after.client
