"""Disabling lists the consoles that may still run, and gives what stops them at AWS."""

import json
from datetime import timedelta

import pytest

from app.domain.ledger import Action, Event
from app.domain.pages import Search
from app.storage.ids import new_id
from tests.storage.company import event_of
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

READER = "arn:aws:iam::111122223333:role/ReadOnly"
HEADING = "Consoles that may still run"


@pytest.fixture
def opened(alice: Visitor, world: World) -> World:
    """A portal where alice has just opened a console of an hour."""
    assert alice.click(READER).status_code == 303
    return world


def person_page(world: World, username: str) -> str:
    (found,) = world.portal.lists.people.page(Search(username)).rows
    return f"/admin/people/{found.id}"


def running_page(world: World, username: str) -> str:
    return person_page(world, username).replace("/people/", "/running-consoles/person/")


def mapping_of(world: World) -> str:
    return str(next(one.mapping_id for one in world.entries() if one.action == "console:opened"))


def test_the_page_of_a_person_counts_what_may_still_run_and_says_that_it_goes_on(ada: Visitor, opened: World) -> None:
    until = opened.clock.now + timedelta(hours=1, minutes=15)
    page = ada.page(person_page(opened, "alice"))

    assert f"1 console may still run, until {until:%Y-%m-%d %H:%M} UTC at the latest. They go on" in page.words
    assert page.links["Whose they are, and how to stop them at AWS"] == running_page(opened, "alice")
    assert "None." in ada.page(person_page(opened, "bob")).words


def test_after_somebody_is_disabled_their_page_says_the_same(ada: Visitor, opened: World) -> None:
    path = person_page(opened, "alice")
    form = ada.page(path).form_to(f"{path}/disabling")

    answer = ada.post(f"{path}/disabling", form.fields | {"reason": "left"})

    assert "1 console may still run" in ada.page(answer.headers["Location"]).words


def test_an_auditor_sees_each_and_what_to_paste(oliver: Visitor, opened: World) -> None:
    page = oliver.page(running_page(opened, "alice"))

    assert page.headings[:2] == [HEADING, "Stop them at AWS"]
    assert '"aws:userid": [ "AROAEXAMPLE:alice" ]' in page.words
    assert '"aws:SourceIdentity": [ "alice" ]' in page.words
    assert '"aws:userid": [ "*:alice" ]' in page.words
    assert f'"aws:TokenIssueTime": "{opened.clock.now + timedelta(minutes=15):%Y-%m-%dT%H:%M}' in page.words
    assert "--role-name ReadOnly --policy-name DoorstepDeny --policy-document file://deny-ReadOnly.json" in page.words


def test_the_policy_is_a_file_as_well(ada: Visitor, opened: World) -> None:
    page = ada.page(running_page(opened, "alice"))

    answer = ada.get(page.links[f"Download {READER}"])

    assert answer.headers["Content-Disposition"] == 'attachment; filename="deny-ReadOnly.json"'
    assert json.loads(answer.text)["Statement"][0]["Condition"] == {
        "StringEquals": {"aws:userid": ["AROAEXAMPLE:alice"]}
    }


def test_a_file_of_what_has_ended_leads_back_to_the_page(ada: Visitor, opened: World) -> None:
    path = running_page(opened, "bob")

    answer = ada.get(f"{path}/denial.json?role_arn={READER}")

    assert (answer.status_code, answer.headers["Location"]) == (303, path)


@pytest.mark.parametrize("kind", ["person", "group", "mapping", "role", "account", "elsewhere"])
def test_what_is_not_there_is_a_404(ada: Visitor, kind: str) -> None:
    assert ada.get(f"/admin/running-consoles/{kind}/{new_id()}").status_code == 404


def test_a_mapping_says_it_on_its_page_before_it_is_disabled_and_after(ada: Visitor, opened: World) -> None:
    mapping_id = mapping_of(opened)
    state = f"/admin/history/mapping/{mapping_id}/state"

    page = ada.page(f"/admin/mappings/{mapping_id}")
    before = Page(ada.post(state, page.form_to(state).fields).text)
    saved = ada.post(state, before.form_to(state).fields | {"reason": "not needed", "step": "save"})
    after = ada.page(saved.headers["Location"])

    assert [HEADING in each.headings for each in (page, before, after)] == [True, True, True]
    assert "(alice) may open ReadOnly in Ticketing: 1 console may still run" in before.words
    assert "1 console may still run" in after.words


def test_who_has_to_approve_it_sees_it_as_well(first: Visitor, second: Visitor, careful: World) -> None:
    second.click(READER)
    mapping_id = mapping_of(careful)
    state = f"/admin/history/mapping/{mapping_id}/state"

    form = Page(first.post(state, first.page(f"/admin/mappings/{mapping_id}").form_to(state).fields).text)
    proposed = first.post(state, form.form_to(state).fields | {"reason": "not needed", "step": "save"})

    assert proposed.headers["Location"].startswith("/admin/proposals/")
    assert "1 console may still run" in second.page(proposed.headers["Location"]).words


def test_roles_accounts_and_groups_say_it_too(ada: Visitor, opened: World) -> None:
    roles = ada.page("/admin/roles?q=ReadOnly").links
    accounts = ada.page("/admin/accounts?q=Ticketing").links

    assert "1 console may still run" in ada.page(roles["ReadOnly"]).words
    assert "1 console may still run" in ada.page(accounts["Ticketing"]).words


def test_what_the_ledger_does_not_name_is_said(ada: Visitor, opened: World) -> None:
    (found,) = opened.portal.lists.people.page(Search("bob")).rows
    opened.ledger.append(_of_another_version(event_of(Action.CONSOLE_OPENED), opened, found.id))

    page = ada.page(running_page(opened, "bob"))

    assert "1 console is not named" in page.words
    assert not [name for name in page.links if name.startswith("Download")]


def _of_another_version(event: Event, world: World, person_id: object) -> Event:
    return type(event)(
        id=event.id,
        at=world.clock.now,
        action=event.action,
        outcome="succeeded",
        actor=event.actor,
        person_id=person_id,  # type: ignore[arg-type]  # an id of a person
        role_arn=READER,
    )
