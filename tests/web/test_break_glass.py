"""Break glass: an account for emergencies lets in once, with a reason, tells people at once, and waits for a review."""

from datetime import timedelta

import pytest

from tests.web.authenticator import AuthenticatorApp, add_app
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World

BREAK_GLASS = "/sign-in/break-glass"
KEPT = "/admin/break-glass"


@pytest.fixture
def phone(alice: Visitor, ada: Visitor, world: World) -> AuthenticatorApp:
    """The app of alice, whose account ada keeps for emergencies."""
    app = add_app(alice, world)
    kept = ada.post(KEPT, ada.token() | {"username": "alice", "reason": "our first one"})
    assert kept.headers["Location"] == KEPT
    return app


def broken_by(visitor: Visitor, phone: AuthenticatorApp, world: World, **typed: str) -> Page:
    """Fill in the form, and follow wherever it leads."""
    world.clock.advance(timedelta(seconds=30))
    form = visitor.page(BREAK_GLASS).form_to(BREAK_GLASS)
    proof = {"username": "alice", "password": PASSWORD, "code": phone.code(world.clock.now)}
    answer = visitor.post(BREAK_GLASS, form.fields | proof | {"reason": "the provider is down"} | typed)
    return visitor.page(answer.headers["Location"]) if answer.status_code == 303 else Page(answer.text)


