"""What was begun in a browser is completed in that browser, once and in time."""

from collections.abc import Callable

import pytest

from app.services.provider_visits import BEGUN_PER_ADDRESS, REFUSED_PER_ADDRESS
from tests.click.joined import PUBLIC_URL
from tests.oidc.conftest import Caller
from tests.web.pages import Page
from tests.web.visitor import Visitor


def test_dora_goes_there_and_back(dora: Caller) -> None:
    answer = dora.come_back(dora.begin(return_to="/console"))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    assert dora.is_in()


def test_a_place_elsewhere_is_none_to_return_to(dora: Caller) -> None:
    answer = dora.come_back(dora.begin(return_to="https://elsewhere.example"))

    assert answer.headers["Location"] == "/"


def test_two_tabs_may_be_on_their_way_at_once(dora: Caller) -> None:
    first, second = dora.begin("/console"), dora.begin()
    dora.provider.claims = {"nonce": None}

    refused = dora.come_back(first)

    assert refused.status_code == 401
    assert dora.causes() == ["nonce-wrong"]
    assert Page(refused.text).links["Sign in with Acme"] == "/sign-in/oidc/acme?return_to=/console"
    dora.provider.claims = {}
    assert dora.come_back(second).status_code == 303


def test_the_same_way_back_again_is_over(dora: Caller) -> None:
    back = dora.begin()
    dora.come_back(back)

    answer = dora.come_back(back)

    assert answer.status_code == 401
    assert "has been completed already" in Page(answer.text).words
    assert dora.causes() == ["sign-in-over"]
    assert dora.provider.asked.count("/token") == 1


@pytest.mark.parametrize("state", ["", "x", "x.y", "é.é"])
def test_a_state_that_was_made_up(dora: Caller, state: str) -> None:
    dora.begin()

    answer = dora.come_back({"state": state, "code": "any"})

    assert answer.status_code == 401
    assert "not begun in this browser" in Page(answer.text).words
    assert dora.causes() == ["sign-in-not-begun-here"]
    assert "/token" not in dora.provider.asked


def test_a_state_that_was_altered(dora: Caller) -> None:
    back = dora.begin()

    dora.come_back(back | {"state": "A" + back["state"][1:]})

    assert dora.causes() == ["sign-in-not-begun-here"]


def test_a_way_back_that_was_begun_in_another_browser(dora: Caller) -> None:
    back = dora.begin()
    dora.visitor = Visitor(dora.portal.app, public_url=PUBLIC_URL)

    assert dora.come_back(back).status_code == 401
    assert dora.causes() == ["sign-in-not-begun-here"]

    dora.begin()
    assert dora.come_back(back).status_code == 401
    assert not dora.is_in()


def test_signing_in_ends_the_web_session_that_the_browser_had(dora: Caller) -> None:
    dora.sign_in()

    dora.sign_in()

    assert [entry.action for entry in dora.entries()] == [
        "web-session:begun",
        "web-session:begun",
        "web-session:ended",
    ]


def test_a_field_that_comes_twice_is_no_way_back(dora: Caller) -> None:
    back = dora.begin()

    answer = dora.visitor.get(f"/sign-in/oidc/acme/callback?state={back['state']}&code=a&code=b")

    assert answer.status_code == 400
    assert not dora.is_in()


def test_an_unknown_provider_has_no_page(dora: Caller) -> None:
    assert dora.visitor.get("/sign-in/oidc/nobody").status_code == 404
    assert dora.visitor.get("/sign-in/oidc/nobody/callback?state=x").status_code == 404


def test_nobody_fills_the_ledger_with_refusals(dora: Caller) -> None:
    nonsense = [dora.come_back({"state": "x"}).status_code for _try in range(REFUSED_PER_ADDRESS + 1)]

    assert set(nonsense[:-1]) == {401}
    assert nonsense[-1] == 429
    assert len(dora.causes()) == REFUSED_PER_ADDRESS


def test_nobody_fills_the_table_of_what_was_begun(dora: Caller) -> None:
    begun = [dora.visitor.get("/sign-in/oidc/acme").status_code for _try in range(BEGUN_PER_ADDRESS + 1)]

    assert set(begun[:-1]) == {303}
    assert begun[-1] == 429


def test_what_the_settings_ask_for_is_asked_of_the_provider(call_at: Callable[..., Caller]) -> None:
    caller = call_at(PROMPT="login", MAX_AGE="3600", ACR_VALUES="urn:mfa")

    url = caller.visitor.get("/sign-in/oidc/acme").headers["Location"]

    assert "prompt=login" in url
    assert "max_age=3600" in url
    assert "acr_values=urn%3Amfa" in url
    assert "code_challenge_method=S256" in url
