"""Sign-in through a provider that nobody here wrote, by the whole portal over HTTP."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.ledger import Actor
from app.domain.mappings import Mapping
from app.domain.pages import Search
from app.storage.ids import new_id
from app.storage.people_lists import PeopleLists
from tests.click.joined import Joined
from tests.fixtures.idp import Idp
from tests.web.pages import Page
from tests.web.visitor import Visitor


@pytest.fixture
def portal(join: Callable[..., Joined], idp: Idp) -> Joined:
    """A portal that knows the provider as `acme`."""
    return join(DOORSTEP_PUBLIC_URL=idp.portal_url, **idp.settings())


@pytest.fixture
def visitor(portal: Joined, idp: Idp) -> Visitor:
    return Visitor(portal.app, public_url=idp.portal_url)


def path_of(url: str, idp: Idp) -> str:
    """The part of one of the portal's own addresses that a visitor asks for."""
    assert url.startswith(idp.portal_url)
    return url.removeprefix(idp.portal_url)


def sign_in(visitor: Visitor, idp: Idp, login: str, begin: str = "/sign-in/oidc/acme") -> str:
    """Go to the provider and back, and return where the portal leads on."""
    away = visitor.get(begin)
    assert away.status_code == 303
    back = visitor.get(path_of(idp.let_in(away.headers["Location"], login), idp))
    assert back.status_code == 303, Page(back.text).words
    return back.headers["Location"]


def test_the_sign_in_page_leads_to_the_provider_with_a_link(visitor: Visitor) -> None:
    page = visitor.page("/sign-in?return_to=/console")

    assert page.links["Sign in with Acme"] == "/sign-in/oidc/acme?return_to=/console"
    assert page.form_to("/sign-in/local").fields["username"] == ""


def test_dora_signs_in_and_lands_where_she_wanted_to_go(visitor: Visitor, portal: Joined, idp: Idp) -> None:
    assert sign_in(visitor, idp, "dora", "/sign-in/oidc/acme?return_to=/console") == "/console"

    assert "Dora Dean" in visitor.page("/").words
    begun = list(portal.ledger.events())[-1]
    assert (begun.action, begun.parsed_body()["way"]) == ("web-session:begun", "oidc:acme")
    assert [entry.action for entry in portal.ledger.events() if entry.actor_id == "oidc:acme"] == [
        "person:added",
        "group:added",
        "membership:added",
        "group:added",
        "membership:added",
    ]


def test_who_does_not_agree_is_told_so(visitor: Visitor, portal: Joined, idp: Idp) -> None:
    away = visitor.get("/sign-in/oidc/acme")

    answer = visitor.get(path_of(idp.turn_away(away.headers["Location"]), idp))

    assert answer.status_code == 401
    assert "Acme did not let you sign in" in Page(answer.text).words
    refused = list(portal.ledger.events())[-1]
    assert (refused.action, refused.parsed_body()["cause"]) == ("sign-in:refused", "provider-said-no")


def test_erik_is_in_no_group(visitor: Visitor, portal: Joined, idp: Idp) -> None:
    sign_in(visitor, idp, "erik")

    assert "membership:added" not in [one.action for one in portal.ledger.events() if one.actor_id == "oidc:acme"]


def test_a_wrong_secret_is_named_by_the_provider(join: Callable[..., Joined], idp: Idp) -> None:
    settings = idp.settings() | {"DOORSTEP_OIDC__ACME__CLIENT_SECRET": "another"}
    portal = join(DOORSTEP_PUBLIC_URL=idp.portal_url, **settings)
    visitor = Visitor(portal.app, public_url=idp.portal_url)
    away = visitor.get("/sign-in/oidc/acme")

    answer = visitor.get(path_of(idp.let_in(away.headers["Location"], "dora"), idp))

    assert "“invalid_client”" in Page(answer.text).words


def test_an_admin_from_a_provider_proves_it_there_anew_and_the_open_form_goes_on(
    visitor: Visitor, portal: Joined, idp: Idp
) -> None:
    sign_in(visitor, idp, "dora")
    make_admin(portal, "dora")
    form = visitor.token() | {"name": "night watch", "reason": "typed, and not to be lost"}
    age_proofs_of(portal)
    asked = Page(visitor.post("/admin/groups", form).text)
    impatient = visitor.post("/admin/groups", asked.form_to("/admin/groups").fields)

    landed = sign_in(visitor, idp, "dora", asked.links["Prove it at Acme (opens a new tab)"])
    saved = visitor.post("/admin/groups", asked.form_to("/admin/groups").fields)

    assert (impatient.status_code, landed) == (403, "/proof")
    assert "Close this tab" in visitor.page("/proof").words
    assert saved.headers["Location"].startswith("/admin/groups/")


def test_to_prove_it_anew_the_provider_is_asked_to_see_the_person(visitor: Visitor) -> None:
    query = parse_qs(urlsplit(visitor.get("/sign-in/oidc/acme?anew=yes").headers["Location"]).query)

    assert (query["prompt"], query["max_age"]) == (["login"], ["0"])


def make_admin(portal: Joined, username: str) -> None:
    """Make somebody an admin whom the portal knows already."""
    with portal.changing() as change:
        rows = PeopleLists(database=portal.database).page(Search(username)).rows
        (who,) = (one for one in rows if one.username.text == username)
        mapping = Mapping(new_id(), "allow", "person", who.id, "portal", "admin")
        change.add_mapping(mapping, Actor("operator", "root"), datetime.now(UTC))


def age_proofs_of(portal: Joined) -> None:
    """Let a quarter of an hour go by since everybody proved who they are."""
    earlier = (datetime.now(UTC) - timedelta(minutes=16)).isoformat()
    with sqlite3.connect(portal.database_file) as connection:
        connection.execute("UPDATE web_session SET proofs = ?", [json.dumps([{"how": "oidc:acme", "at": earlier}])])
