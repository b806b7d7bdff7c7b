"""People whom a directory provisions: who they are, what they are called, and whether they may be here."""

from datetime import UTC, datetime

import pytest

from app.domain.ledger import Actor
from app.domain.vouching import PersonDisabled
from app.services.changes import Scribe
from app.services.people import People
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore
from tests.scim.conftest import SOURCE, Provisioned
from tests.scim.directory import USER

ROOT = Actor("operator", "root")
SHUT_OUT = {"op": "Replace", "path": "active", "value": "False"}
LET_IN = {"op": "Replace", "path": "active", "value": "True"}


def disabled_by_an_admin(portal: Provisioned, name: str) -> None:
    with Registry(database=portal.database).change() as change:
        change.disable_person(portal.person(name).id, datetime.now(UTC))


def test_a_user_is_the_person_who_signs_in(portal: Provisioned) -> None:
    portal.directory.add_user(
        "alice@acme.example",
        name={"givenName": "Alice", "familyName": "Archer"},
        emails=[{"value": "private@example.com"}, {"value": "alice@acme.example", "primary": True}],
        title="Director of what nobody here has to know",
    )

    person = portal.person("alice@acme.example")

    assert (person.display_name, person.email) == ("Alice Archer", "alice@acme.example")
    assert "Director" not in portal.directory.call("GET", "/Users").text
    (added,) = [entry for entry in portal.entries() if entry.person_id == person.id]
    assert (added.action, added.actor_kind, added.actor_id) == ("person:added", "portal", SOURCE)
    assert portal.sign_in("alice@acme.example").web_session.principal.person_id == person.id


def test_whoever_has_signed_in_before_is_taken_up(portal: Provisioned) -> None:
    principal = portal.sign_in("zoe@acme.example").web_session.principal

    portal.directory.add_user("zoe@acme.example")

    assert portal.person("zoe@acme.example").id == principal.person_id


def test_whoever_is_deactivated_is_out_at_once_and_comes_back_when_activated(portal: Provisioned) -> None:
    user = portal.directory.add_user("bob@acme.example")
    web_session = portal.sign_in("bob@acme.example").web_session

    answer = portal.directory.patch(f"/Users/{user['id']}", SHUT_OUT)

    assert answer.status_code == 204
    assert WebSessionStore(database=portal.database).alive_of(web_session.principal.person_id, datetime.now(UTC)) == ()
    with pytest.raises(PersonDisabled):
        portal.sign_in("bob@acme.example")
    portal.directory.patch(f"/Users/{user['id']}", LET_IN)
    assert portal.sign_in("bob@acme.example").web_session.principal == web_session.principal
    assert portal.told_of("bob@acme.example") == [
        "person:added",
        "web-session:ended",
        "person:disabled",
        "person:enabled",
    ]


def test_a_profile_that_is_replaced_lets_nobody_in_again(portal: Provisioned) -> None:
    user = portal.directory.add_user("victor@acme.example", active=False)

    replaced = portal.directory.call(
        "PUT", f"/Users/{user['id']}", {"schemas": [USER], "userName": "victor", "externalId": user["externalId"]}
    )

    assert replaced.status_code == 200
    assert portal.person("victor@acme.example").username.text == "victor"
    assert portal.person("victor@acme.example").disabled_at is not None


def test_what_an_admin_has_disabled_no_directory_enables(portal: Provisioned) -> None:
    user = portal.directory.add_user("mallory@acme.example")
    disabled_by_an_admin(portal, "mallory@acme.example")

    portal.directory.patch(f"/Users/{user['id']}", SHUT_OUT)
    portal.directory.patch(f"/Users/{user['id']}", LET_IN)
    portal.directory.call("DELETE", f"/Users/{user['id']}")
    portal.directory.add_user("mallory@acme.example")

    assert portal.person("mallory@acme.example").disabled_at is not None
    assert portal.told_of("mallory@acme.example") == ["person:added"]


def test_whom_an_operator_disables_after_the_directory_no_directory_enables(portal: Provisioned) -> None:
    user = portal.directory.add_user("walter@acme.example")
    portal.directory.patch(f"/Users/{user['id']}", SHUT_OUT)
    before = portal.person("walter@acme.example")
    people = People(
        changes=Registry(database=portal.database), scribe=Scribe(clock=lambda: datetime.now(UTC), new_id=new_id)
    )

    people.disable(before.username, actor=ROOT, reason="under inquiry")
    people.disable(before.username, actor=ROOT, reason="still")

    portal.directory.patch(f"/Users/{user['id']}", LET_IN)
    portal.directory.patch(f"/Users/{user['id']}", SHUT_OUT)
    portal.directory.patch(f"/Users/{user['id']}", LET_IN)
    assert portal.person("walter@acme.example") == before
    told = [(one.action, one.actor_id) for one in portal.entries() if one.person_id == before.id]
    assert told == [("person:added", SOURCE), ("person:disabled", SOURCE), ("person:disabled", "root")]


def test_whoever_is_deleted_is_hidden_and_shut_out_and_the_same_when_they_return(portal: Provisioned) -> None:
    user = portal.directory.add_user("carol@acme.example")
    group = portal.directory.add_group("carols", user["id"])
    before = portal.person("carol@acme.example")

    assert portal.directory.call("DELETE", f"/Users/{user['id']}").status_code == 204

    assert portal.directory.call("GET", f"/Users/{user['id']}").status_code == 404
    assert "members" not in portal.directory.call("GET", f"/Groups/{group['id']}").json()
    assert portal.person("carol@acme.example").disabled_at is not None
    assert portal.directory.add_user("carol@acme.example")["id"] == user["id"]
    assert portal.person("carol@acme.example") == before


def test_two_are_never_called_the_same_nor_are_the_same(portal: Provisioned) -> None:
    portal.directory.add_user("dave@acme.example")

    called_the_same = portal.directory.call(
        "POST", "/Users", {"schemas": [USER], "userName": "DAVE@acme.example", "externalId": "other"}
    )
    is_the_same = portal.directory.call(
        "POST", "/Users", {"schemas": [USER], "userName": "other", "externalId": "00u-dave@acme.example"}
    )

    assert [called_the_same.status_code, is_the_same.status_code] == [409, 409]
    assert called_the_same.json()["scimType"] == is_the_same.json()["scimType"] == "uniqueness"


def test_nobody_becomes_somebody_else(portal: Provisioned) -> None:
    user = portal.directory.add_user("eve@acme.example")

    answer = portal.directory.patch(
        f"/Users/{user['id']}", {"op": "replace", "path": "externalId", "value": "00u-the-admin"}
    )

    assert (answer.status_code, answer.json()["scimType"]) == (400, "mutability")
    assert portal.told_of("eve@acme.example") == ["person:added"]
