"""A proxy asks nobody anything: people who come through it prove things with factors that the portal keeps."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import update

from app.domain.proofs import Demand
from app.domain.web_sessions import MFA_PROOFS
from app.storage.tables import role
from tests.click.joined import DEVELOPER, Joined
from tests.proxy.calling import Caller
from tests.web.authenticator import codes_on, confirm_app, secret_on
from tests.web.pages import Page

QUARTER = timedelta(minutes=15)


@pytest.fixture
def with_app(signed_in: Caller) -> Caller:
    """Somebody behind the proxy who has added an authenticator app."""
    begun = signed_in.visitor.post("/profile/totp", signed_in.visitor.token())
    assert begun.headers["Location"] == "/profile/totp/new"
    secret = secret_on(signed_in.visitor.page("/profile/totp/new"))
    assert len(codes_on(confirm_app(signed_in.visitor, pyotp.TOTP(secret).at(datetime.now(UTC))))) > 0
    return signed_in


def test_the_page_says_what_there_is_and_has_no_password(signed_in: Caller) -> None:
    page = signed_in.visitor.page("/profile")

    assert "Corp SSO signs you in without asking you anything" in page.words
    assert "Change the password" not in page.links
    assert signed_in.visitor.get("/profile/password").status_code == 403
    assert signed_in.visitor.post("/profile/password", signed_in.visitor.token()).status_code == 403


def test_an_app_is_added_and_counts_as_a_proof(with_app: Caller) -> None:
    assert "A code from your app proves that it is you" in with_app.visitor.page("/profile").words
    assert with_app.told("totp:added") != []
    assert with_app.visitor.post("/profile/recovery-codes", with_app.visitor.token()).status_code == 200


def test_it_signs_nobody_in_without_the_proxy(with_app: Caller) -> None:
    with_app.carry(None)

    assert with_app.visitor.get("/").status_code == 401


def test_an_old_sign_in_adds_no_first_factor(signed_in: Caller) -> None:
    with signed_in.portal.database.write() as connection:
        connection.exec_driver_sql(
            """UPDATE web_session SET proofs = '[{"at":"2026-01-01T00:00:00+00:00","how":"proxy:corp"}]'"""
        )

    answer = signed_in.visitor.post("/profile/totp", signed_in.visitor.token())

    assert answer.status_code == 403
    assert "/sign-in/proxy/corp?anew=yes&return_to=/proof" in Page(answer.text).links.values()


def test_an_admin_is_asked_for_a_factor_of_the_portal() -> None:
    assert Demand.for_admins("proxy:corp", QUARTER).ways == MFA_PROOFS
    assert Demand.for_admins("oidc:corp", QUARTER).ways == {"oidc:corp"}


@pytest.fixture
def asking_for_a_proof(standing_portal: Joined) -> None:
    """Let the role of the crew ask for a strong proof."""
    with standing_portal.database.write() as connection:
        connection.execute(update(role).where(role.c.role_arn == DEVELOPER).values(proof_minutes=15))


@pytest.mark.usefixtures("asking_for_a_proof")
def test_a_role_that_asks_for_a_proof_opens_with_the_app(with_app: Caller) -> None:
    assert with_app.visitor.click(DEVELOPER).status_code == 303

    [asked] = with_app.told("console:requested")
    assert isinstance(asked["proof"], dict)
    assert asked["proof"]["how"] == "totp"


@pytest.mark.usefixtures("asking_for_a_proof")
def test_without_a_factor_it_leads_to_adding_one(signed_in: Caller) -> None:
    answer = signed_in.visitor.click(DEVELOPER)

    assert answer.status_code == 403
    assert "/profile" in Page(answer.text).links.values()
    assert signed_in.told("console:opened") == []


def test_an_admin_resets_what_somebody_has_lost(with_app: Caller) -> None:
    [added] = [entry for entry in with_app.entries() if entry.action == "totp:added"]
    ada = with_app.portal.signed_in("ada").visitor
    path = f"/admin/people/{added.person_id}"

    answer = ada.post(f"{path}/reset", ada.page(path).form_to(f"{path}/reset").fields | {"reason": "A lost phone"})

    assert answer.status_code == 303
    [reset] = with_app.told("sign-in:reset")
    assert reset["had_totp"] is True
    assert "Add an app" in with_app.follow("/profile").text