def test_it_lets_in_tells_people_and_every_admin(
    visitor: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    page = broken_by(visitor, phone, world)

    (notice,) = world.postbox.taken
    assert "Alice Archer" in page.words
    assert notice.title == "Break glass: alice signed in"
    assert "the provider is down" in notice.text
    assert "A break-glass account was used, and nobody has reviewed it." in ada.page("/").words
    assert "postbox: sent" in ada.page(KEPT).words
    told = [entry.action for entry in world.entries()[-3:]]
    assert told == ["web-session:begun", "break-glass:opened", "notice:sent"]


def test_it_works_once_until_an_admin_unseals_it(
    visitor: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    broken_by(visitor, phone, world)
    again = Visitor(world.app())

    refused = broken_by(again, phone, world)
    account = ada.page(ada.page(KEPT).links["Alice Archer (alice)"])
    unsealing = account.forms[-1]
    ada.post(unsealing.action, unsealing.fields | {"reason": "reviewed"})

    assert "was used, and nobody has unsealed it since" in refused.words
    assert again.get("/").headers["Location"] == "/sign-in"
    assert "Alice Archer" in broken_by(again, phone, world).words


def test_the_ordinary_form_knows_it_no_more(
    alice: Visitor, visitor: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    answer = visitor.sign_in("alice")

    assert answer.status_code == 401
    assert "That username and password do not match." in answer.text
    assert alice.get("/").headers["Location"] == "/sign-in"


def test_a_second_step_that_was_begun_before_ends_nowhere(alice: Visitor, ada: Visitor, world: World) -> None:
    app = add_app(alice, world)
    visitor = Visitor(world.app())
    visitor.sign_in("alice")
    step = visitor.page("/sign-in/second-step").form_to("/sign-in/second-step")
    ada.post(KEPT, ada.token() | {"username": "alice", "reason": "our first one"})

    visitor.post("/sign-in/second-step", step.fields | {"code": app.code(world.clock.now)})

    assert visitor.get("/").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    "wrong",
    [{"password": "not it"}, {"code": "000000"}, {"code": ""}, {"username": "bob"}, {"username": "nobody"}],
    ids=str,
)
def test_whatever_is_wrong_is_answered_alike(
    visitor: Visitor, phone: AuthenticatorApp, world: World, wrong: dict[str, str]
) -> None:
    page = broken_by(visitor, phone, world, **wrong)

    assert "That opens no break-glass account." in page.words
    assert visitor.get("/").headers["Location"] == "/sign-in"
    assert world.entries()[-1].action == "break-glass:refused"
    assert world.postbox.taken == []


def test_without_a_reason_nothing_is_tried(visitor: Visitor, phone: AuthenticatorApp, world: World) -> None:
    page = broken_by(visitor, phone, world, reason=" ")

    assert "Say why" in page.words
    assert world.entries()[-1].action == "break-glass:added"


def test_recovery_codes_do_not_count(visitor: Visitor, phone: AuthenticatorApp, world: World) -> None:
    page = broken_by(visitor, phone, world, code=phone.recovery_codes[0])

    assert "That opens no break-glass account." in page.words


def test_guesses_at_the_ordinary_form_lock_nobody_out_of_this_one(
    visitor: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    locked = [visitor.sign_in("alice", "a guess").status_code for _guess in range(11)][-1]

    assert locked == 429
    assert "Alice Archer" in broken_by(visitor, phone, world).words


def test_guesses_are_counted(visitor: Visitor, phone: AuthenticatorApp, world: World) -> None:
    said = [broken_by(visitor, phone, world, password="a guess").words for _guess in range(10)]

    assert "That opens no break-glass account." in said[-1]
    assert "Too many attempts" in broken_by(visitor, phone, world).words


def test_a_drill_tells_everybody_and_lets_nobody_in(
    visitor: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    page = broken_by(visitor, phone, world, drill="yes")

    assert "The drill went well" in page.words
    assert visitor.get("/").headers["Location"] == "/sign-in"
    assert world.postbox.taken[0].title == "Break glass drill: alice proved that it works"
    assert "Drill" in ada.page(KEPT).words
    assert "Alice Archer" in broken_by(visitor, phone, world).words


def test_a_review_ends_the_banner(visitor: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World) -> None:
    broken_by(visitor, phone, world)
    use = ada.page(ada.page(KEPT).links["alice"])
    (form,) = [form for form in use.forms if "review" in form.fields]

    empty = ada.post(form.action, form.fields | {"review": " "})
    ada.post(form.action, form.fields | {"review": "She restarted the database, and nothing else."})

    assert empty.status_code == 400
    assert "nobody has reviewed it" not in ada.page("/").words
    assert "She restarted the database" in ada.page(KEPT).words
    assert ada.post(form.action, form.fields | {"review": "once more"}).status_code == 409


def test_a_channel_that_is_down_keeps_nobody_out_and_hears_of_it_later(
    visitor: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    world.postbox.problem = "the mail server took it not"

    page = broken_by(visitor, phone, world)
    seen = ada.page(KEPT).words
    world.postbox.problem = None
    world.clock.advance(timedelta(minutes=2))
    ada.post(f"{KEPT}/notices", ada.token())

    assert "Alice Archer" in page.words
    assert "postbox: not sent, the mail server took it not" in seen
    assert "postbox: sent" in ada.page(KEPT).words
    assert len(world.postbox.taken) == 1


def test_an_account_without_a_second_factor_is_not_taken(ada: Visitor, world: World) -> None:
    answer = ada.post(KEPT, ada.token() | {"username": "bob", "reason": "our first one"})

    assert answer.status_code == 409
    assert "bob has no local account with a passkey or an authenticator app." in answer.text


def test_the_last_admin_is_not_put_behind_the_glass(ada: Visitor, world: World) -> None:
    add_app(ada, world)

    answer = ada.post(KEPT, ada.token() | {"username": "ada", "reason": "our first one"})

    assert answer.status_code == 409
    assert "nobody would be an admin any more" in answer.text
    assert ada.get("/admin").status_code == 200


def test_a_retired_account_is_one_like_others(
    visitor: Visitor, ada: Visitor, phone: AuthenticatorApp, world: World
) -> None:
    account = ada.page(ada.page(KEPT).links["Alice Archer (alice)"])
    retiring = account.forms[-1]

    ada.post(retiring.action, retiring.fields | {"reason": "another one is kept"})

    assert "That opens no break-glass account." in broken_by(visitor, phone, world).words
    assert visitor.sign_in("alice").headers["Location"].startswith("/sign-in/second-step")
