"""The pages about people: found, added, changed and shut out, by admins only."""

import base64
import json

import pytest

from app.domain.pages import Search
from app.domain.people import Person
from app.storage.registry import Registry
from tests.storage.company import person_named
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World


def person(world: World, username: str) -> Person:
    (found,) = world.portal.lists.people.page(Search(username)).rows
    return found


def path_of(world: World, username: str) -> str:
    return f"/admin/people/{person(world, username).id}"


def fill(world: World, number: int) -> None:
    with Registry(database=world.database).change() as change:
        for each in range(number):
            change.add_person(person_named(f"filler-{each:03}"))


def test_an_auditor_sees_everybody_and_no_button(oliver: Visitor, world: World) -> None:
    page = oliver.page("/admin/people")
    alice = oliver.page(path_of(world, "alice"))

    assert [page.links[name] for name in ("alice", "bob")] == [path_of(world, "alice"), path_of(world, "bob")]
    assert "Add a person" not in page.links
    assert [form.action for form in alice.forms] == ["/sign-out"]


def test_people_are_searched_by_a_part_of_a_name(ada: Visitor) -> None:
    page = ada.page("/admin/people?q=BAKER")

    assert "bob" in page.links
    assert "alice" not in page.links
    assert page.form_to("", q="BAKER").method == "get"


def test_nobody_found_is_said_in_words(ada: Visitor) -> None:
    assert "Nobody found" in ada.page("/admin/people?q=mallory").headings


def test_a_cursor_that_we_did_not_make_is_refused_in_words(ada: Visitor) -> None:
    assert ada.get("/admin/people?after=WyJhIl0").status_code == 400
    assert "first page" in ada.get("/admin/people?after=WyJhIiwiYiJd").text


def test_every_page_of_a_long_list_is_reached(ada: Visitor, world: World) -> None:
    fill(world, 60)

    first = ada.page("/admin/people?q=filler")
    second = ada.page(first.links["Next page"])

    assert "filler-000" in first.links
    assert "filler-050" in second.links
    assert "Next page" not in second.links
    assert second.links["First page"] == "/admin/people?q=filler"


def test_ada_adds_somebody_who_can_sign_in(ada: Visitor, world: World) -> None:
    form = ada.page("/admin/people/new").form_to("/admin/people")
    typed = {"username": "dora", "display_name": "Dora", "email": "dora@example.com", "password": PASSWORD}

    answer = ada.post("/admin/people", form.fields | typed)

    assert answer.status_code == 303
    assert answer.headers["Location"] == path_of(world, "dora")
    assert Visitor(world.app()).sign_in("dora").status_code == 303
    assert PASSWORD not in ada.get(path_of(world, "dora")).text


def test_every_mistake_stands_beside_its_field_and_nothing_typed_is_lost_but_the_password(ada: Visitor) -> None:
    typed = {"username": " ", "display_name": "Dora", "email": "not an address", "password": PASSWORD}

    answer = ada.post("/admin/people", ada.token() | typed)
    form = Page(answer.text).form_to("/admin/people")

    assert answer.status_code == 400
    assert (form.fields["display_name"], form.fields["email"]) == ("Dora", "not an address")
    assert "2 things need your attention" in Page(answer.text).words
    assert 'id="error-username"' in answer.text
    assert "is not an e-mail address" in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("typed", "status", "field"),
    [
        ({"username": "ALICE", "display_name": "Another"}, 409, "username"),
        ({"username": "dora", "display_name": "Dora", "password": "short"}, 400, "password"),
    ],
)
def test_what_is_refused_later_stands_beside_its_field_as_well(
    ada: Visitor, typed: dict[str, str], status: int, field: str
) -> None:
    answer = ada.post("/admin/people", ada.token() | typed)

    assert answer.status_code == status
    assert f'id="error-{field}"' in answer.text


def test_the_name_that_is_shown_is_changed(ada: Visitor, world: World) -> None:
    path = path_of(world, "alice")
    form = ada.page(f"{path}/edit").form_to(path)

    answer = ada.post(path, form.fields | {"display_name": "Alice Baker", "email": ""})

    assert answer.headers["Location"] == path
    assert ada.page(path).headings[0] == "Alice Baker"
    assert "username" not in form.fields


def test_a_name_that_is_none_is_asked_for_again(ada: Visitor, world: World) -> None:
    path = path_of(world, "alice")

    answer = ada.post(path, ada.token() | {"display_name": "", "email": "alice@example.com"})

    assert answer.status_code == 400
    assert Page(answer.text).form_to(path).fields["email"] == "alice@example.com"


def test_the_page_says_what_cloudtrail_shows_and_why(ada: Visitor, world: World) -> None:
    world.add_person("żółta kaczka")

    odd, plain = ada.page(path_of(world, "żółta kaczka")), ada.page(path_of(world, "alice"))

    assert "Not the username, because AWS takes only" in odd.words
    assert "Not the username" not in plain.words


def test_the_page_names_the_mappings_and_the_ledger(ada: Visitor, world: World) -> None:
    page = ada.page(path_of(world, "alice"))

    assert "arn:aws:iam::111122223333:role/Developer" in page.words
    assert page.links["In the ledger"] == f"/admin/ledger?person_id={person(world, 'alice').id}"


def test_disabling_signs_somebody_out_and_enabling_lets_them_in_again(
    ada: Visitor, alice: Visitor, world: World
) -> None:
    path = path_of(world, "alice")
    form = ada.page(path).form_to(f"{path}/disabling")

    assert ada.post(f"{path}/disabling", form.fields | {"reason": "left"}).headers["Location"] == path
    assert alice.get("/").headers["Location"] == "/sign-in"
    assert "Disabled" in ada.page("/admin/people?state=disabled").words

    form = ada.page(path).form_to(f"{path}/enabling")
    assert ada.post(f"{path}/enabling", form.fields | {"reason": "came back"}).status_code == 303
    assert alice.get("/").headers["Location"] == "/sign-in"
    assert alice.sign_in("alice").headers["Location"] == "/"


def test_disabling_wants_a_reason(ada: Visitor, world: World) -> None:
    answer = ada.post(f"{path_of(world, 'alice')}/disabling", ada.token() | {"reason": " "})

    assert answer.status_code == 400
    assert "Say why you change this." in answer.text
    assert person(world, "alice").disabled_at is None


def test_the_last_admin_stays_and_what_was_typed_as_well(ada: Visitor, world: World) -> None:
    path = path_of(world, "ada")

    answer = ada.post(f"{path}/disabling", ada.token() | {"reason": "on holiday"})

    assert answer.status_code == 409
    assert "Afterwards nobody would be an admin any more." in answer.text
    assert Page(answer.text).form_to(f"{path}/disabling").fields["reason"] == "on holiday"


def test_somebody_who_is_not_there_is_a_404(ada: Visitor) -> None:
    answer = ada.get("/admin/people/01980000-0000-7000-8000-000000000001")

    assert answer.status_code == 404
    assert "There is no such person." in answer.text


@pytest.mark.parametrize("words", ["\0", "\ud800"])
def test_a_cursor_that_no_database_can_compare_is_refused_in_words(ada: Visitor, words: str) -> None:
    keys = json.dumps([words, "01980000-0000-7000-8000-000000000001"]).encode()
    cursor = base64.urlsafe_b64encode(keys).decode().rstrip("=")

    assert ada.get(f"/admin/people?after={cursor}").status_code == 400
