"""The circumstances of a request, and what the log says of them."""

import structlog
from structlog.testing import capture_logs

from app.web.password_form import PasswordForm
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, SITE, World

DEVELOPER = "arn:aws:iam::111122223333:role/Developer"


def test_the_log_says_which_route_was_answered_and_not_what_was_typed(visitor: Visitor) -> None:
    with capture_logs() as logs:
        answer = visitor.get("/sign-in?return_to=%2Fsecret-project")

    [entry] = [entry for entry in logs if entry["event"] == "request.answered"]
    assert (entry["method"], entry["route"], entry["status"]) == ("GET", "/sign-in", answer.status_code)
    assert "secret-project" not in str(logs)


def test_an_opened_console_is_an_event_of_the_log(alice: Visitor) -> None:
    with capture_logs() as logs:
        alice.click(DEVELOPER)

    [opened] = [entry for entry in logs if entry["event"] == "console.opened"]
    assert (opened["role_arn"], opened["console_duration"]) == (DEVELOPER, 28800)


def test_what_a_broken_off_request_left_behind_is_not_taken_for_ours(alice: Visitor) -> None:
    structlog.contextvars.bind_contextvars(left_behind="by somebody else")

    answer = alice.get("/")

    context = structlog.contextvars.get_contextvars()
    assert "left_behind" not in context
    assert context["request_id"] == answer.headers["X-Request-Id"]


def test_the_log_knows_whose_request_it_was(alice: Visitor, world: World) -> None:
    alice.get("/")

    [begun] = [entry for entry in world.entries() if entry.action == "web-session:begun"]
    assert structlog.contextvars.get_contextvars()["person_id"] == str(begun.person_id)


def test_the_values_of_this_room_hide_their_secrets() -> None:
    form = PasswordForm(username="alice", password=PASSWORD, return_to="/")

    assert SITE.secret_key not in repr(SITE)
    assert PASSWORD not in repr(form)
