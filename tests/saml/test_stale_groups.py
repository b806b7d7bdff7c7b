"""What only the provider knows counts for some hours; then a click leads through it and back."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from app.domain.arns import RoleArn
from app.domain.ledger import Actor
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.click.joined import DEVELOPER
from tests.fixtures.aws import Clock
from tests.oidc.clicks import BACK, HOUR, REASON, TYPED, let_pass
from tests.saml.minting import EVERYTHING, Said
from tests.saml.portals import Caller, request_in
from tests.web.pages import Page

CREW = EVERYTHING | {"groups": ["crew"]}


@pytest.fixture
def developer(dora: Caller) -> Caller:
    """Somebody who may open a role because of a group that the provider says she is in."""
    dora.come_back(Said(request_id=dora.begin().request_id, attributes=CREW))
    catalogue = Catalogue(changes=Registry(database=dora.portal.database), scribe=Scribe(clock=Clock(), new_id=new_id))
    catalogue.add_mapping("group", "crew", RoleArn.parse(DEVELOPER), actor=Actor("operator", "root"))
    return dora


def click(caller: Caller) -> TestResponse:
    """Send the form that opens a console."""
    return caller.visitor.post("/console", TYPED | caller.visitor.token())


def test_a_click_after_eight_hours_leads_through_the_provider_and_back(developer: Caller) -> None:
    let_pass(developer.portal, 9 * HOUR)

    asked = click(developer)
    away = developer.visitor.get(Page(asked.text).links["Sign in with Acme"])
    said = Said(request_id=request_in(away.headers["Location"]).get("ID"), attributes=CREW)
    back = developer.come_back(said).headers["Location"]

    assert asked.status_code == 403
    assert back == BACK
    form = developer.visitor.page(back).form_to("/console")
    assert form.fields["reason"] == REASON
    assert developer.visitor.post("/console", form.fields).status_code == 303


def test_a_web_session_ends_when_the_provider_says(dora: Caller) -> None:
    dora.come_back(Said(request_id=dora.begin().request_id, session_until=600))

    with sqlite3.connect(dora.portal.database_file) as connection:
        (ends,) = connection.execute("SELECT expires_at FROM web_session ORDER BY id DESC LIMIT 1").fetchone()
    assert datetime.fromisoformat(ends).replace(tzinfo=UTC) < datetime.now(UTC) + timedelta(minutes=11)
