"""The site answers at its own address only, and knows whom its proxies speak for."""

import pytest

from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World


@pytest.mark.parametrize("host", ["doorstep.example.com", "DOORSTEP.example.com", "doorstep.example.com:443"])
def test_our_own_host_is_answered(visitor: Visitor, host: str) -> None:
    assert visitor.get("/sign-in", {"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example.com",
        "doorstep.example.com.evil.example",
        "doorstep.example.com:8443",
        "doorstep.example.com:80",
        "127.0.0.1",
        "",
        "a b",
        "[",
        "doorstep.example.com, evil.example.com",
    ],
)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/static/0/doorstep.css", "/nowhere"])
def test_another_host_is_a_400_that_names_the_right_address(visitor: Visitor, host: str, path: str) -> None:
    answer = visitor.get(path, {"Host": host})

    assert answer.status_code == 400
    assert "Open it at https://doorstep.example.com." in Page(answer.text).words
    assert "evil" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_load_balancers_may_ask_for_health_by_number(visitor: Visitor, path: str) -> None:
    assert visitor.get(path, {"Host": "10.1.2.3:8000"}).status_code == 200


def test_a_host_that_a_proxy_claims_counts_for_nothing(visitor: Visitor) -> None:
    answer = visitor.get("/", {"X-Forwarded-Host": "evil.example.com", "Forwarded": "host=evil.example.com"})

    assert answer.headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.66, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.66", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.66, unknown"], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
    ],
)
def test_the_ledger_gets_the_address_of_the_client(
    visitor: Visitor, world: World, peer: str, forwarded_for: list[str], address: str
) -> None:
    form = visitor.page("/sign-in").form_to("/sign-in/local")
    visitor.client.post(
        "/sign-in/local",
        data=form.fields | {"username": "alice", "password": "not hers"},
        base_url=visitor.public_url,
        headers=[("Sec-Fetch-Site", "same-origin"), *(("X-Forwarded-For", line) for line in forwarded_for)],
        environ_overrides={"REMOTE_ADDR": peer},
    )

    assert world.entries()[-1].address == address


def test_a_portal_on_a_port_of_its_own_is_addressed_with_it(world: World) -> None:
    here = "http://localhost:8000"
    visitor = Visitor(world.app(public_url=here), public_url=here)

    assert visitor.get("/sign-in").status_code == 200
    assert visitor.get("/sign-in", {"Host": "localhost"}).status_code == 400
