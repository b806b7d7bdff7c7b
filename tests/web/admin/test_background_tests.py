"""The admin's order to test roles in the background: seen by auditors, given by admins, with a reason."""

from tests.services.ordering import admin_of, principal, turn_on
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

BACKGROUND = "/admin/role-health/background"
LIST = "/admin/role-health"


def ordered(world: World) -> list[tuple[str, object]]:
    """The orders in the ledger, with their reasons."""
    told = [entry for entry in world.entries() if entry.action.startswith("role-tests:")]
    return [(entry.action, entry.parsed_body()["reason"]) for entry in told]


def test_they_are_off_until_somebody_turns_them_on(ada: Visitor) -> None:
    page = ada.page(BACKGROUND)

    assert "Background tests Off" in page.headings
    assert page.form_to(BACKGROUND).fields["state"] == "on"
    assert "Background tests are off" in ada.page(LIST).words


def test_the_page_says_what_they_leave_and_for_how_many_roles(ada: Visitor) -> None:
    page = ada.page(BACKGROUND)

    assert "CloudTrail of the role's account" in page.words
    assert "3 roles that are not disabled" in page.words
    assert "doorstep role-tests run" in page.words


def test_ada_turns_them_on_and_off_again(ada: Visitor, world: World) -> None:
    form = ada.page(BACKGROUND).form_to(BACKGROUND)
    answer = ada.post(BACKGROUND, form.fields | {"reason": "to know first"})

    page = ada.page(answer.headers["Location"])
    assert answer.status_code == 303
    assert "Background tests On" in page.headings
    assert "by Ada Abbot" in page.words
    assert "to know first" in page.words
    assert "Background tests are on" in ada.page(LIST).words

    ada.post(BACKGROUND, page.form_to(BACKGROUND).fields | {"reason": "too noisy"})
    assert "Background tests Off" in ada.page(BACKGROUND).headings
    assert ordered(world) == [("role-tests:turned-on", "to know first"), ("role-tests:turned-off", "too noisy")]


def test_without_a_reason_nothing_is_ordered(ada: Visitor, world: World) -> None:
    answer = ada.post(BACKGROUND, ada.token() | {"state": "on", "reason": " "})

    assert answer.status_code == 400
    assert "Say why you change this." in answer.text
    assert ordered(world) == []


def test_a_state_that_is_none_is_refused_and_the_reason_is_kept(ada: Visitor, world: World) -> None:
    answer = ada.post(BACKGROUND, ada.token() | {"state": "perhaps", "reason": "to know"})

    assert answer.status_code == 400
    assert Page(answer.text).form_to(BACKGROUND).fields["reason"] == "to know"
    assert ordered(world) == []


def test_what_is_off_already_is_said_to_be(ada: Visitor) -> None:
    answer = ada.post(BACKGROUND, ada.token() | {"state": "off", "reason": "enough"})

    assert answer.status_code == 409
    assert "Background role tests are turned off." in answer.text


def test_an_auditor_sees_it_and_has_no_button(oliver: Visitor, world: World) -> None:
    turn_on(world)

    page = oliver.page(BACKGROUND)

    assert "Background tests On" in page.headings
    assert [form for form in page.forms if form.action == BACKGROUND] == []


def test_an_order_that_counts_no_more_says_so_and_another_admin_takes_it_over(ada: Visitor, world: World) -> None:
    world.map_to_portal("bob", "admin")
    turn_on(world, "bob")
    world.directory.disable_person(admin_of(world), principal(world, "bob").person_id, reason="left")

    page = ada.page(BACKGROUND)
    assert "Background tests Stopped" in page.headings
    assert "bob, who turned the background role tests on, is not an admin any more." in page.words
    assert "is not an admin any more" in ada.page(LIST).words

    on, off = [form for form in page.forms if form.action == BACKGROUND]
    assert (on.fields["state"], off.fields["state"]) == ("on", "off")
    ada.post(BACKGROUND, on.fields | {"reason": "mine now"})
    assert "Background tests On" in ada.page(BACKGROUND).headings


def test_it_belongs_to_role_health_in_the_navigation(ada: Visitor) -> None:
    assert 'href="/admin/role-health" aria-current="page"' in ada.get(BACKGROUND).text
