"""A provider that is down, slow or confused has words of its own, within the seconds that the settings give it."""

import socket
import time
from collections.abc import Callable

import pytest

from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import Json
from tests.web.pages import Page

SECONDS = 1


def test_a_provider_that_is_down_when_somebody_begins(dora: Caller) -> None:
    dora.provider.is_down = True

    answer = dora.visitor.get("/sign-in/oidc/acme?return_to=/console")

    assert answer.status_code == 503
    assert "Acme answered with something that is not OpenID Connect: HTTP 503" in Page(answer.text).words
    assert Page(answer.text).links["Sign in with Acme"].endswith("return_to=/console")
    assert dora.causes() == ["provider-broken"]


def test_a_provider_that_is_not_there(call_at: Callable[..., Caller]) -> None:
    caller = call_at(ISSUER="http://127.0.0.1:9")

    answer = caller.visitor.get("/sign-in/oidc/acme")

    assert answer.status_code == 503
    assert "cannot reach Acme" in Page(answer.text).words
    assert caller.causes() == ["provider-unreachable"]


def test_a_provider_that_went_down_on_the_way(dora: Caller) -> None:
    back = dora.begin()
    dora.provider.is_down = True

    assert dora.come_back(back).status_code == 503
    assert dora.causes() == ["provider-broken"]
    assert not dora.is_in()


@pytest.mark.parametrize("how", [{"delay": SECONDS + 4}, {"drips": True}])
def test_a_provider_that_is_slow(call_at: Callable[..., Caller], how: Json) -> None:
    caller = call_at(TIMEOUT=str(SECONDS))
    back = caller.begin()
    vars(caller.provider).update(how)

    began = time.monotonic()
    answer = caller.come_back(back)

    assert time.monotonic() - began < SECONDS + 3
    assert answer.status_code == 503
    assert "took too long" in Page(answer.text).words
    assert caller.causes() == ["provider-too-slow"]


def test_a_name_that_nobody_looks_up_in_time(call_at: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch) -> None:
    caller = call_at(TIMEOUT=str(SECONDS), ISSUER="https://id.example.com")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: time.sleep(SECONDS + 4))

    began = time.monotonic()
    answer = caller.visitor.get("/sign-in/oidc/acme")

    assert time.monotonic() - began < SECONDS + 3
    assert answer.status_code == 503
    assert caller.causes() == ["provider-too-slow"]


def test_a_provider_that_is_down_is_not_asked_by_everybody_at_once(dora: Caller) -> None:
    dora.provider.is_down = True
    dora.visitor.get("/sign-in/oidc/acme")

    answer = dora.visitor.get("/sign-in/oidc/acme")

    assert answer.status_code == 503
    assert len(dora.provider.asked) == 1


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"issuer": "https://elsewhere.example"}, "provider-misnamed"),
        ({"token_endpoint": None}, "provider-broken"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "provider-broken"),
        ({"jwks_uri": "file:///etc/passwd"}, "provider-broken"),
    ],
)
def test_a_discovery_document_that_cannot_be_trusted(dora: Caller, changes: Json, cause: str) -> None:
    dora.provider.discovery = changes

    assert dora.visitor.get("/sign-in/oidc/acme").status_code == 503
    assert dora.causes() == [cause]


def test_an_issuer_that_is_no_provider(call_at: Callable[..., Caller], dora: Caller) -> None:
    caller = call_at(ISSUER=f"{dora.provider.issuer}/keys")

    assert caller.visitor.get("/sign-in/oidc/acme").status_code == 503
