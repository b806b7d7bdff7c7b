"""Once a directory's word is too old, a click asks it again: nobody signs in for that, and nothing slips past it."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.demo.aws import EmbeddedAws
from app.domain.arns import RoleArn
from app.domain.ledger import Actor
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.tables import role
from tests.click.joined import DEVELOPER, Joined
from tests.fixtures.aws import Clock
from tests.fixtures.slapd import Slapd
from tests.ldap.conftest import Caller, Colleague
from tests.oidc.clicks import HOUR, MINUTE, TYPED, let_pass
from tests.web.pages import Page


def map_group(portal: Joined, name: str) -> None:
    """Map a group of the directory to a role."""
    catalogue = Catalogue(changes=Registry(database=portal.database), scribe=Scribe(clock=Clock(), new_id=new_id))
    catalogue.add_mapping("group", name, RoleArn.parse(DEVELOPER), actor=Actor("operator", "root"))


def click(caller: Caller) -> tuple[int, str]:
    """Send the form that opens a console; return status and text of the answer."""
    answer = caller.visitor.post("/console", TYPED | caller.visitor.token())
    return answer.status_code, answer.text


def said_of_clicks(caller: Caller) -> list[object]:
    """What the ledger says of how clicks ended."""
    ended = [one for one in caller.portal.ledger.events() if one.action in {"console:opened", "console:refused"}]
    return [entry.parsed_body().get("code", "opened") for entry in ended]


@pytest.fixture
def crew(slapd: Slapd, dora: Colleague) -> str:
    return slapd.add_group(f"crew of {dora.uid}", dora.dn, "cn=somebody else")


@pytest.fixture
def inside(caller: Caller, dora: Colleague, crew: str) -> Caller:
    """Dora, signed in, who may open a role because of a group of the directory."""
    caller.sign_in(dora.uid)
    map_group(caller.portal, f"crew of {dora.uid}")
    return caller


def test_while_the_word_holds_nobody_is_asked(inside: Caller, slapd: Slapd, dora: Colleague) -> None:
    slapd.remove(dora.dn)
    let_pass(inside.portal, 8 * HOUR - MINUTE)

    assert click(inside)[0] == 303


def test_after_that_the_directory_is_asked_and_the_console_opens(inside: Caller) -> None:
    let_pass(inside.portal, 9 * HOUR)

    assert (
        "Acme will be asked again when you open the console"
        in inside.visitor.page(f"/console?role_arn={DEVELOPER}").words
    )
    assert click(inside)[0] == 303
    assert said_of_clicks(inside) == ["opened"]


def test_who_has_left_the_group_meanwhile_opens_nothing(
    inside: Caller, slapd: Slapd, crew: str, aws: EmbeddedAws
) -> None:
    slapd.change(crew, "member", "cn=somebody else")
    let_pass(inside.portal, 9 * HOUR)

    status, text = click(inside)

    assert status == 403
    assert "No role mapping lets you open this role" in text
    assert [one.action for one in inside.portal.ledger.events() if one.action == "membership:removed"] != []
    assert aws.seen == []


def test_who_has_joined_one_meanwhile_opens_it(inside: Caller, slapd: Slapd, dora: Colleague, crew: str) -> None:
    slapd.change(crew, "member", "cn=somebody else")
    let_pass(inside.portal, 9 * HOUR)
    click(inside)
    slapd.change(crew, "member", dora.dn)

    assert click(inside)[0] == 303


def test_who_is_gone_is_refused_and_signed_out_everywhere(
    inside: Caller, slapd: Slapd, dora: Colleague, aws: EmbeddedAws
) -> None:
    elsewhere = Caller(inside.portal)
    elsewhere.sign_in(dora.uid)
    slapd.remove(dora.dn)
    let_pass(inside.portal, 9 * HOUR)

    status, text = click(inside)

    assert status == 401
    assert "Acme does not have you among its people any more" in Page(text).words
    assert said_of_clicks(inside) == ["directory-person-gone"]
    assert [one.visitor.get("/").status_code for one in (inside, elsewhere)] == [303, 303]
    ended = [one for one in inside.portal.ledger.events() if one.action == "web-session:ended"]
    assert [(one.actor_id, one.parsed_body()["cause"]) for one in ended] == [
        ("ldap:acme", "directory-person-gone"),
        ("ldap:acme", "directory-person-gone"),
    ]
    assert aws.seen == []


@pytest.fixture
def cut_off(call_at: Callable[..., Caller], slapd: Slapd, dora: Colleague, crew: str) -> Caller:
    """Dora, signed in at a portal whose own account the directory takes no more."""
    service = slapd.add_service(f"portal of {dora.uid}")
    caller = call_at(BIND_DN=service)
    caller.sign_in(dora.uid)
    map_group(caller.portal, f"crew of {dora.uid}")
    slapd.remove(service)
    return caller


def test_where_the_directory_cannot_be_asked_nothing_opens(cut_off: Caller, aws: EmbeddedAws) -> None:
    let_pass(cut_off.portal, 9 * HOUR)

    status, text = click(cut_off)

    assert status == 503
    assert "refuses the portal's own account" in Page(text).words
    assert said_of_clicks(cut_off) == ["directory-service-refused"]
    assert cut_off.visitor.get("/").status_code == 200
    assert aws.seen == []


def test_a_role_may_want_it_asked_sooner(inside: Caller, slapd: Slapd, dora: Colleague) -> None:
    slapd.remove(dora.dn)
    with inside.portal.database.write() as connection:
        connection.execute(update(role).where(role.c.role_arn == DEVELOPER).values(groups_hold_hours=1))
    let_pass(inside.portal, HOUR + MINUTE)

    assert click(inside)[0] == 401
