"""Where people are signed in: they see it and end it, and so do admins; every end is in the ledger."""

import pytest

from tests.web.authenticator import add_app
from tests.web.visitor import Visitor
from tests.web.world import World

MINE = "/profile/web-sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"


@pytest.fixture
def elsewhere(world: World) -> Visitor:
    """Alice in another browser."""
    visitor = Visitor(world.app())
    visitor.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    visitor.sign_in("alice")
    return visitor


def path_of(world: World, username: str) -> str:
    (found,) = (one for one in world.portal.lists.people.page().rows if one.username.text == username)
    return f"/admin/people/{found.id}/web-sessions"


def endings(world: World) -> list[object]:
    """Why web sessions have ended, the first first."""
    return [entry.parsed_body()["cause"] for entry in world.entries() if entry.action == "web-session:ended"]


def test_alice_sees_where_she_is_signed_in_and_how_she_proved_it(alice: Visitor, elsewhere: Visitor) -> None:
    words = alice.page(MINE).words

    assert alice.page("/profile").links["See every browser, and sign it out"] == MINE
    assert "Firefox on Linux 127.0.0.1" in words
    assert "This browser" in words
    assert "Proved by: password." in words


def test_she_signs_another_browser_out_at_once(alice: Visitor, elsewhere: Visitor, world: World) -> None:
    (form,) = (form for form in alice.page(MINE).forms if form.labels == ["Sign out Firefox on Linux"])

    answer = alice.post(form.action, form.fields)

    assert answer.headers["Location"] == MINE
    assert elsewhere.get("/").headers["Location"] == "/sign-in"
    assert "Firefox" not in alice.page(MINE).words
    assert endings(world) == ["ended by its person"]
    assert alice.post(form.action, form.fields).status_code == 404


def test_she_signs_out_everywhere_else(alice: Visitor, elsewhere: Visitor, world: World) -> None:
    alice.post(f"{MINE}/end", alice.token())

    assert elsewhere.get("/").status_code == 303
    assert alice.get("/").status_code == 200
    assert endings(world) == ["ended by its person"]


def test_nobody_ends_what_is_anothers(alice: Visitor, elsewhere: Visitor, world: World) -> None:
    bob = Visitor(world.app())
    bob.sign_in("bob")
    (form,) = (form for form in alice.page(MINE).forms if form.labels == ["Sign out Firefox on Linux"])

    assert bob.post(form.action, bob.token()).status_code == 404
    assert elsewhere.get("/").status_code == 200


def test_an_admin_ends_one_or_all_with_a_reason(alice: Visitor, elsewhere: Visitor, ada: Visitor, world: World) -> None:
    path = path_of(world, "alice")
    ends = [form.action for form in ada.page(path).forms if form.action.startswith(path)]
    one = next(action for action in ends if action != f"{path}/end")

    without = ada.post(one, ada.token() | {"reason": " "})
    ada.post(one, ada.token() | {"reason": "her laptop was stolen"})
    ada.post(f"{path}/end", ada.token() | {"reason": "and her phone"})

    assert without.status_code == 400
    assert [visitor.get("/").status_code for visitor in (alice, elsewhere)] == [303, 303]
    assert "Nowhere." in ada.page(path).words
    told = [entry.parsed_body() for entry in world.entries() if entry.action == "web-session:ended"]
    assert [(one["cause"], one["reason"]) for one in told] == [
        ("ended by an admin", "her laptop was stolen"),
        ("ended by an admin", "and her phone"),
    ]


def test_an_auditor_sees_it_and_ends_nothing(elsewhere: Visitor, oliver: Visitor, world: World) -> None:
    page = oliver.page(path_of(world, "alice"))

    assert "Firefox on Linux" in page.words
    assert [form for form in page.forms if form.action.endswith("/end")] == []


def test_what_a_change_of_the_sign_in_ends_is_in_the_ledger_each_by_itself(
    alice: Visitor, elsewhere: Visitor, ada: Visitor, world: World
) -> None:
    add_app(alice, world)
    alice.post("/profile/password", alice.token() | {"password": "quite another long one"})
    base = path_of(world, "alice").removesuffix("/web-sessions")
    ada.post(f"{base}/reset", ada.token() | {"reason": "lost it"})
    elsewhere.sign_in("alice", password="quite another long one")
    ada.post(f"{base}/disabling", ada.token() | {"reason": "left us"})

    assert endings(world) == ["first factor added", "sign-in reset", "person disabled"]


def test_whoever_is_signed_in_nowhere_is_said_to_be(ada: Visitor, world: World) -> None:
    assert "Nowhere." in ada.page(path_of(world, "charlie")).words
