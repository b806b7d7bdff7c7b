"""At every change of what a web session may do the browser gets another token, and the earlier one is nobody's."""

from collections.abc import Callable

import pytest

from tests.web.authenticator import add_app
from tests.web.passkey_forms import add_key
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World

NEW_PASSWORD = "quite another long one"
Change = Callable[[Visitor, World], object]


def signs_in_again(alice: Visitor, _world: World) -> None:
    alice.post("/sign-out", alice.token())
    alice.sign_in("alice")


def adds_an_app(alice: Visitor, world: World) -> None:
    add_app(alice, world)


def adds_a_passkey(alice: Visitor, _world: World) -> None:
    add_key(alice)


def changes_the_password(alice: Visitor, _world: World) -> None:
    form = alice.page("/profile/password").form_to("/profile/password")
    alice.post("/profile/password", form.fields | {"proof_password": PASSWORD, "password": NEW_PASSWORD})


@pytest.mark.parametrize("change", [signs_in_again, adds_an_app, adds_a_passkey, changes_the_password])
def test_a_stolen_cookie_is_worth_nothing_after_it(alice: Visitor, world: World, change: Change) -> None:
    stolen = alice.session_cookie()

    change(alice, world)

    thief = Visitor(world.app())
    thief.client.set_cookie("__Host-doorstep", stolen, domain="doorstep.example.com")
    assert alice.session_cookie() != stolen
    assert alice.get("/").status_code == 200
    assert thief.get("/").headers["Location"] == "/sign-in"
