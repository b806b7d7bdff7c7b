"""What one process is told counts for every other at the very next click."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.demo.aws import EmbeddedAws
from app.domain.ledger import Actor
from app.factory import create_app
from app.joints.records import database_of
from app.joints.scim import scim_tokens_of
from app.settings import Settings, load
from tests.click.joined import DEVELOPER, PUBLIC_URL, Joined
from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import Provider
from tests.oidc.test_logout import told
from tests.scim.directory import USER


@pytest.fixture
def dora(join: Callable[..., Joined], provider: Provider) -> Caller:
    """Somebody at the door of a portal that her company's directory provisions as well."""
    return Caller(join(**provider.settings(), DOORSTEP_SCIM__ACME__PROVIDER="oidc:acme"), provider)


@pytest.fixture
def twin(dora: Caller) -> Iterator[Flask]:
    """Another process of dora's portal: only the database is the same."""
    settings = load(Settings)
    database = database_of(settings)
    yield create_app(settings, database=database)
    database.close()


def log_out_at_the_provider(dora: Caller) -> None:
    assert told(dora, dora.provider.logout_token()).status_code == 200


def disable_in_the_portal(dora: Caller) -> None:
    added = [entry for entry in dora.portal.ledger.events() if entry.action == "person:added"]
    assert added[-1].person_id is not None
    with dora.portal.changing() as change:
        change.disable_person(added[-1].person_id, datetime.now(UTC))


def deactivate_in_the_directory(dora: Caller) -> None:
    token = scim_tokens_of(dora.portal.database).make("scim:acme", actor=Actor("operator", "root"))
    user = {"schemas": [USER], "userName": "dora", "externalId": dora.provider.subject, "active": False}
    answer = dora.portal.app.test_client().post(
        "/scim/v2/Users", json=user, base_url=PUBLIC_URL, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("end", [log_out_at_the_provider, disable_in_the_portal, deactivate_in_the_directory])
def test_whose_sign_in_ends_in_one_process_opens_nothing_in_another(
    dora: Caller, twin: Flask, aws: EmbeddedAws, end: Callable[[Caller], None]
) -> None:
    dora.sign_in()
    dora.visitor.client.application = twin
    click = {"role_arn": DEVELOPER} | dora.visitor.token()

    end(dora)
    answer = dora.visitor.post("/console", click)

    assert answer.status_code == 401
    assert "your sign-in has ended" in answer.text
    assert aws.seen == []
