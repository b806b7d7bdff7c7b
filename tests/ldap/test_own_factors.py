"""A directory knows a password and nothing more: its people prove more with factors that the portal keeps."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import update

from app.domain.arns import RoleArn
from app.domain.ledger import Actor
from app.domain.proofs import Demand
from app.domain.web_sessions import MFA_PROOFS
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.tables import role
from tests.click.joined import DEVELOPER
from tests.fixtures.aws import Clock
from tests.fixtures.slapd import Slapd
from tests.ldap.conftest import Caller, Colleague
from tests.web.authenticator import codes_on, confirm_app, secret_on
from tests.web.pages import Page


@pytest.fixture
def inside(caller: Caller, slapd: Slapd, dora: Colleague) -> Caller:
    """Dora, signed in, who may open a role that asks for a strong proof."""
    name = f"crew of {dora.uid}"
    slapd.add_group(name, dora.dn)
    caller.sign_in(dora.uid)
    registry = Registry(database=caller.portal.database)
    catalogue = Catalogue(changes=registry, scribe=Scribe(clock=Clock(), new_id=new_id))
    catalogue.add_mapping("group", name, RoleArn.parse(DEVELOPER), actor=Actor("operator", "root"))
    with caller.portal.database.write() as connection:
        connection.execute(update(role).where(role.c.role_arn == DEVELOPER).values(proof_minutes=15))
    return caller


def add_app(caller: Caller) -> None:
    """Add an authenticator app on the page for that."""
    caller.visitor.post("/profile/totp", caller.visitor.token())
    secret = secret_on(caller.visitor.page("/profile/totp/new"))
    assert len(codes_on(confirm_app(caller.visitor, pyotp.TOTP(secret).at(datetime.now(UTC))))) > 0


def test_the_page_says_what_there_is_and_leaves_the_password_to_the_directory(inside: Caller) -> None:
    page = inside.visitor.page("/profile")

    assert "Only a password stands between your AWS roles" in page.words
    assert "Change the password" not in page.links
    assert inside.visitor.get("/profile/password").status_code == 403


def test_without_a_factor_a_role_that_asks_for_one_leads_to_adding_it(inside: Caller) -> None:
    answer = inside.visitor.click(DEVELOPER)

    assert answer.status_code == 403
    assert "/profile" in Page(answer.text).links.values()


def test_with_an_app_it_opens(inside: Caller) -> None:
    add_app(inside)

    assert inside.visitor.click(DEVELOPER).status_code == 303


def test_an_old_sign_in_adds_no_first_factor(inside: Caller) -> None:
    with inside.portal.database.write() as connection:
        connection.exec_driver_sql(
            """UPDATE web_session SET proofs = '[{"at":"2026-01-01T00:00:00+00:00","how":"ldap:acme"}]'"""
        )

    answer = inside.visitor.post("/profile/totp", inside.visitor.token())

    assert answer.status_code == 403
    assert "/sign-in/ldap/acme?anew=yes&return_to=/proof" in Page(answer.text).links.values()


def test_an_admin_is_asked_for_a_factor_of_the_portal() -> None:
    assert Demand.for_admins("ldap:acme", timedelta(minutes=15)).ways == MFA_PROOFS
