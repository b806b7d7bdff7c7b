"""An admin resets the sign-in of somebody who has lost their phone."""

import re

import pytest

from app.domain.pages import Search
from app.storage.registry import Registry
from tests.storage.company import person_named
from tests.web.authenticator import AuthenticatorApp, add_app, second_step
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World


@pytest.fixture
def phone(alice: Visitor, world: World) -> AuthenticatorApp:
    return add_app(alice, world)


def path_of(world: World, username: str) -> str:
    (found,) = world.portal.lists.people.page(Search(username)).rows
    return f"/admin/people/{found.id}"


def test_after_it_the_password_alone_lets_in(
    alice: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    form = ada.page(path_of(world, "alice")).form_to(f"{path_of(world, 'alice')}/reset")

    answer = ada.post(form.action, form.fields | {"reason": "lost her phone, called me back"})

    assert answer.headers["Location"] == path_of(world, "alice")
    assert alice.get("/").headers["Location"] == "/sign-in"
    assert alice.sign_in("alice").headers["Location"] == "/"
    entry = world.entries()[-2]
    assert entry.action == "sign-in:reset"
    assert entry.parsed_body()["reason"] == "lost her phone, called me back"
    assert entry.parsed_body()["had_totp"] is True


def test_what_was_lost_counts_no_more_once_a_new_app_is_there(
    alice: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    ada.post(f"{path_of(world, 'alice')}/reset", ada.token() | {"reason": "lost her phone"})
    alice.sign_in("alice")
    add_app(alice, world)
    thief = Visitor(world.app())
    thief.sign_in("alice")

    assert "does not prove" in second_step(thief, phone.recovery_codes[0]).words
    assert "does not prove" in second_step(thief, phone.code(world.clock.now)).words


def test_it_takes_a_reason(ada: Visitor, phone: AuthenticatorApp, world: World) -> None:
    answer = ada.post(f"{path_of(world, 'alice')}/reset", ada.token() | {"reason": " "})

    assert answer.status_code == 400
    assert world.entries()[-1].action != "sign-in:reset"


def test_a_refusal_marks_the_one_form_that_was_sent(ada: Visitor, phone: AuthenticatorApp, world: World) -> None:
    answer = ada.post(f"{path_of(world, 'alice')}/reset", ada.token() | {"reason": " "})

    ids = re.findall(r'id="([^"]+)"', answer.text)
    assert "1 thing needs your attention" in Page(answer.text).words
    assert [one for one in ids if one.startswith("error-")] == ["error-reset-reason"]
    assert sorted(ids) == sorted(set(ids))


def test_whose_provider_keeps_it_is_not_reset_here(ada: Visitor, world: World) -> None:
    with Registry(database=world.database).change() as change:
        change.add_person(person_named("elsewhere"))

    answer = ada.post(f"{path_of(world, 'elsewhere')}/reset", ada.token() | {"reason": "asked for it"})

    assert answer.status_code == 409
    assert "their sign-in is not kept here" in Page(answer.text).words
    assert f"{path_of(world, 'elsewhere')}/reset" not in {
        form.action for form in ada.page(path_of(world, "elsewhere")).forms
    }
