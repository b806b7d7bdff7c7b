"""Anybody can send what is no logout: so much of it is looked at and written down, and a real one always counts."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.services.local_accounts.tries import THROTTLE_WINDOW
from app.services.oidc_logout import ASKED_PER_ADDRESS, REFUSED_PER_ADDRESS
from app.storage.attempts import AttemptStore
from tests.oidc.conftest import Caller
from tests.oidc.test_logout import told
from tests.web.pages import Page


def refused(caller: Caller) -> list[object]:
    """Why logouts were refused, as the ledger says."""
    entries = [one for one in caller.portal.ledger.events() if one.action == "logout:refused"]
    return [one.parsed_body()["cause"] for one in entries if one.parsed_body()["way"] == "oidc:acme"]


def ask_too_often(caller: Caller) -> None:
    """Use up what one address may make the portal ask the provider."""
    attempts, key = AttemptStore(database=caller.portal.database), "oidc-asked:127.0.0.1"
    now = datetime.now(UTC)
    asked = [
        attempts.reserve({key: ASKED_PER_ADDRESS}, at=now, window=THROTTLE_WINDOW) for _try in range(ASKED_PER_ADDRESS)
    ]
    assert set(asked) == {None}


def test_nobody_fills_the_ledger_with_logouts_and_a_real_one_counts_all_the_same(
    call_at: Callable[..., Caller],
) -> None:
    dora = call_at()
    dora.sign_in()

    answers = [told(dora, "x") for _try in range(REFUSED_PER_ADDRESS + 1)]

    assert {one.status_code for one in answers[:-1]} == {400}
    assert (answers[-1].status_code, answers[-1].json) == (
        429,
        {"error": "invalid_request", "error_description": "too-many-logouts"},
    )
    assert refused(dora) == ["provider-answer-unreadable"] * REFUSED_PER_ADDRESS
    assert told(dora, dora.provider.logout_token()).status_code == 200
    assert not dora.is_in()


def test_one_address_makes_the_portal_ask_only_so_often(dora: Caller) -> None:
    ask_too_often(dora)

    assert told(dora, dora.provider.logout_token()).status_code == 429
    assert "You may still be signed in at Acme" in Page(dora.visitor.get("/signed-out?from=oidc:acme").text).words
    assert dora.provider.asked == []


def test_what_the_provider_has_told_once_needs_no_question(dora: Caller) -> None:
    dora.sign_in()
    ask_too_often(dora)

    assert "Sign out of Acme" in Page(dora.visitor.get("/signed-out?from=oidc:acme").text).links
    assert told(dora, dora.provider.logout_token()).status_code == 200
