"""Who gets in: nobody without a web session that is alive right now."""

from datetime import timedelta

import pytest

from app.domain.web_sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, SEEN_AT_MOST_EVERY
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_stranger_is_led_to_sign_in_and_back(visitor: Visitor, method: str) -> None:
    answer = visitor.get("/console?role_arn=arn%3Aaws&duration=900", method=method)

    assert answer.status_code == 303
    assert answer.headers["Location"] == ("/sign-in?return_to=%2Fconsole%3Frole_arn%3Darn%253Aaws%26duration%3D900")


def test_a_stranger_at_the_portal_page_is_led_to_a_plain_sign_in(visitor: Visitor) -> None:
    assert visitor.get("/").headers["Location"] == "/sign-in"


def test_a_strangers_form_is_a_401_with_a_way_to_sign_in(visitor: Visitor) -> None:
    answer = visitor.post("/sign-out", {})

    assert answer.status_code == 401
    assert Page(answer.text).links["Sign in"] == "/sign-in"


@pytest.mark.parametrize(
    ("after", "seen"), [(IDLE_LIMIT - A_SECOND, 200), (IDLE_LIMIT, 303)], ids=["not yet idle", "idle"]
)
def test_a_web_session_that_is_idle_for_too_long_ends(
    alice: Visitor, world: World, after: timedelta, seen: int
) -> None:
    world.clock.advance(after)

    assert alice.get("/").status_code == seen


def test_a_web_session_ends_for_good_however_busy(alice: Visitor, world: World) -> None:
    hours = [after_an_hour(alice, world) for _hour in range(12)]

    assert hours == [200] * 11 + [303]
    assert timedelta(hours=12) == ABSOLUTE_LIMIT


def test_a_web_session_that_was_ended_elsewhere_is_over_here(alice: Visitor, world: World) -> None:
    answers = [alice.get("/").status_code]
    [begun] = [entry for entry in world.entries() if entry.action == "web-session:begun"]

    with world.database.write() as connection:
        connection.exec_driver_sql("UPDATE web_session SET revoked_at = created_at")
    answers.append(alice.get("/").status_code)

    assert begun.person_id is not None
    assert answers == [200, 303]


def test_being_seen_is_written_once_a_minute_at_most(alice: Visitor, world: World) -> None:
    seen = [last_seen(world)]
    world.clock.advance(SEEN_AT_MOST_EVERY - A_SECOND)
    alice.get("/")
    seen.append(last_seen(world))
    world.clock.advance(A_SECOND)
    alice.get("/")
    seen.append(last_seen(world))

    assert seen[0] == seen[1] != seen[2]


def test_a_cookie_of_another_secret_key_is_nobodys(world: World) -> None:
    elsewhere = Visitor(world.app(secret_key="another secret key, just as long as it takes"))
    elsewhere.sign_in("alice")
    here = Visitor(world.app())

    here.client.set_cookie("__Host-doorstep", elsewhere.session_cookie(), domain="doorstep.example.com", secure=True)

    assert here.get("/").status_code == 303


def test_a_person_who_is_disabled_is_out_at_once(alice: Visitor, world: World) -> None:
    with world.database.write() as connection:
        connection.exec_driver_sql("UPDATE person SET disabled_at = '2026-01-01 00:00:00.000000'")

    assert alice.get("/").status_code == 303


def test_a_web_session_of_which_the_store_knows_nothing_is_nobodys(alice: Visitor, world: World) -> None:
    with world.database.write() as connection:
        connection.exec_driver_sql("UPDATE web_session SET id_hash = ?", ("0" * 64,))

    assert alice.get("/").status_code == 303


def after_an_hour(visitor: Visitor, world: World) -> int:
    world.clock.advance(timedelta(hours=1))
    return visitor.get("/").status_code


def last_seen(world: World) -> object:
    with world.database.read() as connection:
        return connection.exec_driver_sql("SELECT last_seen_at FROM web_session").scalar_one()
