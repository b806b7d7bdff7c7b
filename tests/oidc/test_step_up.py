"""A role that asks for a fresh proof, and somebody whom a provider vouches for: there and back, and then the button."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from app.demo.aws import EmbeddedAws
from app.storage.tables import role, web_session
from tests.click.joined import DEVELOPER
from tests.oidc.clicks import BACK, HOUR, MINUTE, REASON, click, go_again, map_developers
from tests.oidc.conftest import Caller
from tests.web.pages import Page

UNDATED = {"groups": ["crew"], "amr": ["pwd", "mfa"]}
WITH_MFA = UNDATED | {"auth_time": int(time.time())}
WITHOUT = {"groups": ["crew"], "amr": ["pwd"]}


@pytest.fixture
def dora(call_at: Callable[..., Caller]) -> Caller:
    """Somebody who may open a role that asks for a proof at most a quarter of an hour old."""
    caller = call_at(ACR_VALUES="phr")
    caller.provider.claims = WITH_MFA
    caller.sign_in()
    map_developers(caller.portal)
    with caller.portal.database.write() as connection:
        connection.execute(update(role).where(role.c.role_arn == DEVELOPER).values(proof_minutes=15))
    return caller


def let_proofs_age(caller: Caller, time: timedelta) -> None:
    """Let her have proved it at the provider so much earlier."""
    at = (datetime.now(UTC) - time).isoformat()
    proofs = [{"how": how, "at": at} for how in ("oidc:acme", "oidc:acme:mfa")]
    with caller.portal.database.write() as connection:
        connection.execute(update(web_session).values(proofs=proofs))


def outcome_of_last_click(caller: Caller) -> object:
    """How the ledger says that it ended."""
    entry = [one for one in caller.portal.ledger.events() if one.action.startswith("console:")][-1]
    return entry.parsed_body().get("code", entry.action)


def test_a_second_factor_at_the_provider_opens_and_the_ledger_says_so(dora: Caller) -> None:
    status, _location, _text = click(dora)

    asked = next(one for one in dora.portal.ledger.events() if one.action == "console:requested").parsed_body()
    proof = asked["proof"]
    assert status == 303
    assert isinstance(proof, dict)
    assert proof["how"] == "oidc:acme:mfa"


def test_a_stale_one_leads_to_a_fresh_sign_in_and_back_to_the_button(dora: Caller, aws: EmbeddedAws) -> None:
    let_proofs_age(dora, HOUR)

    before = dora.visitor.page(BACK)
    status, _location, text = click(dora)
    away = dora.visitor.get(Page(text).links["Sign in with Acme"]).headers["Location"]
    back = go_again(dora, text)
    heard_before_the_button, page = list(aws.seen), dora.visitor.page(back)

    asked = parse_qs(urlsplit(away).query)
    assert "You will be led to Acme to sign in once more, and back to this page." in before.words
    assert (status, outcome_of_last_click(dora), back) == (403, "strong-proof-needed", BACK)
    assert 'http-equiv="refresh" content="0; url=/sign-in/oidc/acme?return_to=' in text
    assert (asked["prompt"], asked["max_age"], asked["acr_values"]) == (["login"], ["0"], ["phr"])
    assert heard_before_the_button == []
    assert "Nothing has been opened yet" in page.words
    assert page.form_to("/console").fields["reason"] == REASON
    assert dora.visitor.post("/console", page.form_to("/console").fields).status_code == 303


def test_a_provider_that_vouches_for_no_second_factor_is_not_asked_again_by_itself(dora: Caller) -> None:
    let_proofs_age(dora, HOUR)
    dora.provider.claims = WITHOUT

    page = dora.visitor.page(go_again(dora, click(dora)[2]))
    status, _location, text = click(dora)

    assert "your company's sign-in did not say that you used one" in page.words
    assert (status, outcome_of_last_click(dora)) == (403, "second-factor-not-vouched")
    assert "the provider has to send it (acr or amr)" in Page(text).words
    assert "http-equiv" not in text
    dora.provider.claims = WITH_MFA
    form = dora.visitor.page(go_again(dora, text)).form_to("/console")
    assert (form.fields["reason"], dora.visitor.post("/console", form.fields).status_code) == (REASON, 303)


def test_what_the_provider_says_of_when_it_was_counts(dora: Caller) -> None:
    dora.provider.claims = WITH_MFA | {"auth_time": int(time.time()) - 16 * MINUTE.seconds}

    dora.sign_in()

    assert click(dora)[0] == 403
    assert outcome_of_last_click(dora) == "strong-proof-needed"


def test_a_provider_that_only_remembers_her_is_asked_to_see_her_anew(dora: Caller) -> None:
    dora.provider.claims = UNDATED
    dora.sign_in()

    remembered = click(dora)
    form = dora.visitor.page(go_again(dora, remembered[2])).form_to("/console")

    assert (remembered[0], outcome_of_last_click(dora)) == (403, "strong-proof-needed")
    assert dora.visitor.post("/console", form.fields).status_code == 303


def test_one_that_does_not_see_her_anew_though_it_was_asked_to_signs_nobody_in(dora: Caller) -> None:
    let_proofs_age(dora, HOUR)
    dora.provider.claims = WITH_MFA | {"auth_time": int(time.time()) - 16 * MINUTE.seconds}

    away = dora.visitor.get(Page(click(dora)[2]).links["Sign in with Acme"]).headers["Location"]
    answer = dora.come_back(dora.provider.authorize(away))

    assert answer.status_code == 401
    assert "the provider has to ask you anew" in Page(answer.text).words
    assert dora.causes() == ["proof-too-old"]
