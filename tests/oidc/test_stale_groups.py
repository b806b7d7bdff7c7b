"""What only the provider knows counts for some hours; then a click leads through it and back, and nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import update

from app.demo.aws import EmbeddedAws
from app.factory import create_app
from app.joints.records import database_of
from app.settings import Settings, load
from app.storage.tables import role
from tests.click.joined import DEVELOPER, READER
from tests.oidc.clicks import BACK, HOUR, MINUTE, REASON, TYPED, click, go_again, let_pass, map_developers
from tests.oidc.conftest import Caller
from tests.web.pages import Page


@pytest.fixture
def dora(call_at: Callable[..., Caller]) -> Caller:
    """Somebody who may open a role because of a group that the provider says she is in."""
    caller = call_at()
    caller.provider.claims = {"groups": ["crew"]}
    caller.sign_in()
    map_developers(caller.portal)
    return caller


@pytest.fixture
def without_acme(dora: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Dora's portal after the provider was taken out of its settings."""
    for name in dora.provider.settings():
        monkeypatch.delenv(name)
    settings = load(Settings)
    with closing(database_of(settings)) as database:
        yield create_app(settings, database=database)


def test_within_eight_hours_a_click_opens(dora: Caller) -> None:
    let_pass(dora.portal, 8 * HOUR - MINUTE)

    assert click(dora)[0] == 303


def test_after_that_it_leads_to_the_provider_and_aws_hears_nothing(dora: Caller, aws: EmbeddedAws) -> None:
    let_pass(dora.portal, 8 * HOUR + MINUTE)

    status, _location, text = click(dora)

    assert status == 403
    assert "older than 8 h" in Page(text).words
    assert 'http-equiv="refresh" content="0; url=/sign-in/oidc/acme?return_to=' in text
    clicks = [one for one in dora.portal.ledger.events() if one.action.startswith("console:")]
    assert [one.action for one in clicks] == ["console:requested", "console:refused"]
    assert clicks[-1].parsed_body()["code"] == "groups-stale"
    assert aws.seen == []


def test_she_comes_back_to_the_page_with_everything_that_she_typed_and_presses_the_button(dora: Caller) -> None:
    let_pass(dora.portal, 9 * HOUR)

    back = go_again(dora, click(dora)[2])
    page = dora.visitor.page(back)

    assert back == BACK
    assert "Nothing has been opened yet" in page.words
    form = page.form_to("/console")
    assert (form.fields["reason"], form.fields["duration"]) == (REASON, "900")
    assert dora.visitor.post("/console", form.fields).status_code == 303
    assert "Nothing has been opened yet" not in dora.visitor.page(back).words


def test_who_is_out_of_the_group_by_now_opens_nothing(dora: Caller) -> None:
    let_pass(dora.portal, 9 * HOUR)
    dora.provider.claims = {"groups": []}

    answer = dora.visitor.get(go_again(dora, click(dora)[2]))

    assert answer.status_code == 403
    assert "No role mapping lets you open this role" in answer.text


def test_what_was_typed_is_for_that_role_and_that_person_only(dora: Caller) -> None:
    let_pass(dora.portal, 9 * HOUR)
    dora.provider.subject, dora.provider.claims = "00u2", {"groups": ["crew"], "preferred_username": "erik"}

    page = dora.visitor.get(go_again(dora, click(dora)[2]))

    assert REASON not in page.text
    assert "Nothing has been opened yet" not in page.text


def test_a_link_has_no_say_in_what_was_typed(dora: Caller) -> None:
    assert REASON not in dora.visitor.get(f"/console?{urlencode(TYPED)}").text


def test_the_settings_say_how_long(call_at: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_GROUPS_HOLD_HOURS", "1")
    caller = call_at()
    caller.provider.claims = {"groups": ["crew"]}
    caller.sign_in()
    map_developers(caller.portal)
    let_pass(caller.portal, HOUR + MINUTE)

    assert "older than 1 h" in Page(click(caller)[2]).words


def test_a_role_says_for_itself_how_long(dora: Caller) -> None:
    with dora.portal.database.write() as connection:
        connection.execute(update(role).where(role.c.role_arn == DEVELOPER).values(groups_hold_hours=1))
    let_pass(dora.portal, HOUR + MINUTE)

    before = dora.visitor.page(BACK)

    assert "older than 1 h. You will be led to Acme to sign in once more" in before.words
    assert "older than 1 h" in Page(click(dora)[2]).words
    form = dora.visitor.page(go_again(dora, click(dora)[2])).form_to("/console")
    assert dora.visitor.post("/console", form.fields).status_code == 303


def test_where_her_provider_is_set_up_no_more_her_web_session_has_ended(
    dora: Caller, without_acme: Flask, aws: EmbeddedAws
) -> None:
    token = dora.visitor.token()
    dora.visitor.client.application = without_acme

    answer = dora.visitor.post("/console", TYPED | token)

    assert answer.status_code == 401
    assert "your sign-in has ended" in answer.text
    assert aws.seen == []


def test_a_local_account_is_never_stale(dora: Caller) -> None:
    alice = dora.portal.signed_in("alice")
    let_pass(dora.portal, 11 * HOUR)

    assert alice.open(READER).status_code == 303
